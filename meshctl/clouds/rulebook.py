"""The rules of the clouds as data: text, numbers, source and standing of each, by id."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from meshctl.findings import Finding, Severity

_FOLDER = Path(__file__).parent / "rules"
_FILES = ("aws", "azure", "gcp", "multi")


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    text: str
    numbers: Mapping[str, str]
    source: str
    standing: str
    """``verified``, ``derived``, or ``unverified``: the last only ever warns."""

    def finding(self, where: str, code: str, text: str, hint: str, *, error: bool = True) -> Finding:
        """What breaks this rule; only a warning where the rule itself is not verified."""
        refused = error and self.standing != "unverified"
        severity = Severity.ERROR if refused else Severity.WARNING
        return Finding(where, code, severity, text, hint, f"{self.id} ({self.source})")


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by id, read when first asked for."""
    found: dict[str, Rule] = {}
    for name in _FILES:
        for rule_id, body in json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8")).items():
            found[rule_id] = Rule(rule_id, **body)
    return found
