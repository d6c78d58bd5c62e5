"""A run of the engine on small programs: the real Pulumi, the simulated packages, a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from meshctl import engine
from meshctl.engine import fingerprint, run
from meshctl.engine.events import Event
from meshctl.units import OutputRef, Unit


@dataclass
class Heard:
    """A listener that remembers."""

    events: list[Event] = field(default_factory=list)
    then: Callable[[Event], None] = lambda event: None

    def on(self, event: Event) -> None:
        self.events.append(event)
        self.then(event)

    def of(self, kind: type[Event]) -> list[Any]:
        """All events of that kind, in order."""
        return [event for event in self.events if type(event) is kind]


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> engine.Environment:
    """A simulated environment whose programs are those beside this file."""
    programs = Path(__file__).parent / "programs"
    for module in (fingerprint, run):
        monkeypatch.setattr(module, "programs", lambda: programs)
    fingerprint._source.cache_clear()
    return engine.Environment("shop", None, True, tmp_path / ".meshctl", "file://unused", "passphrase", 1e6)


def key(name: str, length: int = 20, after: tuple[str, ...] = (), **inputs: str) -> Unit:
    """A unit that makes a password; ``inputs`` are ``alias="unit:output"``."""
    references = {alias: OutputRef(*text.split(":")) for alias, text in inputs.items()}
    return Unit(name, "demo", "demo/key", {"name": name, "length": length}, references, after)
