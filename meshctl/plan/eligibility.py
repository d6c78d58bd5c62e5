"""What the file alone says about a pair: what rules out a flat path before any address is given."""

from __future__ import annotations

from dataclasses import dataclass

from meshctl.topology.models import Cluster, DataPlane, MeshKind, PodAddresses, Topology


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why two clusters cannot be flat, and the cheapest change that would make them so."""

    code: str
    text: str
    fix: str | None


def obstacle_in_file(topology: Topology, one: Cluster, two: Cluster) -> Obstacle | None:
    """What in the topology file keeps two clusters from sharing a network, or None."""
    if topology.mesh.kind is MeshKind.ISTIO and topology.mesh.data_plane is DataPlane.AMBIENT:
        return Obstacle(
            "data-plane",
            "the ambient data plane does not carry one network over several clusters",
            "set `mesh.data_plane: sidecar`",
        )
    overlay = sorted(c.name for c in (one, two) if c.pod_addresses is PodAddresses.OVERLAY)
    if overlay:
        are = "is an overlay" if len(overlay) == 1 else "are overlays"
        return Obstacle(
            "overlay-pods",
            f"the pod network of {' and '.join(overlay)} {are}: pods cannot be reached from outside",
            f"set `pod_addresses: routable` for {' and '.join(overlay)}",
        )
    if one.network and two.network and one.network != two.network:
        return Obstacle(
            "network-pinned",
            f"{one.name} is pinned to network {one.network} and {two.name} to {two.network}",
            "give both the same `network`",
        )
    return None


def could_be_flat(topology: Topology, one: Cluster, two: Cluster) -> bool:
    """True where nothing in the file rules a flat path out."""
    return obstacle_in_file(topology, one, two) is None
