"""The blueprint: everything that has been decided, in the form that units are cut from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import IPv4Network, collapse_addresses
from typing import Any

from meshctl.plan.hubs import Hub
from meshctl.plan.joins import Join
from meshctl.plan.model import (
    Link,
    Pair,
    Path,
    PlannedCluster,
    PlannedNetwork,
    PlannedSite,
    Purpose,
    Subnet,
)
from meshctl.plan.names import Names, fit
from meshctl.plan.tags import tags
from meshctl.topology.models import CloudName, Cluster, Model, Network, PodAddresses, Site, Topology

PREFIX_LIMIT = 40
"""Characters of a unit's prefix, so that what is appended to it stays within ``RESOURCE_LIMIT``."""


@dataclass(frozen=True)
class Blueprint:
    """A whole design. Mappings are by name; nothing in it depends on the order of the file."""

    topology: Topology
    names: Names
    sites: Mapping[str, PlannedSite]
    clusters: Mapping[str, PlannedCluster]
    networks: tuple[PlannedNetwork, ...]
    joins: Mapping[str, Join]
    links: tuple[Link, ...]
    hubs: Mapping[str, Hub]
    pairs: tuple[Pair, ...] = field(default=())

    @cached_property
    def _wanted(self) -> dict[str, Cluster]:
        return {cluster.name: cluster for site in self.topology.sites for cluster in site.clusters}

    def site(self, name: str) -> Site:
        """The site as the file has it."""
        return self.topology.site(name)

    def wanted(self, cluster: str) -> Cluster:
        """The cluster as the file has it."""
        return self._wanted[cluster]

    def clusters_at(self, site: str) -> list[PlannedCluster]:
        """The planned clusters of a site, sorted by name."""
        return [cluster for _, cluster in sorted(self.clusters.items()) if cluster.site == site]

    def prefix(self, *parts: str) -> str:
        """The prefix of a unit's names in the cloud."""
        return self.names.of(*parts, limit=PREFIX_LIMIT)

    def base(self, unit: str, prefix: str, site: str) -> dict[str, Any]:
        """The keys that every spec has."""
        return {"name": prefix, **self.place(unit, site)}

    def place(self, unit: str, site: str) -> dict[str, Any]:
        """Cloud, region, account and tags of a site's resources."""
        planned = self.sites[site]
        return {
            "cloud": str(planned.cloud),
            "region": planned.region,
            "account": self.site(site).account,
            "tags": tags(planned.cloud, unit, self.names, self.topology.environment),
        }

    def keeps_pod_addresses(self, cluster: str) -> bool:
        """Whether pods must leave the cluster under their own address, as flat networks need (X-SNAT)."""
        routable = self.wanted(cluster).pod_addresses is PodAddresses.ROUTABLE
        return routable and self.topology.connect.model is not Model.GATEWAY

    def has_gateway(self, cluster: str) -> bool:
        """Whether the cluster gets an east-west gateway: its network has others to reach."""
        return any(network.gateway is not None and cluster in network.clusters for network in self.networks)

    def gateways_at(self, site: str) -> list[str]:
        """The clusters of a site that have an east-west gateway."""
        return [cluster.name for cluster in self.clusters_at(site) if self.has_gateway(cluster.name)]

    def own_ranges(self, site: str) -> list[str]:
        """Every range of the site's own nodes and pods, collapsed."""
        ranges = list(self.sites[site].ranges)
        for cluster in self.clusters_at(site):
            ranges += [*cluster.nodes, *_routed(cluster)]
        return _texts(ranges)

    def remote_ranges(self, site: str) -> list[str]:
        """Node and pod ranges of every flat cluster elsewhere, and linked sites without clusters."""
        ranges: list[Network] = []
        for pair in self.pairs:
            if pair.path is Path.FLAT:
                ends = (self.clusters[pair.source], self.clusters[pair.target])
                if site in (ends[0].site, ends[1].site):
                    for end in ends:
                        if end.site != site:
                            ranges += [*end.nodes, *end.pods]
        for link in self.links:
            if site in link.between:
                other = link.between[0] if link.between[1] == site else link.between[1]
                if not self.clusters_at(other):
                    ranges += self.sites[other].ranges
        return _texts(ranges)


def _routed(cluster: PlannedCluster) -> tuple[Network, ...]:
    """The pod ranges that the network itself knows; an overlay's stay inside the cluster."""
    return cluster.pods if cluster.pod_addresses == PodAddresses.ROUTABLE else ()


def _texts(ranges: list[Network]) -> list[str]:
    return [str(found) for found in collapse_addresses(r for r in ranges if isinstance(r, IPv4Network))]


def subnets(site: PlannedSite, *purposes: Purpose) -> list[Subnet]:
    """The subnets of a site for any of these purposes, in order of name."""
    return sorted((s for s in site.subnets if s.purpose in purposes), key=lambda subnet: subnet.name)


def serving(found: list[Subnet], cluster: str) -> list[Subnet]:
    """Those that serve the cluster: its own, and those of the whole site."""
    return [subnet for subnet in found if subnet.cluster in (None, cluster)]


def cloud_name(cloud: CloudName, prefix: str, subnet: Subnet) -> str:
    """What a subnet is called in its cloud; Azure's gateway subnet has one name only (AZ-GWSUB-NAME)."""
    if cloud is CloudName.AZURE and subnet.purpose is Purpose.GATEWAY:
        return "GatewaySubnet"
    return fit(f"{prefix}-{subnet.name}")
