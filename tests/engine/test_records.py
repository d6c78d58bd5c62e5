"""Records of the units' last runs."""

from __future__ import annotations

import dataclasses

import pytest

from meshctl.engine import Environment
from meshctl.engine.records import DONE, FAILED, REMOVING, RUNNING, Record, Records
from meshctl.errors import FailedError

RECORD = Record(
    "link/a~b", "link", "link/aws_gcp", ("hub/a",), DONE, {"name": "shop"}, {"gateway": ("hub/a", "gateway_id")}
)


def test_what_is_put_is_got(environment: Environment) -> None:
    """Whole, one by one and together; and removed again."""
    records = Records(environment)
    assert records.get(RECORD.unit) is None
    records.put(RECORD)
    assert records.get(RECORD.unit) == RECORD
    assert records.all() == {RECORD.unit: RECORD}
    records.remove(RECORD.unit)
    records.remove(RECORD.unit)
    assert records.all() == {}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"unit": "x"}'])
def test_a_broken_record_is_named(environment: Environment, text: str) -> None:
    """With what to do; never taken for a unit that was not built."""
    records = Records(environment)
    records.put(RECORD)
    (path,) = environment.records.glob("*.json")
    path.write_text(text)
    with pytest.raises(FailedError, match="MC613") as raised:
        records.all()
    assert raised.value.findings[0].where == str(path)


def test_digests_are_keyed(environment: Environment) -> None:
    """Equal values have equal digests here, and others elsewhere: nobody can guess at a secret by its digest."""
    first = Records(environment).digest("secret")
    assert Records(environment).digest("secret") == first
    assert Records(environment).digest("other") != first
    assert Records(dataclasses.replace(environment, name="pr-7")).digest("secret") != first


@pytest.mark.parametrize(("state", "silent"), [(DONE, False), (FAILED, False), (RUNNING, True), (REMOVING, True)])
def test_killed_runs_say_nothing(state: str, silent: bool) -> None:
    """And what they left unmended is remembered."""
    assert dataclasses.replace(RECORD, state=state).silent is silent
    assert dataclasses.replace(RECORD, state=state, unclean=True).silent
