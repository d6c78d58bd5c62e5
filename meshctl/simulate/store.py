"""What the simulated clouds hold: one SQLite file that outlives every process, as a cloud outlives its clients.

A resource is there from the moment that its creation is accepted, and becomes ready at a time of its own, whether
or not anybody still waits for it. A resource that is being deleted is gone at its time.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS resources (
  package TEXT NOT NULL, token TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL,
  name TEXT NOT NULL, id TEXT NOT NULL, state TEXT NOT NULL, due REAL NOT NULL,
  inputs TEXT NOT NULL, outputs TEXT NOT NULL, serial INTEGER PRIMARY KEY AUTOINCREMENT,
  UNIQUE (account, region, token, id)
);
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS endpoints (endpoint TEXT PRIMARY KEY, authority TEXT NOT NULL, cluster TEXT NOT NULL);
"""
_FILE = "clouds.db"
_COLUMNS = "package, token, account, region, name, id, state, due, inputs, outputs"


@dataclass(frozen=True, slots=True)
class Row:
    """One resource in a cloud."""

    package: str
    token: str
    account: str
    region: str
    name: str
    id: str
    state: str
    """``creating``, ``ready`` or ``deleting``."""
    inputs: Mapping[str, Any] = field(hash=False)
    outputs: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A cluster's API as its clients find it."""

    endpoint: str
    authority: str
    """PEM of the certificate authority."""
    cluster: str
    """Id of the cluster."""


class Store:
    """The clouds' memory. Every thread has a connection of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._path = folder / _FILE
        self._local = threading.local()
        folder.mkdir(parents=True, exist_ok=True)
        self._connection().executescript(_SCHEMA)

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, timeout=60, isolation_level=None)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            self._local.connection = connection
        return connection

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Look and change as one step: nobody else changes anything in between."""
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def number(self, counter: str = "ids") -> int:
        """The next number of a counter; nobody gets the same one twice."""
        statement = (
            "INSERT INTO counters VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value"
        )
        return int(self._connection().execute(statement, (counter,)).fetchone()[0])

    def add(self, row: Row, due: float) -> None:
        """A creation was accepted; the resource is ready at ``due`` (seconds of the clock)."""
        values = (row.package, row.token, row.account, row.region, row.name, row.id, "creating", due)
        # A predecessor of the same id that is gone by now makes room.
        self._connection().execute("DELETE FROM resources WHERE state = 'deleting' AND due <= ?", (time.time(),))
        self._connection().execute(
            f"INSERT INTO resources ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 -- constants
            (*values, json.dumps(row.inputs), json.dumps(row.outputs)),
        )

    def change(self, row: Row, inputs: Mapping[str, Any], outputs: Mapping[str, Any]) -> None:
        """An update was accepted."""
        self._connection().execute(
            "UPDATE resources SET inputs = ?, outputs = ? WHERE account = ? AND region = ? AND token = ? AND id = ?",
            (json.dumps(inputs), json.dumps(outputs), row.account, row.region, row.token, row.id),
        )

    def delete(self, row: Row, due: float) -> None:
        """A deletion was accepted; the resource is gone at ``due``."""
        self._connection().execute(
            "UPDATE resources SET state = 'deleting', due = ? "
            "WHERE account = ? AND region = ? AND token = ? AND id = ?",
            (due, row.account, row.region, row.token, row.id),
        )

    def find(self, account: str, region: str, token: str, id_: str) -> Row | None:
        """A resource that is there, ready or not; none that is being deleted."""
        return next(
            (
                row
                for row, _ in self._select(
                    "account = ? AND region = ? AND token = ? AND id = ?", account, region, token, id_
                )
            ),
            None,
        )

    def leaving(self, account: str, region: str, token: str, id_: str) -> float | None:
        """When a resource that is being deleted is gone, in seconds of the clock; None where there is none."""
        found = (
            self._connection()
            .execute(
                "SELECT due FROM resources WHERE state = 'deleting' AND due > ? "
                "AND account = ? AND region = ? AND token = ? AND id = ?",
                (time.time(), account, region, token, id_),
            )
            .fetchone()
        )
        return float(found[0]) if found else None

    def due(self, row: Row) -> float:
        """When the resource is ready, in seconds of the clock."""
        return max(
            (
                due
                for _, due in self._select(
                    "account = ? AND region = ? AND token = ? AND id = ?", row.account, row.region, row.token, row.id
                )
            ),
            default=0.0,
        )

    def rows(self, account: str | None, region: str | None, token: str | None = None) -> list[Row]:
        """Resources that are there; None means any."""
        wanted = {"account": account, "region": region, "token": token}
        given = {column: value for column, value in wanted.items() if value is not None}
        condition = " AND ".join(f"{column} = ?" for column in given) or "1"
        return [row for row, _ in self._select(condition, *given.values())]

    def _select(self, condition: str, *values: str) -> Iterator[tuple[Row, float]]:
        now = time.time()
        found = (
            self._connection()
            .execute(
                f"SELECT {_COLUMNS} FROM resources WHERE state <> 'deleting' AND {condition} ORDER BY serial",  # noqa: S608 -- the conditions are constants of this file
                values,
            )
            .fetchall()
        )
        for package, token, account, region, name, id_, state, due, inputs, outputs in found:
            told = "ready" if due <= now else state
            row = Row(package, token, account, region, name, id_, told, json.loads(inputs), json.loads(outputs))
            yield row, due

    def open_endpoint(self, endpoint: Endpoint) -> None:
        """A cluster's API answers from now on."""
        self._connection().execute(
            "INSERT OR REPLACE INTO endpoints VALUES (?, ?, ?)",
            (endpoint.endpoint, endpoint.authority, endpoint.cluster),
        )

    def close_endpoint(self, cluster: str) -> None:
        """A cluster is gone: its API does not answer, and what was in it is gone too."""
        connection = self._connection()
        for (endpoint,) in connection.execute(
            "SELECT endpoint FROM endpoints WHERE cluster = ?", (cluster,)
        ).fetchall():
            connection.execute("DELETE FROM resources WHERE package = 'kubernetes' AND account = ?", (endpoint,))
        connection.execute("DELETE FROM endpoints WHERE cluster = ?", (cluster,))

    def endpoint(self, endpoint: str) -> Endpoint | None:
        """The cluster that answers there."""
        found = self._connection().execute("SELECT * FROM endpoints WHERE endpoint = ?", (endpoint,)).fetchone()
        return Endpoint(*found) if found else None


def contents(folder: Path) -> list[Row]:
    """Everything that the simulated clouds of a folder hold, in the order in which it was made."""
    return Store(folder).rows(None, None) if (folder / _FILE).exists() else []
