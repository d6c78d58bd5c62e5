"""One run at a time for each environment: whoever is at work holds a file, and the file says who it is."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from meshctl.engine.environment import Environment
from meshctl.errors import BusyError
from meshctl.findings import Finding, Severity


@contextlib.contextmanager
def held(environment: Environment) -> Iterator[None]:
    """Hold the environment for the length of a run; BusyError (MC610) when someone else does.

    The operating system lets go of the file when its holder ends, however it ends.
    """
    path = environment.home / f"lease-{environment.label}"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as opened:
        if not _locked(opened.fileno()):
            raise BusyError(_busy(path))
        opened.truncate(0)
        opened.write(
            json.dumps(
                {
                    "pid": os.getpid(),
                    "host": socket.gethostname(),
                    "user": _user(),
                    "since": time.strftime("%Y-%m-%d %H:%M:%S %Z"),
                }
            )
        )
        opened.flush()
        yield


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # In a container, a user may have a number and no name.
        return f"user {os.getuid()}"


def _locked(descriptor: int) -> bool:
    """Take the lock if it is free."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _busy(path: Path) -> Finding:
    who = "someone"
    with contextlib.suppress(OSError, ValueError, KeyError):
        holder = json.loads(path.read_text(encoding="utf-8"))
        who = f"{holder['user']} on {holder['host']}, process {holder['pid']}, since {holder['since']}"
    return Finding(
        where=str(path),
        code="MC610",
        severity=Severity.ERROR,
        text=f"{who} is at work on this environment",
        hint="wait until that run has ended, or end it with Ctrl-C and let it finish in order",
    )
