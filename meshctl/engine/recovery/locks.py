"""Pulumi's own locks in a state folder on this machine: waiting for live ones, removing dead ones."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from meshctl.engine.lean import EndedError

_WRITING_SECONDS = 2.0
"""A lock that says nothing for so long is not being written: whoever wrote it was killed over it."""
_CLOCK_SECONDS = 2.0
"""How far the times of files and of processes may be apart."""
_PATIENCE = 3600.0
"""Seconds to wait for a Pulumi process that outlived its meshctl: it is finishing what it had begun."""


def cleared(folder: Path, project: str, stack: str, notice: Callable[[str], None], ending: threading.Event) -> None:
    """Return when no lock is left on the stack, or when the one that is left is not ours to judge.

    EndedError when ``ending`` is set meanwhile.
    """
    locks = folder / ".pulumi" / "locks" / "organization" / project / stack
    deadline = time.monotonic() + _PATIENCE
    told = False
    while time.monotonic() < deadline:
        found = [path for path in locks.glob("*.json") if not _removed(path, notice)]
        if not any(_ours(path) for path in found):
            return
        if not told:
            notice(f"{project}/{stack}: an earlier run is still ending in order; waiting for it")
            told = True
        if ending.wait(0.1):
            raise EndedError


def _read(path: Path) -> dict[str, object]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _ours(path: Path) -> bool:
    """Was the lock taken on this machine, so that its process can be looked for; one that says nothing is."""
    return _read(path).get("hostname", socket.gethostname()) == socket.gethostname()


def _removed(path: Path, notice: Callable[[str], None]) -> bool:
    """Remove the lock when its process, on this machine, is gone, or when a kill cut it short."""
    holder = _read(path)
    try:
        written = path.stat().st_mtime
    except FileNotFoundError:
        return True
    writing = time.time() - written < _WRITING_SECONDS
    if not _ours(path) or (_alive(int(str(holder["pid"])), written) if holder else writing):
        return False
    path.unlink(missing_ok=True)
    Path(f"{path}.attrs").unlink(missing_ok=True)
    whose = f"process {holder['pid']}" if holder else "cut short"
    notice(f"removed the lock that a killed run ({whose}) left on {path.parent.name}")
    return True


def _alive(pid: int, written: float) -> bool:
    """Does the process that wrote the lock still run: not one that came later and got its number."""
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and process.create_time() <= written + _CLOCK_SECONDS
    except psutil.NoSuchProcess:
        return False
