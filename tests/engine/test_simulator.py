"""The simulated clouds as a process."""

from __future__ import annotations

import sys
from pathlib import Path

import psutil
import pytest

from meshctl.engine import Environment
from meshctl.engine.simulator import attached
from meshctl.errors import FailedError


def processes(environment: Environment) -> list[psutil.Process]:
    """Simulated clouds of that environment that run."""
    children = psutil.Process().children()
    return [child for child in children if str(environment.clouds) in child.cmdline()]


def test_they_run_for_the_length_of_a_block(environment: Environment) -> None:
    """One port for all packages; nothing is left when it is over."""
    with attached(environment) as variables:
        packages = {part.split(":")[0] for part in variables["PULUMI_DEBUG_PROVIDERS"].split(",")}
        assert len(processes(environment)) == 1
    assert packages == {"aws", "azure-native", "gcp", "kubernetes", "random", "tls"}
    assert processes(environment) == []
    assert not list(environment.clouds.glob("ready-*"))


def test_real_clouds_need_no_process(tmp_path: Path) -> None:
    """And nothing is attached."""
    with attached(Environment("shop", None, False, tmp_path, "file://state", "passphrase")) as variables:
        assert variables == {}


def test_clouds_that_do_not_start_are_told(environment: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the file that has their last words."""
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(FailedError, match="MC620") as raised, attached(environment):
        pass
    assert Path(raised.value.findings[0].where).exists()


def test_who_is_in_a_hurry_does_not_wait_for_calls(environment: Environment) -> None:
    """The process is killed at the end although it has not ended by itself."""
    with attached(environment, lambda: True):
        (process,) = processes(environment)
        process.suspend()
    with pytest.raises(psutil.NoSuchProcess):
        process.status()
