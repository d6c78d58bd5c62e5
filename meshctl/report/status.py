"""What stands, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from meshctl.report.table import table

if TYPE_CHECKING:
    from meshctl.engine.status import UnitStatus


def status_text(found: Iterable[UnitStatus], planned: Mapping[str, str]) -> str:
    """One row a unit, then how many stand; ``planned`` is what `up` would do about each."""
    units = list(found)
    rows = [(unit.unit, unit.state, str(unit.resources), _wish(planned.get(unit.unit, "none"))) for unit in units]
    lines = table(("unit", "state", "resources", "`up` would"), rows, indent=0)
    return "\n".join([*lines, _last(units, planned)]) + "\n"


def _wish(change: str) -> str:
    return "-" if change == "none" else f"{change} it"


def _last(units: list[UnitStatus], planned: Mapping[str, str]) -> str:
    absent = sum(change == "create" for change in planned.values())
    if not units:
        return f"Nothing stands; `up` would create {absent} units"
    sound = sum(unit.state == "done" for unit in units)
    resources = sum(unit.resources for unit in units)
    text = f"{sound} of {len(units)} units stand as they were built, {resources} resources"
    return f"{text}; `up` would create {absent} more" if absent else text


def status_json(found: Iterable[UnitStatus], planned: Mapping[str, str]) -> dict[str, object]:
    """``format_version``, ``has_changes``, ``units[]``: name, state, resources, change."""
    units = {unit.unit: unit for unit in found}
    return {
        "format_version": "1.0",
        "has_changes": any(change != "none" for change in planned.values()),
        "units": [
            {
                "name": name,
                "state": units[name].state if name in units else "absent",
                "resources": units[name].resources if name in units else 0,
                "change": planned.get(name, "none"),
            }
            for name in sorted(units.keys() | planned.keys())
        ],
    }
