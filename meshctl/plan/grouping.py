"""Networks, in Istio's sense: groups of clusters that are all flat with one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from meshctl.plan.model import NetworkGateway, PlannedNetwork
from meshctl.plan.verdicts import Verdict
from meshctl.topology.models import Cluster, MeshKind, Model, PodAddresses, Topology

EAST_WEST_PORT = 15443
"""Where east-west gateways take mutual TLS of other networks."""


def network_names(topology: Topology, clusters: Iterable[str], verdicts: tuple[Verdict, ...]) -> dict[str, str]:
    """Cluster to the name of its network.

    flat: one network, named as the mesh (or the pin). gateway: one for each cluster, named as it. auto:
    clusters in order of their names, each put into the first group where it is flat with every member;
    the largest group of routable clusters is named as the mesh, the others after their first cluster,
    unless pinned.
    """
    names = sorted(clusters)
    wanted = {cluster.name: cluster for site in topology.sites for cluster in site.clusters}
    if topology.connect.model is Model.FLAT:
        pins = {wanted[name].network for name in names} - {None}
        return dict.fromkeys(names, min(filter(None, pins)) if len(pins) == 1 else topology.name)
    if topology.connect.model is Model.GATEWAY:
        return {name: wanted[name].network or name for name in names}
    return _named(topology.name, _groups(names, wanted, verdicts), wanted)


def _groups(names: list[str], wanted: Mapping[str, Cluster], verdicts: tuple[Verdict, ...]) -> list[list[str]]:
    flat = {(verdict.source, verdict.target) for verdict in verdicts if verdict.obstacle is None}
    groups: list[list[str]] = []
    # Pinned clusters first: they found the groups that the others may join.
    for name in sorted(names, key=lambda name: (wanted[name].network is None, name)):
        for group in groups:
            pins = {wanted[member].network for member in (*group, name)} - {None}
            if len(pins) <= 1 and all((min(name, other), max(name, other)) in flat for other in group):
                group.append(name)
                break
        else:
            groups.append([name])
    return [sorted(group) for group in groups]


def _named(mesh: str, groups: list[list[str]], wanted: Mapping[str, Cluster]) -> dict[str, str]:
    pins = {group[0]: next((wanted[n].network for n in group if wanted[n].network), None) for group in groups}
    free = [
        group for group in groups if pins[group[0]] is None and wanted[group[0]].pod_addresses is PodAddresses.ROUTABLE
    ]
    largest = min(free, key=lambda group: (-len(group), group[0]), default=None)
    taken = {mesh, *filter(None, pins.values())}
    named: dict[str, str] = {}
    for group in groups:
        own = f"net-{group[0]}" if group[0] in taken else group[0]
        name = pins[group[0]] or (mesh if group is largest else own)
        named.update(dict.fromkeys(group, name))
    return named


def networks(topology: Topology, names: Mapping[str, str]) -> tuple[PlannedNetwork, ...]:
    """The networks, sorted by name, with gateways where there are others to reach and a mesh to use them."""
    members: dict[str, list[str]] = {}
    for cluster, network in sorted(names.items()):
        members.setdefault(network, []).append(cluster)
    needed = len(members) > 1 and topology.mesh.kind is not MeshKind.NONE
    gateway = NetworkGateway("public", (EAST_WEST_PORT,)) if needed else None
    return tuple(PlannedNetwork(name, tuple(found), gateway) for name, found in sorted(members.items()))
