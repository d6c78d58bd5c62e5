"""Who is at work."""

from __future__ import annotations

import getpass
import os

import pytest

from meshctl.engine import Environment
from meshctl.engine.lease import held
from meshctl.errors import BusyError


def test_the_holder_is_told_by_name(environment: Environment) -> None:
    """User, machine, process and time; another environment of the same file is not held."""
    with held(environment), pytest.raises(BusyError) as raised, held(environment):
        pass
    text = raised.value.findings[0].text
    assert getpass.getuser() in text
    assert f"process {os.getpid()}, since 20" in text


def test_users_without_a_name(environment: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in containers: they are told by their number."""

    def nameless() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(getpass, "getuser", nameless)
    with held(environment), pytest.raises(BusyError, match=f"user {os.getuid()} on"), held(environment):
        pass


def test_other_environments_are_free(environment: Environment) -> None:
    """Each has a lease of its own."""
    other = Environment("shop", "pr-7", True, environment.folder, "", "passphrase")
    with held(environment), held(other):
        assert len(list(environment.home.glob("lease-*"))) == 2
