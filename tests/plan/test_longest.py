"""The time of the longest chain."""

from __future__ import annotations

from meshctl.plan.longest import longest_chain
from meshctl.plan.model import Step
from meshctl.units import Unit


def _unit(name: str, seconds: int, *after: str) -> Unit:
    return Unit(name, "test", "test", {}, {}, after, seconds)


def test_longest_chain() -> None:
    """The sum of the longest way through what each needs, and that way."""
    found = longest_chain([_unit("d", 1, "b", "c"), _unit("b", 5, "a"), _unit("c", 2, "a"), _unit("a", 1)])
    assert found.seconds == 7
    assert found.critical_path == (Step("a", 1), Step("b", 5), Step("d", 1))


def test_nothing_takes_no_time() -> None:
    """No units, no time."""
    assert longest_chain([]).seconds == 0
