"""Asking Pulumi about a unit's stack: one process, and its answer."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from meshctl.engine.environment import Environment
from meshctl.errors import FailedError
from meshctl.findings import Finding, Severity


def ask(pulumi: Path, environment: Environment, unit: str, *arguments: str) -> str | None:
    """What ``pulumi stack …`` answers about the unit's stack, or None where there is no such stack.

    FailedError (MC612) when Pulumi cannot tell: the passphrase is wrong, or the backend is out of reach. The answer
    stays in memory: it may hold secrets.
    """
    work = environment.work(unit)
    work.mkdir(parents=True, exist_ok=True)
    project = work / "Pulumi.yaml"
    if not project.exists():
        # The project is told by the folder: not every backend takes it as a part of the stack's name.
        project.write_text(f"name: {environment.project(unit)}\nruntime: python\n", encoding="utf-8")
    answer = subprocess.run(
        [pulumi, "stack", *arguments, "--stack", environment.stack(unit), "--non-interactive", "--color", "never"],
        cwd=work,
        env={**os.environ, **environment.variables()},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode == 0:
        return answer.stdout
    if "no stack named" in answer.stderr:
        return None
    raise FailedError(_untold(unit, answer.stderr))


def _untold(unit: str, words: str) -> Finding:
    lines = [line for line in words.splitlines() if line.strip()]
    return Finding(
        where=unit,
        code="MC612",
        severity=Severity.ERROR,
        text=f"its state cannot be read: {lines[-1].removeprefix('error: ') if lines else 'no reason given'}",
        hint="is the backend within reach, and the passphrase the one that the state was made with?",
    )
