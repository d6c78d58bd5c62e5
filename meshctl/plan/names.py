"""Names in the clouds: the mesh, its environment and what the thing is for, within each cloud's length.

A name that is too long keeps its beginning and ends in six digits of a hash of the whole, so that it is
the same in every run and differs where the long names differ.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

RESOURCE_LIMIT = 63
"""Characters of a name that every cloud takes (GCP-SUB-NAME is the tightest for networks)."""


def fit(name: str, limit: int = RESOURCE_LIMIT) -> str:
    """The name itself, or its beginning and a stable hash where it has more than ``limit`` characters."""
    if len(name) <= limit:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:6]
    return f"{name[: limit - 7].rstrip('-')}-{digest}"


@dataclass(frozen=True, slots=True)
class Names:
    """How things of one mesh, in one of its environments, are called."""

    mesh: str
    environment: str | None

    @property
    def prefix(self) -> str:
        """``shop``, or ``shop-pr-17`` in the environment ``pr-17``."""
        return f"{self.mesh}-{self.environment}" if self.environment else self.mesh

    def of(self, *parts: str, limit: int = RESOURCE_LIMIT) -> str:
        """``shop-virginia-nat-a`` from ``virginia``, ``nat`` and ``a``, shortened to ``limit``."""
        return fit("-".join((self.prefix, *parts)), limit)
