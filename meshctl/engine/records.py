"""Records: how each unit's last run ended, what it was made from, and what it gave. One JSON file a unit.

A record is marked ``running`` before its unit runs, so that a run that was killed is never taken for a good one.
Secret outputs are not in it: only a keyed digest of each, to see whether it changed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets as random_secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from meshctl.engine.environment import Environment, file_name, write_private
from meshctl.errors import FailedError
from meshctl.findings import Finding, Severity

DONE, RUNNING, FAILED, REMOVING, INTERRUPTED = "done", "running", "failed", "removing", "interrupted"


@dataclass(frozen=True, slots=True)
class Record:
    unit: str
    kind: str
    program: str
    needs: tuple[str, ...]
    state: str
    """``running``, ``done``, ``failed``, ``removing``, ``interrupted``. Killed runs stay at running or removing."""
    spec: Mapping[str, Any] = field(hash=False)
    inputs: Mapping[str, tuple[str, str]] = field(hash=False)
    """Alias → unit and output, as the unit was last run: what a removal needs to know."""
    fingerprint: str = ""
    outputs: Mapping[str, Any] = field(hash=False, default_factory=dict)
    digests: Mapping[str, str] = field(hash=False, default_factory=dict)
    """Output → digest, of every output."""
    secret: tuple[str, ...] = ()
    """Names of the secret outputs, which ``outputs`` does not hold."""
    unclean: bool = False
    """Did a run end without a word since it last went well."""
    unsure: tuple[str, ...] = ()
    """URNs of creations that nobody knows the end of."""
    resources: int = 0
    seconds: float = 0.0

    @property
    def silent(self) -> bool:
        """Is there no word of how its last run ended, or of one before that has not been mended since."""
        return self.unclean or self.state in {RUNNING, REMOVING}


class Records:
    """The records of one environment."""

    def __init__(self, environment: Environment) -> None:
        self._folder = environment.records

    def all(self) -> dict[str, Record]:
        """Every record by unit; FailedError (MC613) for one that cannot be read."""
        found = {}
        for path in sorted(self._folder.glob("*.json")):
            record = _read(path)
            found[record.unit] = record
        return found

    def get(self, unit: str) -> Record | None:
        path = self._path(unit)
        return _read(path) if path.exists() else None

    def put(self, record: Record) -> None:
        """Write a record in one step."""
        write_private(self._path(record.unit), json.dumps(asdict(record), indent=1, sort_keys=True))

    def mark(self, record: Record, state: str) -> None:
        self.put(replace(record, state=state))

    def remove(self, unit: str) -> None:
        self._path(unit).unlink(missing_ok=True)

    def digest(self, value: object) -> str:
        """A digest of a value that may be secret, keyed, so that nobody can guess at it."""
        text = json.dumps(value, sort_keys=True, default=str)
        return hmac.new(self._key(), text.encode(), hashlib.sha256).hexdigest()

    def _key(self) -> bytes:
        path = self._folder / ".digest-key"
        if not path.exists():
            write_private(path, random_secrets.token_hex(32))
        return bytes.fromhex(path.read_text(encoding="ascii"))

    def _path(self, unit: str) -> Path:
        return self._folder / f"{file_name(unit)}.json"


def _read(path: Path) -> Record:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        values["needs"] = tuple(values["needs"])
        values["secret"] = tuple(values["secret"])
        values["unsure"] = tuple(values.get("unsure", ()))
        values["inputs"] = {alias: tuple(reference) for alias, reference in values["inputs"].items()}
        return Record(**values)
    except (ValueError, KeyError, TypeError) as error:
        raise FailedError(_unreadable(path)) from error


def _unreadable(path: Path) -> Finding:
    return Finding(
        where=str(path),
        code="MC613",
        severity=Severity.ERROR,
        text="the record of a unit's last run cannot be read",
        hint="restore the file, or remove it and run `meshctl up`: the unit is run again on the state that it has",
    )
