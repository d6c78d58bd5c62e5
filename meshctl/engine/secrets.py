"""Secret outputs on their way from unit to unit: in memory only, read back from the state when they have to be."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from meshctl.engine.environment import Environment
from meshctl.engine.records import Record
from meshctl.engine.task import Value
from meshctl.errors import FailedError
from meshctl.findings import Finding, Severity


class Secrets:
    """The outputs of the units of one run."""

    def __init__(self, environment: Environment, pulumi: Path) -> None:
        self._environment = environment
        self._pulumi = pulumi
        self._kept: dict[str, Mapping[str, Value]] = {}

    def keep(self, unit: str, outputs: Mapping[str, Value]) -> None:
        """Remember what a unit of this run gave."""
        self._kept[unit] = outputs

    def value(self, unit: str, output: str, record: Record | None) -> Value:
        """One output of a unit; unknown where the unit does not stand or does not give it."""
        if unit in self._kept:
            return self._kept[unit].get(output, Value(None, known=False))
        if record is None:
            return Value(None, known=False)
        if output in record.outputs:
            return Value(record.outputs[output])
        if output not in record.secret:
            return Value(None, known=False)
        self._kept[unit] = self._read_back(record)
        return self._kept[unit].get(output, Value(None, known=False))

    def _read_back(self, record: Record) -> dict[str, Value]:
        """All outputs of a unit that did not run this time, its secrets decrypted by the engine."""
        environment = self._environment
        stack = f"organization/{environment.project(record.unit)}/{environment.stack(record.unit)}"
        # In the folder of the unit: its settings there say how the secrets are encrypted.
        answer = subprocess.run(
            [
                self._pulumi,
                "stack",
                "output",
                "--json",
                "--show-secrets",
                "--stack",
                stack,
                "--non-interactive",
            ],
            cwd=environment.work(record.unit),
            env={**os.environ, **environment.variables()},
            capture_output=True,
            text=True,
            check=False,
        )
        if answer.returncode != 0:
            raise FailedError(_unreadable(record.unit, answer.stderr))
        values: dict[str, Any] = json.loads(answer.stdout)
        return {name: Value(value, name in record.secret) for name, value in values.items()}


def _unreadable(unit: str, words: str) -> Finding:
    lines = [line for line in words.splitlines() if line.strip()]
    return Finding(
        where=unit,
        code="MC612",
        severity=Severity.ERROR,
        text=f"its outputs cannot be read from the state: {lines[-1] if lines else 'no reason given'}",
        hint="is the passphrase the one that the state was made with?",
    )
