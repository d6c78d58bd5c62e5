"""Units and what they need, as a graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def order(needs: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The units so that each comes after what it needs, by name where the order is free.

    Needs outside the mapping are taken as met. ValueError for a circle: units come from the plan, which has none.
    """
    waiting = {unit: {need for need in wanted if need in needs} for unit, wanted in needs.items()}
    ordered: list[str] = []
    while waiting:
        ready = sorted(unit for unit, missing in waiting.items() if not missing)
        if not ready:
            raise ValueError(f"units need each other in a circle: {', '.join(sorted(waiting))}")
        ordered += ready
        for unit in ready:
            del waiting[unit]
        for missing in waiting.values():
            missing.difference_update(ready)
    return tuple(ordered)


def turned(needs: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    """Unit → the units that need it: the needs of a removal."""
    needed_by: dict[str, set[str]] = {unit: set() for unit in needs}
    for unit, wanted in needs.items():
        for need in wanted:
            if need in needed_by:
                needed_by[need].add(unit)
    return needed_by
