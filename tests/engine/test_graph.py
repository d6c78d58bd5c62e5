"""Units and what they need."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshctl import engine
from meshctl.engine.graph import order, turned
from tests.engine.conftest import Heard, key


@given(st.dictionaries(st.integers(0, 9), st.sets(st.integers(0, 9)), max_size=10))
def test_what_is_needed_comes_first(numbers: dict[int, set[int]]) -> None:
    """In every graph without circles; here none has one, since each needs smaller numbers only."""
    needs = {str(unit): {str(need) for need in wanted if need < unit} for unit, wanted in numbers.items()}
    places = {unit: place for place, unit in enumerate(order(needs))}
    assert places.keys() == needs.keys()
    for unit, wanted in needs.items():
        assert all(places[need] < places[unit] for need in wanted if need in needs)
    for unit, users in turned(needs).items():
        assert users == {user for user, wanted in needs.items() if unit in wanted}


def test_circles_are_refused(environment: engine.Environment) -> None:
    """Before anything is begun."""
    units = [key("a", after=("b",)), key("b", after=("a",)), key("c")]
    with pytest.raises(ValueError, match="a, b"):
        engine.up(units, environment, parallel=2, listener=Heard())
    assert not environment.records.exists()
