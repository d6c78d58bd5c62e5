"""Runs whose state is not a folder of this machine: everything about it is asked of Pulumi."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from meshctl import engine
from meshctl.engine import ask, events
from meshctl.engine.built import built, deployment
from meshctl.engine.secrets import Secrets
from meshctl.engine.toolchain import pulumi_command
from meshctl.errors import FailedError
from tests.engine.conftest import Heard, key


class Remote(engine.Environment):
    """An environment that does not look into its state folder."""

    @property
    def state_folder(self) -> Path | None:
        return None


@pytest.fixture
def remote(environment: engine.Environment) -> Remote:
    """The test's environment, taken for one with a remote state."""
    folder = environment.home / "state"
    folder.mkdir(parents=True)
    return Remote("shop", "pr-7", True, environment.folder, "file://unused", "passphrase", 1e6)


def up(environment: engine.Environment, length: int) -> engine.Outcome:
    """One password, and one that takes it."""
    units = [key("first", length=length), key("second", password="first:password")]
    return engine.up(units, environment, parallel=2, listener=Heard())


def test_a_whole_life(remote: Remote) -> None:
    """Made, seen, changed, previewed, removed; stacks that are there already are taken as they are."""
    assert up(remote, 20).done == ("first", "second")
    assert {resource.name for resource in built(remote)} >= {"first", "second"}
    assert up(remote, 22).done == ("first", "second")
    heard = Heard()
    engine.preview([key("first", length=24), key("third")], remote, parallel=2, listener=heard)
    assert not heard.of(events.UnitFailed)
    assert deployment(remote, "first")["resources"]
    assert deployment(remote, "third") == {}
    assert engine.down(remote, parallel=2, listener=Heard()).done == ("first", "second")
    assert deployment(remote, "first") == {}


def test_a_state_that_cannot_be_read(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    """The finding says why; nothing is taken for absent that only is out of reach."""
    up(remote, 20)
    pulumi = pulumi_command(lambda text: None)
    assert json.loads(ask.ask(pulumi, remote, "first", "output", "--json", "--show-secrets") or "")["length"] == 20
    (remote.home / "passphrase").write_text("another one")
    with pytest.raises(FailedError, match=r"MC612 .*incorrect passphrase"):
        ask.ask(pulumi, remote, "first", "output", "--json", "--show-secrets")


def test_a_taker_whose_giver_cannot_be_read_fails_alone(environment: engine.Environment) -> None:
    """Other units go on."""
    engine.up([key("first")], environment, parallel=2, listener=Heard())
    (environment.home / "passphrase").write_text("another one")
    units = [key("first"), key("second", password="first:password"), key("other")]
    heard = Heard()
    outcome = engine.up(units, environment, parallel=2, listener=heard)
    assert outcome == engine.Outcome(done=("other",), unchanged=("first",), failed=("second",))
    assert "incorrect passphrase" in heard.of(events.UnitFailed)[0].message


def test_secrets_of_units_that_are_not_there(environment: engine.Environment) -> None:
    """Unknown, not invented."""
    secrets = Secrets(environment, Path("/nonexistent"))
    assert not secrets.value("nobody", "password", None).known
