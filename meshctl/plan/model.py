"""The plan: everything that is decided before anything is built.

The shape is that of the contract's JSON (docs/reference/plan.md), as frozen dataclasses; lists are
sorted by name. ``units`` carry, beyond what the JSON shows, the slice of the plan that their stack
transcribes (``meshctl.units``).
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from meshctl.findings import Finding
from meshctl.topology.models import CloudName, Network
from meshctl.units import Unit


class Purpose(enum.StrEnum):
    NODES = "nodes"
    PODS = "pods"
    SERVICES = "services"
    CONTROL_PLANE = "control-plane"
    GATEWAY = "gateway"
    PUBLIC = "public"
    PRIVATE = "private"
    TRANSIT = "transit"


class Path(enum.StrEnum):
    FLAT = "flat"
    GATEWAY = "gateway"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Subnet:
    name: str
    purpose: Purpose
    zone: str | None
    """The cloud's own zone name (``us-east-1a``), or None where the subnet spans the region."""
    range: Network
    cluster: str | None = None
    """The cluster that it serves, or None where it serves the site."""


@dataclass(frozen=True, slots=True)
class PlannedSite:
    name: str
    cloud: CloudName
    region: str
    ranges: tuple[Network, ...]
    asn: int | None
    subnets: tuple[Subnet, ...]


@dataclass(frozen=True, slots=True)
class PlannedCluster:
    name: str
    site: str
    cloud: CloudName
    network: str
    number: int
    """Small number that is the cluster's own for ever (the lock keeps it)."""
    nodes: tuple[Network, ...]
    pods: tuple[Network, ...]
    services: tuple[Network, ...]
    nodes_max: int
    pods_per_node: int
    pod_addresses: str


@dataclass(frozen=True, slots=True)
class NetworkGateway:
    addresses: str
    """``public`` or ``private``."""
    ports: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlannedNetwork:
    """A network in Istio's sense: clusters that are all flat with one another."""

    name: str
    clusters: tuple[str, ...]
    gateway: NetworkGateway | None


@dataclass(frozen=True, slots=True)
class TunnelEnd:
    site: str
    address: str
    asn: int


@dataclass(frozen=True, slots=True)
class Tunnel:
    name: str
    """``1`` to ``4``, unique within the link."""
    inside: Network
    ends: tuple[TunnelEnd, TunnelEnd]


@dataclass(frozen=True, slots=True)
class Link:
    name: str
    """``belgium~virginia``: the two sites, sorted."""
    between: tuple[str, str]
    via: str
    redundancy: int
    """Failures of a tunnel or gateway instance that it outlives."""
    mtu: int
    bandwidth_gbps: float
    tunnels: tuple[Tunnel, ...]
    monthly_cost: float


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """How pods of two clusters reach each other. ``source`` < ``target`` by name; JSON keys: from, to."""

    source: str
    target: str
    path: Path
    reason: Reason
    fix: str | None
    through: tuple[str, ...]
    """Links, in the order from source to target."""
    mtu: int
    monthly_cost_per_tb: float


@dataclass(frozen=True, slots=True)
class PlannedMesh:
    kind: str
    version: str
    data_plane: str
    trust_domain: str
    mtls: str
    access: str
    observe: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CostLine:
    what: str
    where: str
    hourly: float


@dataclass(frozen=True, slots=True)
class Cost:
    hourly: float
    monthly: float
    currency: str
    lines: tuple[CostLine, ...]


@dataclass(frozen=True, slots=True)
class Step:
    unit: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Time:
    seconds: int
    critical_path: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    name: str
    model: str
    sites: tuple[PlannedSite, ...]
    clusters: tuple[PlannedCluster, ...]
    networks: tuple[PlannedNetwork, ...]
    links: tuple[Link, ...]
    pairs: tuple[Pair, ...]
    mesh: PlannedMesh
    units: tuple[Unit, ...]
    findings: tuple[Finding, ...]
    cost: Cost
    time: Time
    lock_text: str = field(repr=False, compare=False, default="")
    """The lock file that goes with this plan; `plan --lock` and `up` write it."""
    backend: Mapping[str, str] = field(default_factory=dict)
    """``backend`` and ``secrets`` of the topology, which the engine needs."""

    def cluster(self, name: str) -> PlannedCluster:
        """The cluster of that name; KeyError where there is none."""
        for cluster in self.clusters:
            if cluster.name == name:
                return cluster
        raise KeyError(name)
