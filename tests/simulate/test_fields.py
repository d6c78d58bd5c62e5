"""Values by path in inputs and outputs."""

from __future__ import annotations

import pytest

from meshctl.simulate.fields import at, completed, known


@pytest.mark.parametrize(
    ("path", "value"), [("a", {"b": {"c": 1}}), ("a.b.c", 1), ("a.x", None), ("a.b.c.d", None), ("x.y", None)]
)
def test_at(path: str, value: object) -> None:
    """A path leads to its value, or to nothing."""
    assert at({"a": {"b": {"c": 1}}}, path) == value


def test_completed_leaves_what_is_given() -> None:
    """Only what is missing is filled in, the source stays as it was, and the unknown has no inside."""
    given = {"a": {"x": 1}, "b": "unknown"}
    assert completed(given, {"a.x": 2, "a.y": 3, "b.z": 4, "c": 5}) == {"a": {"x": 1, "y": 3}, "b": "unknown", "c": 5}
    assert given == {"a": {"x": 1}, "b": "unknown"}


def test_completed_can_overwrite() -> None:
    """What is to stay wins over what is new."""
    assert completed({"a": {"x": 1}}, {"a.x": 2}, overwrite=True) == {"a": {"x": 2}}


def test_known() -> None:
    """Paths without a value are left out."""
    assert known({"a": {"x": 1}}, ["a.x", "a.y"]) == {"a.x": 1}
