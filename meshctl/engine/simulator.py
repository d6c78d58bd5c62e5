"""The simulated clouds as a process: started for a run, attached to the engine, ended after it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from meshctl.engine.environment import Environment
from meshctl.errors import FailedError
from meshctl.findings import Finding, Severity

_PATIENCE = 60.0
"""Seconds until a simulator that does not say that it is ready is given up."""

_NAP = 0.1


@contextlib.contextmanager
def attached(environment: Environment, hurried: Callable[[], bool] = lambda: False) -> Iterator[dict[str, str]]:
    """Run the simulated clouds for the length of the block; gives what Pulumi has to find in its environment.

    They end when the calls in progress are answered, or at once where ``hurried`` says so: what they were asked
    for goes on in their store, as it does in a cloud.
    """
    if not environment.simulate:
        yield {}
        return
    environment.clouds.mkdir(parents=True, exist_ok=True)
    ready = environment.clouds / f"ready-{os.getpid()}.json"
    ready.unlink(missing_ok=True)
    log = environment.clouds / "process.log"
    with log.open("ab") as opened:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "meshctl.simulate"),
                *("--folder", str(environment.clouds), "--ready", str(ready)),
                *("--time-scale", str(environment.time_scale), "--parent", str(os.getpid())),
            ],
            stdin=subprocess.DEVNULL,
            stdout=opened,
            stderr=opened,
            # A session of its own: Ctrl-C on the terminal is for the run, which ends the clouds last.
            start_new_session=True,
        )
    try:
        ports = _ports(process, ready, log)
        yield {"PULUMI_DEBUG_PROVIDERS": ",".join(f"{name}:{port}" for name, port in sorted(ports.items()))}
    finally:
        process.terminate()
        while _running(process):
            if hurried():
                process.kill()
        ready.unlink(missing_ok=True)


def _running(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(_NAP)
    except subprocess.TimeoutExpired:
        return True
    return False


def _ports(process: subprocess.Popen[bytes], ready: Path, log: Path) -> dict[str, int]:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        if ready.exists():
            return dict(json.loads(ready.read_text(encoding="utf-8")))
        time.sleep(0.01)
    raise FailedError(
        Finding(
            where=str(log),
            code="MC620",
            severity=Severity.ERROR,
            text="the simulated clouds did not start",
            hint="that file has their last words",
        )
    )
