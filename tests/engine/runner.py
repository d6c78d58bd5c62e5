"""``python -m tests.engine.runner FOLDER UNIT NAMES…``: an `up` of networks in a process that can be killed.

Its events are JSON lines on stdout.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from meshctl import engine
from meshctl.engine import events, fingerprint, run
from meshctl.units import Unit


class Printed:
    """A listener that prints."""

    def on(self, event: events.Event) -> None:
        print(json.dumps(event.as_json()), flush=True)  # noqa: T201 -- read by the test that started this


def main(folder: str, *names: str) -> None:
    """Run the unit ``net`` with networks of those names."""
    programs = Path(__file__).parent / "programs"
    fingerprint.programs = run.programs = lambda: programs  # type: ignore[assignment]  # the tests' own programs
    environment = engine.Environment("shop", None, True, Path(folder), "file://unused", "passphrase", 1e6)
    unit = Unit("net", "demo", "demo/vpc", {"unit": "net", "names": list(names)})
    engine.up([unit], environment, parallel=2, listener=Printed())


if __name__ == "__main__":
    main(*sys.argv[1:])
