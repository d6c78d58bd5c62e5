"""The mesh: what each kind needs in each cluster, as pure data, cut into units.

A kind is a module that keeps to ``base.MeshKindModule``; the plan asks here and knows none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from meshctl.findings import Finding, Severity
from meshctl.mesh import istio
from meshctl.mesh.base import MeshKindModule
from meshctl.mesh.request import Member, MeshRequest
from meshctl.topology.models import MeshKind, Positions, Topology
from meshctl.units import Unit

__all__ = ["Member", "MeshRequest", "findings", "units"]

_KINDS: Final[Mapping[MeshKind, MeshKindModule]] = {MeshKind.ISTIO: istio}


def units(request: MeshRequest) -> tuple[Unit, ...]:
    """Units ``trust``, ``mesh/<cluster>`` and ``remotes/<cluster>``, sorted by name; none without a mesh.

    The units of a member depend on that member alone, apart from ``trust``, which has an intermediate for
    each, and ``remotes/<cluster>``, which has a secret for each other. KeyError for a kind that ``findings``
    refuses.
    """
    if request.mesh.kind is MeshKind.NONE or not request.members:
        return ()
    return _KINDS[request.mesh.kind].units(request)


def findings(topology: Topology, positions: Positions) -> tuple[Finding, ...]:
    """What speaks against the mesh of this file; where one is an error, ``units`` must not be asked."""
    kind = topology.mesh.kind
    if kind is MeshKind.NONE:
        return ()
    if kind not in _KINDS:
        return (
            Finding(
                positions.where("mesh.kind"),
                "MC502",
                Severity.ERROR,
                f"the mesh {kind} is not built yet",
                "use `kind: istio`, or `kind: none` for the network alone",
            ),
        )
    return _KINDS[kind].findings(topology, positions)
