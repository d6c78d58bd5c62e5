"""A folder in which `meshctl` is used as a person would, and what the simulated clouds hold for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from meshctl import simulate

MESHCTL = (sys.executable, "-m", "meshctl")


@dataclass(frozen=True, slots=True)
class Folder:
    """One working folder; every call is a process of its own, as from a shell."""

    path: Path

    def start(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        """Start `meshctl`, in a process group of its own."""
        return subprocess.Popen(
            [*MESHCTL, *arguments],
            cwd=self.path,
            env={**os.environ, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run `meshctl` to its end."""
        process = self.start(*arguments, **variables)
        try:
            out, err = process.communicate(timeout=300)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def ok(self, *arguments: str, **variables: str) -> str:
        """Run `meshctl`, expect exit code 0, give its stdout."""
        answer = self.run(*arguments, **variables)
        assert answer.returncode == 0, f"{' '.join(arguments)}: {answer.returncode}\n{answer.stdout}\n{answer.stderr}"
        return answer.stdout

    @property
    def clouds(self) -> Path:
        """Where the simulated clouds keep what they hold."""
        return self.path / ".meshctl" / "simulate" / "clouds"

    def contents(self) -> list[simulate.Row]:
        """Everything that the simulated clouds hold now."""
        return list(simulate.contents(self.clouds))

    def kinds(self) -> Counter[str]:
        """How many of each kind of resource there are."""
        return Counter(row.token for row in self.contents())

    def files(self) -> Iterator[tuple[Path, bytes]]:
        """Every file of the folder but the clouds' own store, with its content."""
        for path in sorted(self.path.rglob("*")):
            if path.is_file() and self.clouds not in path.parents:
                yield path, path.read_bytes()


def processes_of(folder: Path) -> list[int]:
    """Processes that work for this folder: it stands in their command line or is where they run."""
    found = []
    for process in psutil.process_iter(["pid", "cmdline", "cwd"]):
        command = " ".join(process.info["cmdline"] or ())
        if str(folder) in command or (process.info["cwd"] or "").startswith(str(folder)):
            found.append(process.info["pid"])
    return found
