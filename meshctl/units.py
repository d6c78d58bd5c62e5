"""A unit: one small Pulumi stack, with what it is told and what it needs.

The plan is cut into units. A unit names its program (``hub/gcp`` is ``stacks/hub/gcp.py``), carries its
slice of the plan (``spec``: plain JSON, no secrets, everything decided), the outputs of other units that
it takes (``inputs``), and what it has to come after without taking anything (``after``).
docs/reference/units.md lists every program with its spec, inputs and outputs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class OutputRef:
    """One output of another unit."""

    unit: str
    output: str


@dataclass(frozen=True, slots=True)
class Unit:
    name: str
    """``network/virginia``, ``link/belgium~virginia``: kind, slash, what it is for."""
    kind: str
    program: str
    """Module below ``stacks/``: ``network/aws``, ``link/aws_gcp``, ``mesh/istio``."""
    spec: Mapping[str, Any] = field(hash=False)
    inputs: Mapping[str, OutputRef] = field(hash=False, default_factory=dict)
    """Name under which the program sees it → the output that it takes."""
    after: tuple[str, ...] = ()
    """Units that must be done first although nothing is taken from them."""
    seconds: int = 0
    """How long it takes on real clouds, as far as is known."""

    @property
    def needs(self) -> tuple[str, ...]:
        """The units that must be done before this one, sorted."""
        return tuple(sorted({ref.unit for ref in self.inputs.values()} | set(self.after)))
