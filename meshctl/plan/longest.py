"""The time of a build: each unit as soon as what it needs is done, so the time of the longest chain."""

from __future__ import annotations

from collections.abc import Iterable

from meshctl.plan.model import Step, Time
from meshctl.units import Unit


def longest_chain(units: Iterable[Unit]) -> Time:
    """The chain of units that takes longest, first by name among equals; units must not form a circle."""
    by_name = {unit.name: unit for unit in units}
    ends: dict[str, int] = {}
    before: dict[str, str | None] = {}

    def end(name: str) -> int:
        if name not in ends:
            unit = by_name[name]
            latest = min(unit.needs, key=lambda need: (-end(need), need), default=None)
            before[name] = latest
            ends[name] = unit.seconds + (ends[latest] if latest else 0)
        return ends[name]

    last = min(by_name, key=lambda name: (-end(name), name), default=None)
    path: list[Step] = []
    step = last
    while step is not None:
        path.append(Step(step, by_name[step].seconds))
        step = before[step]
    return Time(ends[last] if last else 0, tuple(reversed(path)))
