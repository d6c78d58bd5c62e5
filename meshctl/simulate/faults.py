"""Faults on demand: ``faults.json`` in the clouds' folder, read at every call.

A list of ``{"kind": "aws:ec2/vpc:Vpc" or a pattern with *, "call": "create|read|update|delete", "nth": 3 or "every",
"effect": "fail|throttle|timeout|die-after-create|hang", "message": "the cloud's words"}``. The n-th call of that kind
has the fault; ``hang`` lasts as long as the entry stands in the file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from meshctl.simulate.store import Store


@dataclass(frozen=True, slots=True)
class Fault:
    kind: str
    call: str
    nth: int | None
    """None: every call."""
    effect: str
    message: str

    def matches(self, token: str, call: str) -> bool:
        return call == self.call and fnmatchcase(token, self.kind)


class Faults:
    def __init__(self, folder: Path, store: Store) -> None:
        self._path = folder / "faults.json"
        self._store = store

    def wanted(self) -> list[Fault]:
        """What stands in the file now; nothing where there is none."""
        try:
            entries = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        return [
            Fault(
                entry["kind"],
                entry["call"],
                None if entry.get("nth", "every") == "every" else int(entry["nth"]),
                entry["effect"],
                entry.get("message", "InternalError: An internal error has occurred"),
            )
            for entry in entries
        ]

    def next(self, token: str, call: str) -> Fault | None:
        """The fault of this call, which is counted with it."""
        for fault in self.wanted():
            if fault.matches(token, call):
                if fault.nth is None:
                    return fault
                if self._store.number(f"fault {fault.kind} {fault.call} {fault.effect}") == fault.nth:
                    return fault
        return None
