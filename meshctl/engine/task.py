"""What a worker process is told, and what it tells back. All of it travels over a pipe, in memory only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from meshctl.engine.environment import Environment


@dataclass(frozen=True, slots=True)
class Value:
    """An output of another unit as a program gets it."""

    plain: Any = field(repr=False)
    secret: bool = False
    known: bool = True
    """False only in previews, for what does not exist yet."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What a unit was being made from when its last run did not come to its end."""

    program: str
    spec: Mapping[str, Any]
    upstream: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Task:
    unit: str
    program: str
    operation: str
    """``up``, ``preview`` or ``down``."""
    spec: Mapping[str, Any]
    upstream: Mapping[str, Value]
    environment: Environment
    pulumi: Path
    programs: Path
    variables: Mapping[str, str] = field(repr=False)
    unclean: bool = False
    """Did a run before end without a word."""
    unsure: tuple[str, ...] = ()
    """URNs of creations whose answer never came."""
    before: Begun | None = None
    """Where it was being made from something else than it is now: that is mended first."""


@dataclass(frozen=True, slots=True)
class Started:
    """A Pulumi process began; an interruption goes to it."""

    pid: int


@dataclass(frozen=True, slots=True)
class Mended:
    """What the run before had left is in order."""


@dataclass(frozen=True, slots=True)
class Done:
    outputs: Mapping[str, Value]
    counts: Mapping[str, int]
    resources: int


@dataclass(frozen=True, slots=True)
class Failed:
    resource: str
    message: str
    interrupted: bool = False
    unsure: tuple[str, ...] = ()
    """URNs of resources of which nobody knows whether they were made."""
    silent: bool = False
    """Did the worker end without a word."""
