"""What happens during a run, as it happens: for a terminal, a log or a program. No event holds a secret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Event:
    def as_json(self) -> dict[str, object]:
        """``{"event": "unit-started", …}``: the name of the class in kebab case, and its fields."""
        name = re.sub(r"(?<!^)(?=[A-Z])", "-", type(self).__name__).lower()
        return {"event": name, **asdict(self)}


@dataclass(frozen=True, slots=True)
class RunStarted(Event):
    operation: str
    """``up``, ``down`` or ``preview``."""
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitStarted(Event):
    unit: str


@dataclass(frozen=True, slots=True)
class ResourceStarted(Event):
    unit: str
    operation: str
    """``create``, ``update``, ``replace``, ``delete``, ``read``, ``import``."""
    type: str
    name: str


@dataclass(frozen=True, slots=True)
class ResourceFinished(Event):
    unit: str
    operation: str
    type: str
    name: str


@dataclass(frozen=True, slots=True)
class UnitFinished(Event):
    unit: str
    seconds: float
    counts: Mapping[str, int] = field(hash=False)
    """Resources by operation."""


@dataclass(frozen=True, slots=True)
class UnitFailed(Event):
    unit: str
    resource: str
    """The resource that failed, or an empty text where it was none."""
    message: str
    """The cloud's own words."""


@dataclass(frozen=True, slots=True)
class UnitSkipped(Event):
    unit: str
    because: str
    """``unchanged``, ``interrupted``, or ``not run: needs <unit>``."""


@dataclass(frozen=True, slots=True)
class Notice(Event):
    text: str


@dataclass(frozen=True, slots=True)
class RunFinished(Event):
    done: tuple[str, ...]
    unchanged: tuple[str, ...]
    failed: tuple[str, ...]
    skipped: tuple[str, ...]
    seconds: float


class Listener(Protocol):
    def on(self, event: Event) -> None:
        """Hear of one event. Called from one thread, in order."""
