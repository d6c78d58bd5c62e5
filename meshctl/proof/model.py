"""What the proof says: for each pair of clusters and each property, a verdict with the element that decides.

Four verdicts: reachable, unreachable, ambiguous (some paths work and others do not) and undetermined (what
would decide was not built or cannot be seen). All but the first name the element and a stable code.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Answer(enum.StrEnum):
    REACHABLE = "reachable"
    UNREACHABLE = "unreachable"
    AMBIGUOUS = "ambiguous"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Why something is not reachable: a stable code, the element, and what is wrong with it."""

    code: str
    element: str
    text: str
    hint: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """One property of one ordered pair of clusters, or of one cluster (then ``target`` is empty)."""

    layer: str
    """``route``, ``firewall``, ``source``, ``trust``, ``secrets``, ``gateway``, ``tunnel``."""
    source: str
    target: str
    answer: Answer
    fault: Fault | None = None
    path: tuple[str, ...] = ()
    """Hop by hop, where the property is about a way."""


@dataclass(frozen=True, slots=True)
class Proof:
    """All verdicts, sorted by pair and layer."""

    clusters: tuple[str, ...]
    verdicts: tuple[Verdict, ...]

    @property
    def holds(self) -> bool:
        """True when every verdict is reachable."""
        return all(verdict.answer is Answer.REACHABLE for verdict in self.verdicts)
