"""What stands, unit by unit, from the records."""

from __future__ import annotations

from dataclasses import dataclass

from meshctl.engine.environment import Environment
from meshctl.engine.records import DONE, FAILED, Records


@dataclass(frozen=True, slots=True)
class UnitStatus:
    unit: str
    state: str
    """``done``, ``failed``, or ``interrupted``: a run that did not come to its end."""
    resources: int


def status(environment: Environment) -> tuple[UnitStatus, ...]:
    """Every unit that was ever begun and not removed since, by name."""
    found = []
    for unit, record in sorted(Records(environment).all().items()):
        state = record.state if record.state in {DONE, FAILED} else "interrupted"
        found.append(UnitStatus(unit, state, record.resources))
    return tuple(found)
