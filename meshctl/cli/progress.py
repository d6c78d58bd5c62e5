"""How a run is shown while it goes: a live table on a terminal, plain lines elsewhere, or JSON lines."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from meshctl.cli.event_lines import line, resource_line
from meshctl.engine import events

if TYPE_CHECKING:
    from meshctl.cli.output import Output
    from meshctl.engine.events import Event, Listener


@contextmanager
def shown(out: Output, expected: Mapping[str, int], time_scale: float) -> Iterator[Listener]:
    """A listener that shows what it hears in the way that fits; ``expected`` is seconds by unit."""
    import sys

    if out.json:
        yield JsonLines(out)
    elif sys.stderr.isatty() and not out.quiet:
        from meshctl.cli.live import LiveTable

        with LiveTable({unit: seconds / time_scale for unit, seconds in expected.items()}) as table:
            yield table
    else:
        yield PlainLines(out)


class JsonLines:
    """One JSON object a line on stdout."""

    def __init__(self, out: Output) -> None:
        self._out = out

    def on(self, event: Event) -> None:
        self._out.data(json.dumps(event.as_json()))


class PlainLines:
    """One line when a unit starts or ends, for logs and pipes."""

    def __init__(self, out: Output) -> None:
        self._out = out
        self._started = time.monotonic()

    def on(self, event: Event) -> None:
        text = line(event) or (resource_line(event) if self._out.verbose else "")
        if isinstance(event, events.UnitFailed):
            self._out.complain([self._stamped(text)])
        elif text:
            self._out.say(self._stamped(text))

    def _stamped(self, text: str) -> str:
        return f"{time.monotonic() - self._started:6.1f} s  {text}"
