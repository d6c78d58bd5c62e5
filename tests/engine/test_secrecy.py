"""Secrets stand in Pulumi's state, encrypted, and nowhere else."""

from __future__ import annotations

import json

from meshctl import engine
from meshctl.engine.ask import ask
from meshctl.engine.toolchain import pulumi_command
from meshctl.units import OutputRef, Unit
from tests.engine.conftest import Heard, key
from tests.engine.test_recovery import network, unrecord

CHAIN = (key("first"), key("second", password="first:password"))
TELLING = Unit("telling", "demo", "demo/telling", {}, {"password": OutputRef("first", "password")})


def secrets(environment: engine.Environment, *units: str) -> set[str]:
    """The passwords of the units, in plain."""
    pulumi = pulumi_command(lambda text: None)
    answers = [ask(pulumi, environment, unit, "output", "--json", "--show-secrets") or "" for unit in units]
    return {json.loads(answer)["password"] for answer in answers}


def found(environment: engine.Environment, texts: set[str], heard: Heard) -> list[str]:
    """Where any of the texts stands: in files, or in events."""
    files = [path for path in environment.home.rglob("*") if path.is_file()]
    assert files
    assert all(len(text) >= 20 for text in texts)
    places = [str(path) for path in files if any(text.encode() in path.read_bytes() for text in texts)]
    told = "\n".join(json.dumps(event.as_json()) for event in heard.events)
    return places + [text for text in texts if text in told]


def test_a_run_and_its_changes(environment: engine.Environment) -> None:
    """Handed over in memory, read back, digested; also when the taker fails and repeats what it was given."""
    heard = Heard()
    engine.up(CHAIN, environment, parallel=2, listener=heard)
    engine.up([CHAIN[0], key("second", length=22, password="first:password")], environment, parallel=2, listener=heard)
    assert engine.up([*CHAIN, TELLING], environment, parallel=2, listener=heard).failed == ("telling",)
    assert "[secret]" in json.dumps([event.as_json() for event in heard.events])
    assert found(environment, secrets(environment, "first", "second"), heard) == []


def test_a_repair(environment: engine.Environment) -> None:
    """The state is taken out and put back while pending operations are taken from it."""
    heard = Heard()
    engine.up([network("a", "b")], environment, parallel=2, listener=heard)
    unrecord(environment, "b")
    engine.up([network("a", "b")], environment, parallel=2, listener=heard)
    assert found(environment, secrets(environment, "net"), heard) == []
