"""Secret outputs on their way from unit to unit: in memory only, read back from the state when they have to be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from meshctl.engine.ask import ask
from meshctl.engine.environment import Environment
from meshctl.engine.records import Record
from meshctl.engine.task import Value


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
        answer = ask(self._pulumi, self._environment, record.unit, "output", "--json", "--show-secrets")
        values: dict[str, Any] = json.loads(answer or "{}")
        return {name: Value(value, name in record.secret) for name, value in values.items()}
