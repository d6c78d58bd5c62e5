"""What a killed run left, and what the next one makes of it."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import pytest

from meshctl import engine
from meshctl.engine import events
from meshctl.engine.built import deployment
from meshctl.engine.records import RUNNING, Records
from meshctl.simulate import contents
from meshctl.units import Unit
from tests.engine.conftest import Heard

Environment = engine.Environment


def network(*names: str, **more: str) -> Unit:
    """A unit of networks of AWS."""
    return Unit("net", "demo", "demo/vpc", {"unit": "net", "names": list(names), **more})


def up(environment: Environment, *units: Unit) -> Heard:
    """Run and listen; all has to be done."""
    heard = Heard()
    outcome = engine.up(units, environment, parallel=4, listener=heard)
    assert not outcome.failed, heard.of(events.UnitFailed)
    return heard


def unrecord(environment: Environment, name: str, pending: bool = True) -> None:
    """Leave the state as a kill between the cloud's answer and its recording does: the creation is pending.

    Not even that is left where the provider went a moment before the engine.
    """
    path = environment.checkpoint("net")
    assert path is not None
    state = json.loads(path.read_text())
    latest = state["checkpoint"]["latest"]
    (lost,) = [entry for entry in latest["resources"] if entry["urn"].endswith(f"::{name}")]
    latest["resources"].remove(lost)
    for left in ("id", "outputs"):
        del lost[left]
    if pending:
        latest["pending_operations"] = [{"resource": lost, "type": "creating"}]
    path.write_text(json.dumps(state))
    records = Records(environment)
    record = records.get("net")
    assert record is not None
    records.mark(record, RUNNING)


def begin_anew(environment: Environment, *names: str) -> None:
    """Leave the unit ``net`` as if a run had ended without a word before it had recorded any of these."""
    path = environment.checkpoint("net")
    assert path is not None
    state = json.loads(path.read_text())
    latest = state["checkpoint"]["latest"]
    latest["resources"] = [entry for entry in latest["resources"] if entry["urn"].rsplit("::", 1)[1] not in names]
    path.write_text(json.dumps(state))
    records = Records(environment)
    record = records.get("net")
    assert record is not None
    records.mark(record, RUNNING)


def lose(environment: Environment, name: str) -> None:
    """Take a network out of the simulated AWS behind everybody's back."""
    with sqlite3.connect(environment.clouds / "clouds.db") as store:
        store.execute("delete from resources where name = ?", (name,))


def clouds(environment: Environment) -> dict[str, dict[str, Any]]:
    """Name → tags of every network that the simulated AWS holds; a name twice is a mistake."""
    rows = [row for row in contents(environment.clouds) if row.token == "aws:ec2/vpc:Vpc"]
    found = {row.name: dict(row.inputs["tags"]) for row in rows}
    assert len(found) == len(rows)
    return found


def test_what_was_begun_is_adopted(environment: Environment) -> None:
    """Not made twice; the run says so; nothing stays pending, and no secret is written on the way."""
    up(environment, network("a", "b"))
    unrecord(environment, "b")
    heard = up(environment, network("a", "b"))
    assert clouds(environment).keys() == {"a", "b"}
    assert "adopted b" in " ".join(event.text for event in heard.of(events.Notice))
    assert not deployment(environment, "net").get("pending_operations")


def test_what_was_begun_is_adopted_as_it_was_and_then_changed(environment: Environment) -> None:
    """The topology has changed since the kill: adopted first, updated then."""
    up(environment, network("a", "b"))
    unrecord(environment, "b")
    up(environment, network("a", "b", owner="payments"))
    assert {name: tags["owner"] for name, tags in clouds(environment).items()} == {"a": "payments", "b": "payments"}


@pytest.mark.parametrize("pending", [True, False])
def test_what_was_begun_and_is_planned_no_more_goes(environment: Environment, pending: bool) -> None:
    """It is no orphan in the cloud although no program knows it any more."""
    up(environment, network("a", "b"))
    unrecord(environment, "b", pending)
    up(environment, network("a"))
    assert clouds(environment).keys() == {"a"}


def test_what_was_begun_and_is_not_there_is_made(environment: Environment) -> None:
    """The kill came before the cloud had heard of it."""
    up(environment, network("a"))
    lose(environment, "a")
    unrecord(environment, "a")
    up(environment, network("a", "b"))
    assert clouds(environment).keys() == {"a", "b"}


def test_a_state_without_a_trace_of_it(environment: Environment) -> None:
    """After a run that ended without a word everything that is not recorded is looked for."""
    up(environment, network("a", "b"))
    unrecord(environment, "b", pending=False)
    up(environment, network("a", "b", "c"))
    assert clouds(environment).keys() == {"a", "b", "c"}


@pytest.mark.parametrize("pending", [True, False])
def test_down_takes_along_what_was_begun(environment: Environment, pending: bool) -> None:
    """What no state knows goes too, and what is not there is not made for it."""
    up(environment, network("a", "b"))
    unrecord(environment, "b", pending)
    engine.down(environment, parallel=4, listener=Heard())
    assert clouds(environment) == {}
    up(environment, network("a", "b"))
    lose(environment, "b")
    unrecord(environment, "b")
    heard = Heard()
    assert engine.down(environment, parallel=4, listener=heard).done == ("net",)
    assert {event.operation for event in heard.of(events.ResourceStarted)} == {"delete"}


def test_a_creation_without_an_answer_is_looked_for(environment: Environment) -> None:
    """The provider died after the cloud had made it: no pending operation tells of it."""
    fault = {"kind": "aws:ec2/vpc:Vpc", "call": "create", "nth": 2, "effect": "die-after-create"}
    environment.clouds.mkdir(parents=True)
    (environment.clouds / "faults.json").write_text(json.dumps([fault]))
    outcome = engine.up([network("a", "b")], environment, parallel=4, listener=Heard())
    assert outcome.failed == ("net",)
    up(environment, network("a", "b"))
    assert clouds(environment).keys() == {"a", "b"}


NAMED = Unit("net", "demo", "demo/named", {})
LAYERS = (("net", "group"), ("sub", "vnet"), ("part",))


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("depth", [0, 1, 2])
def test_names_tell_what_was_begun(environment: Environment, depth: int, there: bool) -> None:
    """A run ended without a word while it was making one layer: of that, and what follows, nothing is recorded."""
    up(environment, NAMED)
    begin_anew(environment, *(name for layer in LAYERS[depth:] for name in layer))
    for layer in LAYERS[depth + there :]:
        for name in layer:
            lose(environment, name)
    up(environment, NAMED)
    assert sorted(row.name for row in contents(environment.clouds)) == ["group", "net", "part", "sub", "vnet"]
