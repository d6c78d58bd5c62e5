"""How long whole commands take, as ratios against a bare Python in the same run. Prints; asserts no time.

``make bench`` runs it. A median of five after a warm-up; machines differ, ratios less so.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.bench

MESHCTL = [sys.executable, "-m", "meshctl"]
RUNS = 5


def median(run: Callable[[], object], runs: int = RUNS) -> float:
    """Seconds of a run, the median of several."""
    run()
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        run()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def command(folder: Path, *arguments: str) -> Callable[[], object]:
    """A whole process, from start to end."""
    return lambda: subprocess.run(arguments, cwd=folder, capture_output=True, check=True)


def test_commands_that_start_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--help`, `plan` of three clouds, `status`, beside `python -c pass`."""
    command(tmp_path, *MESHCTL, "init")()
    bare = median(command(tmp_path, sys.executable, "-c", "pass"))
    with capsys.disabled():
        print(f"\n{'python -c pass':<22} {bare:6.3f} s")
        for arguments in (["--help"], ["plan"], ["plan", "-o", "json"], ["status", "--simulate"]):
            took = median(command(tmp_path, *MESHCTL, *arguments))
            print(f"meshctl {' '.join(arguments):<14} {took:6.3f} s  {took / bare:5.1f} times")


def test_a_whole_life(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`up` from nothing, `up` with nothing to do, `down`, on simulated clouds a million times faster than real ones."""
    command(tmp_path, *MESHCTL, "init")()
    bare = median(command(tmp_path, sys.executable, "-c", "pass"))
    with capsys.disabled():
        print()
        for name in ("up", "up", "down"):
            begun = time.perf_counter()
            command(tmp_path, *MESHCTL, name, "--simulate", "--yes", "--time-scale", "1000000")()
            took = time.perf_counter() - begun
            print(f"meshctl {name:<14} {took:6.2f} s  {took / bare:6.0f} times")
