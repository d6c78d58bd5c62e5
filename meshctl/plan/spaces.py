"""Address spaces: clusters in one space never share an address, those in different ones may.

Sites that are joined, by links or by chains of them, must be apart whatever ``reuse`` says, and so must the
clusters of one site. ``when-needed`` gives everything one space while the pools hold.
"""

from __future__ import annotations

from meshctl.plan.joins import Join
from meshctl.topology.models import Topology

SHARED = ""
"""The name of the space that clusters are in where nothing sets them apart."""


def one_space(topology: Topology) -> dict[str, str]:
    """Site to the one space that all are in, the shared one."""
    return dict.fromkeys((site.name for site in topology.sites), SHARED)


def space_for_each_group(topology: Topology, joins: tuple[Join, ...]) -> dict[str, str]:
    """Site to the space of those that it is joined with, by the first; if all are: the shared one."""
    group = {site.name: {site.name} for site in topology.sites}
    for join in joins:
        merged = group[join.between[0]] | group[join.between[1]]
        for name in merged:
            group[name] = merged
    if any(len(members) == len(group) for members in group.values()):
        return one_space(topology)
    return {name: min(members) for name, members in group.items()}


def of_clusters(topology: Topology, by_site: dict[str, str]) -> dict[str, str]:
    """Cluster to space."""
    return {cluster.name: by_site[site.name] for site in topology.sites for cluster in site.clusters}
