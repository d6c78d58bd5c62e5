"""What assigning addresses gives: the ranges of sites, subnets and clusters, and the lock that keeps them."""

from __future__ import annotations

from dataclasses import dataclass

from meshctl.address.lock import Lock
from meshctl.findings import Finding
from meshctl.plan.model import PlannedSite
from meshctl.topology.models import Network


@dataclass(frozen=True, slots=True)
class AssignedCluster:
    """The addresses of a cluster and its number, before it is known which network it is in."""

    name: str
    site: str
    number: int
    nodes: tuple[Network, ...]
    pods: tuple[Network, ...]
    services: tuple[Network, ...]
    nodes_max: int
    """Nodes that the ranges hold at least; what the file asks for."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """Sites (their ASNs still to come) and clusters, sorted by name."""

    sites: tuple[PlannedSite, ...]
    clusters: tuple[AssignedCluster, ...]
    lock: Lock
    findings: tuple[Finding, ...]
