"""What every kind of mesh can do for the plan."""

from __future__ import annotations

from typing import Protocol

from meshctl.findings import Finding
from meshctl.mesh.request import MeshRequest
from meshctl.topology.models import Positions, Topology
from meshctl.units import Unit


class MeshKindModule(Protocol):
    """One kind of mesh: a module with these two functions, both pure."""

    def units(self, request: MeshRequest) -> tuple[Unit, ...]:
        """The units that install it, sorted by name."""

    def findings(self, topology: Topology, positions: Positions) -> tuple[Finding, ...]:
        """What speaks against it, or has to be said about it, sorted."""
