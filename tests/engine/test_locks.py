"""Pulumi's locks in a state folder: whose processes are gone, whose are not, and whose nobody can tell."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from meshctl.engine.lean import EndedError
from meshctl.engine.recovery.locks import cleared


def lock(state: Path, pid: int, host: str = "") -> Path:
    """A lock on the stack ``virginia``, as Pulumi writes it."""
    path = state / ".pulumi/locks/organization/shop-network/virginia/1.json"
    path.parent.mkdir(parents=True)
    holder = {"pid": pid, "username": "somebody", "hostname": host or socket.gethostname(), "timestamp": ""}
    path.write_text(json.dumps(holder))
    Path(f"{path}.attrs").write_text("{}")
    return path


def clear(state: Path, ending: threading.Event | None = None) -> list[str]:
    """Clear that stack's locks; what was told."""
    told: list[str] = []
    cleared(state, "shop-network", "virginia", told.append, ending or threading.Event())
    return told


@pytest.fixture
def ended() -> int:
    """The id of a process that is gone."""
    answer = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    return int(answer.stdout)


def test_nothing_is_locked(tmp_path: Path) -> None:
    """Nothing is told."""
    assert clear(tmp_path) == []


def test_locks_of_the_dead_go(tmp_path: Path, ended: int) -> None:
    """With their attributes, and it is told whose it was."""
    path = lock(tmp_path, ended)
    (told,) = clear(tmp_path)
    assert f"process {ended}" in told
    assert list(path.parent.iterdir()) == []


def test_a_process_that_nobody_buried_is_dead(tmp_path: Path) -> None:
    """Its parent was killed before it could ask for its end."""
    with subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.read()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        path = lock(tmp_path, process.pid)
        assert clear(tmp_path)
        assert not path.exists()


def test_locks_of_other_machines_stay(tmp_path: Path, ended: int) -> None:
    """Nobody here can tell whether their process lives: Pulumi will refuse, and say whose it is."""
    path = lock(tmp_path, ended, host="elsewhere")
    assert clear(tmp_path) == []
    assert path.exists()


def test_the_living_are_waited_for(tmp_path: Path) -> None:
    """Until they are done, or until nobody wants to wait any more."""
    path = lock(tmp_path, os.getpid())
    ending = threading.Event()
    ending.set()
    with pytest.raises(EndedError):
        clear(tmp_path, ending)

    def done(text: str) -> None:
        told.append(text)
        path.unlink()

    told: list[str] = []
    cleared(tmp_path, "shop-network", "virginia", done, threading.Event())
    assert told == ["shop-network/virginia: an earlier run is still ending in order; waiting for it"]


def test_a_lock_that_was_cut_short_goes(tmp_path: Path) -> None:
    """It says nothing, and nobody is writing it any more."""
    path = lock(tmp_path, os.getpid())
    path.write_text("{")
    os.utime(path, (0, 0))
    assert "(cut short)" in clear(tmp_path)[0]
    assert not path.exists()
