"""A finding: one thing that meshctl has to say about the input, the plan or what was built.

Errors, warnings and notes all have the same five parts: where, what, what was expected or what to do
next (the hint), a stable code (``MC`` and three digits) and, for a rule of a cloud, its source.

The codes, by hundreds: 0xx the command line and files, 1xx the topology, 2xx addresses and the lock,
3xx rules of the clouds, 4xx pairs, links and networks, 5xx the mesh, 6xx the engine and tools,
7xx proof. docs/reference/codes.md lists all of them.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Severity(enum.StrEnum):
    """How bad: an error refuses, a warning lets pass, a note explains."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One message, complete in itself."""

    where: str
    """Where: ``mesh.yaml:12:7 sites[1].region``, a unit, a pair, or a tool."""
    code: str
    """Stable code, such as ``MC104``."""
    severity: Severity
    text: str
    """What is the matter, in one sentence without a full stop."""
    hint: str = ""
    """What was expected, or what to do next."""
    source: str = ""
    """Rule id and document for a rule of a cloud, such as ``AWS-VPC-SIZE (VPCUG23 ...)``."""
