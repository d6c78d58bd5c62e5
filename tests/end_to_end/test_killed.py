"""`kill -9` of meshctl and all its children at random moments of `up` and `down`: the next run converges."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import psutil
import pytest

from tests.end_to_end.folder import Folder, processes_of

KILLS = int(os.environ.get("MESHCTL_KILLS", "20"))
"""How many times each command is killed before it may end."""


def kill(folder: Folder, process: subprocess.Popen[str]) -> None:
    """End it and everything that works for its folder at once, leaving no time for good manners."""
    victims = {process.pid, *processes_of(folder.path)}
    for victim in [psutil.Process(pid) for pid in victims if psutil.pid_exists(pid)]:
        with contextlib.suppress(psutil.NoSuchProcess):
            victim.send_signal(signal.SIGKILL)
    process.communicate()


def killed(folder: Folder, moments: random.Random, *command: str) -> int:
    """Start the command and kill it, again and again; how often it was at work when the blow came."""
    hit = 0
    for _ in range(KILLS):
        process = folder.start(*command)
        # Waiting is what is tested here: the blow comes at a moment that nobody chose.
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=moments.uniform(0.5, 5))
        hit += process.poll() is None
        kill(folder, process)
    return hit


def undisturbed(folder: Folder) -> Counter[str]:
    """Kinds and numbers after a run that nothing disturbed."""
    folder.ok("init")
    folder.ok("up", "--simulate", "--yes", "--time-scale", "2000")
    return folder.kinds()


@pytest.mark.slow
def test_killed_at_random_moments_the_next_run_converges(
    folder: Folder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """At the end there is exactly what an undisturbed run makes, and after `down` nothing."""
    seed = int(os.environ.get("MESHCTL_SEED", str(time.time_ns() % 1_000_000)))
    moments = random.Random(seed)  # noqa: S311 -- moments need no cryptography
    print(f"MESHCTL_SEED={seed}")  # noqa: T201 -- pytest shows it when the test fails
    calm = Folder(Path(tmp_path_factory.mktemp("calm")))
    expected = undisturbed(calm)
    folder.ok("init")
    up = ("up", "--simulate", "--yes", "--time-scale", "300")
    assert killed(folder, moments, *up) > 0
    folder.ok(*up)
    assert folder.kinds() == expected
    assert json.loads(folder.ok("verify", "--simulate", "-o", "json"))["holds"]
    down = ("down", "--simulate", "--yes", "--time-scale", "300")
    killed(folder, moments, *down)
    folder.ok(*down)
    assert folder.contents() == []
    assert processes_of(folder.path) == []
