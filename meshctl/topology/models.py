"""The topology: what the user wrote in ``mesh.yaml``, checked and completed with every default.

All values are frozen and hashable. Ranges are ``ipaddress`` networks, sizes are counts of things
(nodes, pods, services), never prefix lengths. Positions in the file live beside the topology, in
``Positions``, so that equal files give equal topologies.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address


class CloudName(enum.StrEnum):
    AWS = "aws"
    GCP = "gcp"
    AZURE = "azure"
    ONPREM = "onprem"


class Reuse(enum.StrEnum):
    """May clusters in different networks share addresses."""

    NEVER = "never"
    WHEN_NEEDED = "when-needed"
    ALWAYS = "always"


class PodAddresses(enum.StrEnum):
    """Can pods be reached from outside their cluster."""

    ROUTABLE = "routable"
    OVERLAY = "overlay"


class Model(enum.StrEnum):
    AUTO = "auto"
    FLAT = "flat"
    GATEWAY = "gateway"


class LinkPolicy(enum.StrEnum):
    """How sites are joined where the file names no links."""

    AUTO = "auto"
    FULL_MESH = "full-mesh"
    HUB_AND_SPOKE = "hub-and-spoke"
    NONE = "none"


class Via(enum.StrEnum):
    AUTO = "auto"
    VPN = "vpn"
    PEERING = "peering"
    TRANSIT_GATEWAY = "transit-gateway"
    INTERCONNECT = "interconnect"
    NONE = "none"


class MeshKind(enum.StrEnum):
    ISTIO = "istio"
    LINKERD = "linkerd"
    CILIUM = "cilium"
    NONE = "none"


class DataPlane(enum.StrEnum):
    SIDECAR = "sidecar"
    AMBIENT = "ambient"


class Mtls(enum.StrEnum):
    STRICT = "strict"
    PERMISSIVE = "permissive"


class Access(enum.StrEnum):
    """What an unlisted call gets."""

    ALLOW = "allow"
    DENY = "deny"


@dataclass(frozen=True, slots=True)
class Reserved:
    """A range that is never allocated; ``why`` is repeated in every message about it."""

    range: Network
    why: str


@dataclass(frozen=True, slots=True)
class Addresses:
    pools: tuple[Network, ...]
    ipv6: IPv6Network | None
    reserved: tuple[Reserved, ...]
    growth: int
    """Doublings kept free beside every range that is allocated."""
    reuse: Reuse


@dataclass(frozen=True, slots=True)
class Nodes:
    """The machines of a cluster: instance type and counts. ``type`` is never empty once loaded."""

    type: str
    min: int
    max: int


@dataclass(frozen=True, slots=True)
class ClusterRanges:
    """Ranges to take exactly; an empty tuple means: allocate."""

    nodes: tuple[Network, ...] = ()
    pods: tuple[Network, ...] = ()
    services: tuple[Network, ...] = ()


@dataclass(frozen=True, slots=True)
class Cluster:
    name: str
    kubernetes: str
    nodes: Nodes
    pods_per_node: int
    services: int
    """Service addresses wanted."""
    pod_addresses: PodAddresses
    ranges: ClusterRanges
    network: str | None
    """Name of the mesh network it must be in, or None: the plan decides."""
    existing_context: str | None
    """kubeconfig context of a running cluster to adopt."""


@dataclass(frozen=True, slots=True)
class Machine:
    name: str
    address: Address
    service: str
    ports: Mapping[str, int] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Router:
    """The device of a data centre that ends the tunnels."""

    public_ip: IPv4Address
    asn: int
    kind: str


@dataclass(frozen=True, slots=True)
class Site:
    """One VPC, one regional part of a VPC network, one VNet, or a data centre."""

    name: str
    cloud: CloudName
    region: str
    """Empty for a data centre."""
    account: str | None
    zones: int
    ranges: tuple[Network, ...]
    existing: str | None
    clusters: tuple[Cluster, ...]
    machines: tuple[Machine, ...]
    router: Router | None


@dataclass(frozen=True, slots=True)
class LinkWish:
    """A link that the file names. ``between`` is sorted."""

    between: tuple[str, str]
    via: Via
    bandwidth_gbps: float | None
    survive: int


@dataclass(frozen=True, slots=True)
class Connect:
    model: Model
    links: LinkPolicy | tuple[LinkWish, ...]
    hub: str | None


@dataclass(frozen=True, slots=True)
class Mesh:
    kind: MeshKind
    version: str
    data_plane: DataPlane
    trust_domain: str
    mtls: Mtls
    access: Access
    observe: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class State:
    backend: str
    secrets: str


@dataclass(frozen=True, slots=True)
class Environment:
    ttl_seconds: int | None
    owner: str | None
    tags: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Topology:
    """A checked and completed topology file. Sites, clusters and links keep the order of the file;
    nothing downstream may depend on that order."""

    name: str
    addresses: Addresses
    sites: tuple[Site, ...]
    connect: Connect
    mesh: Mesh
    state: State
    environment: Environment

    def site(self, name: str) -> Site:
        """The site of that name; KeyError where there is none."""
        for site in self.sites:
            if site.name == name:
                return site
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Positions:
    """Where in the file each value stands, by its path such as ``sites[1].region``."""

    file: str
    marks: Mapping[str, tuple[int, int]]
    """Path to (line, column), both from 1."""

    def where(self, path: str) -> str:
        """``mesh.yaml:12:7 sites[1].region``; for a value that was defaulted, the nearest parent's place."""
        candidate = path
        while candidate and candidate not in self.marks:
            cut = max(candidate.rfind("."), candidate.rfind("["))
            candidate = candidate[:cut] if cut > 0 else ""
        line, column = self.marks.get(candidate, (1, 1))
        return f"{self.file}:{line}:{column} {path}"
