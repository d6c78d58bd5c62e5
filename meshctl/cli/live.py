"""A run on a terminal: one row a unit at work, its resource, how long it takes and how long it should."""

from __future__ import annotations

import time
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live
from rich.table import Table

from meshctl.cli.event_lines import line
from meshctl.engine import events
from meshctl.report.table import duration

if TYPE_CHECKING:
    from meshctl.engine.events import Event


class LiveTable:
    """What has ended scrolls by above; what is at work stands below and changes in place."""

    def __init__(self, expected: Mapping[str, float]) -> None:
        self._expected = expected
        self._since: dict[str, float] = {}
        self._resource: dict[str, str] = {}
        self._done = 0
        self._total = 0
        self._console = Console(stderr=True, highlight=False)
        self._live = Live(get_renderable=self._table, console=self._console, refresh_per_second=4, transient=True)

    def __enter__(self) -> LiveTable:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def on(self, event: Event) -> None:
        match event:
            case events.RunStarted(units=units):
                self._total = len(units)
            case events.UnitStarted(unit=unit):
                self._since[unit] = time.monotonic()
            case events.ResourceStarted(unit=unit, operation=operation, name=name):
                self._resource[unit] = f"{operation} {name}"
            case events.UnitFinished(unit=unit) | events.UnitFailed(unit=unit) | events.UnitSkipped(unit=unit):
                self._since.pop(unit, None)
                self._resource.pop(unit, None)
                self._done += 1
                self._print(event)
            case events.Notice():
                self._print(event)

    def _print(self, event: Event) -> None:
        style = "red" if isinstance(event, events.UnitFailed) else None
        self._console.print(line(event), style=style, markup=False)

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        now = time.monotonic()
        for unit, since in dict(self._since).items():
            expected = self._expected.get(unit)
            # On simulated clouds most things take no time worth telling.
            of = f" of about {duration(expected)}" if expected and expected >= 2 else ""
            table.add_row(unit, f"{duration(now - since)}{of}", self._resource.get(unit, ""))
        table.add_row(f"{self._done} of {self._total} units", "", "")
        return table
