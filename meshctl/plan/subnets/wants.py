"""What a site needs addresses for, by the arithmetic of its cloud: counts in, prefix lengths out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from meshctl.address.allocator import prefix_for
from meshctl.clouds.registry import CLOUDS
from meshctl.plan.model import Purpose
from meshctl.topology.models import CloudName, Cluster, Network, PodAddresses, Site

SURGE = 1
"""Nodes more than the largest count while a node group is replaced."""
AWS_RESERVED = AZURE_RESERVED = 5
"""AWS-SUB-RSVD, AZ-SUB-RSVD."""
GCP_RESERVED = 4
"""GCP-SUB-RSVD."""
AWS_BLOCK = 16
"""EKS-PREFIX: pods take addresses by the /28."""
AWS_INTERFACES = 16
"""Primary addresses of a node's interfaces, rounded up to a /28 so that blocks stay contiguous."""
EKS_OWN = 16
"""EKS-FREE-IP: free addresses recommended in each subnet of a cluster."""
AZURE_POD_BATCH = 16
"""AKS-PODSUB-DYN: batch of addresses a node takes at once."""


@dataclass(frozen=True, slots=True)
class Want:
    """One range wanted: its name, what it is for, and its prefix length or the very range."""

    name: str
    purpose: Purpose
    prefix: int
    zone: str | None = None
    cluster: str | None = None
    inside: bool = True
    """Whether it lies in the site's own ranges."""
    pinned: tuple[Network, ...] = ()
    within: tuple[Network, ...] = ()
    """Ranges to cut it from, where the file names them."""


def wants(site: Site) -> list[Want]:
    """All ranges that a site needs beside its own, in any order of name."""
    return _BY_CLOUD[site.cloud](site)


def _aws(site: Site) -> list[Want]:
    region = CLOUDS[CloudName.AWS].regions[site.region]
    zones = region.zones[: site.zones]
    found = [Want(f"{site.name}-public-{zone.removeprefix(site.region)}", Purpose.PUBLIC, 26, zone) for zone in zones]
    for cluster in site.clusters:
        nodes = -(-(cluster.nodes.max + SURGE) // len(zones))
        blocks = -(-cluster.pods_per_node // AWS_BLOCK) + 1  # one warm block
        prefix = prefix_for(nodes * (blocks * AWS_BLOCK + AWS_INTERFACES) + AWS_RESERVED + EKS_OWN)
        pinned = (*cluster.ranges.nodes, *cluster.ranges.pods)
        if pinned:
            prefix = min(28, min(r.prefixlen for r in pinned) + (len(zones) - 1).bit_length())
        for zone in zones:
            letter = zone.removeprefix(site.region)
            found.append(
                Want(f"{cluster.name}-nodes-{letter}", Purpose.NODES, prefix, zone, cluster.name, within=pinned)
            )
        found.append(_services(cluster))
    return found


def _gcp(site: Site) -> list[Want]:
    found = []
    for cluster in site.clusters:
        name, ranges = cluster.name, cluster.ranges
        nodes = cluster.nodes.max + SURGE
        per_node = prefix_for(2 * cluster.pods_per_node)  # GKE-NODE-CIDR
        found += [
            Want(
                f"{name}-nodes",
                Purpose.NODES,
                min(29, prefix_for(nodes + GCP_RESERVED)),
                None,
                name,
                pinned=ranges.nodes,
            ),
            Want(
                f"{name}-pods",
                Purpose.PODS,
                per_node - (nodes - 1).bit_length(),
                None,
                name,
                inside=_routable(cluster),
                pinned=ranges.pods,
            ),
            Want(
                f"{name}-services",
                Purpose.SERVICES,
                _services_prefix(cluster),
                None,
                name,
                pinned=ranges.services,
            ),
            # GKE-MASTER: a /28 that does not overlap the network.
            Want(f"{name}-control-plane", Purpose.CONTROL_PLANE, 28, None, name, inside=False),
        ]
    return found


def _azure(site: Site) -> list[Want]:
    # AZ-GWSUB-SIZE: /27 recommended; always there, since a gateway subnet cannot be squeezed in later.
    found = [Want("GatewaySubnet", Purpose.GATEWAY, 27)]
    for cluster in site.clusters:
        name, ranges = cluster.name, cluster.ranges
        nodes = cluster.nodes.max + SURGE
        if _routable(cluster):
            batches = -(-cluster.pods_per_node // AZURE_POD_BATCH) + 1
            pods = prefix_for(nodes * batches * AZURE_POD_BATCH + AZURE_RESERVED)
        else:
            pods = 24 - (nodes - 1).bit_length()  # AKS-OVL-24
        found += [
            Want(
                f"{name}-nodes",
                Purpose.NODES,
                min(28, prefix_for(nodes + AZURE_RESERVED)),
                None,
                name,
                pinned=ranges.nodes,
            ),
            Want(
                f"{name}-pods",
                Purpose.PODS,
                pods,
                None,
                name,
                inside=_routable(cluster),
                pinned=ranges.pods,
            ),
            _services(cluster),
        ]
    return found


def _onprem(site: Site) -> list[Want]:
    return []


def _services(cluster: Cluster) -> Want:
    return Want(
        f"{cluster.name}-services",
        Purpose.SERVICES,
        _services_prefix(cluster),
        None,
        cluster.name,
        inside=False,
        pinned=cluster.ranges.services,
    )


def _services_prefix(cluster: Cluster) -> int:
    return max(13, min(24, prefix_for(cluster.services + 2)))  # X-SVC-SIZE


def _routable(cluster: Cluster) -> bool:
    return cluster.pod_addresses is PodAddresses.ROUTABLE


_BY_CLOUD: Mapping[CloudName, Callable[[Site], list[Want]]] = {
    CloudName.AWS: _aws,
    CloudName.GCP: _gcp,
    CloudName.AZURE: _azure,
    CloudName.ONPREM: _onprem,
}
