"""What stands, in terms that all clouds share: networks, clusters, hubs, tunnel ends, rules.

The readers (``read_aws`` and so on) make it from the engine's state; the properties look at nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network


@dataclass(frozen=True, slots=True)
class Place:
    """One network as built: a VPC, a VPC network, a VNet."""

    key: str
    name: str
    ranges: tuple[IPv4Network, ...]
    """What its own routes cover: they win over everything learned (AWS-RT-LOCAL-WINS, CR-LEARN-OVERLAP)."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A hub that speaks BGP for one network."""

    key: str
    name: str
    place: str
    asn: int
    readvertises: bool
    """Does it tell its peers what it learned from others (X-TRANSIT)."""


@dataclass(frozen=True, slots=True)
class End:
    """One end of a tunnel, as one side has been told."""

    unit: str
    """The link that it belongs to."""
    element: str
    speaker: str
    outside: str
    inside: IPv4Address
    peer_outside: str
    peer_inside: IPv4Address
    peer_asn: int
    spare: bool = False
    """True for the half of an Azure connection that has no counterpart by design (VNG-AA-CONN)."""


@dataclass(frozen=True, slots=True)
class DirectRoute:
    """A route from one network into another without BGP: a peering with what it takes on this side."""

    element: str
    place: str
    target: str
    ranges: tuple[IPv4Network, ...]


@dataclass(frozen=True, slots=True)
class Permission:
    """A rule that lets traffic in: to every cluster in ``place``, or to the named cluster only."""

    place: str
    cluster: str | None
    source: IPv4Network


@dataclass(frozen=True, slots=True)
class BuiltCluster:
    """A cluster as built: where it lies, and what its pods' packets look like from outside."""

    name: str
    place: str
    pods: tuple[IPv4Network, ...]
    routable: bool
    """Can its pods be addressed from outside."""
    keeps_source: bool
    """Do its pods' packets leave with the pod's own address."""
    learns: bool
    """Do the route tables of its subnets take what the hub learns."""
    element: str


@dataclass(frozen=True, slots=True)
class BuiltMesh:
    """The mesh in one cluster, as installed."""

    cluster: str
    network: str
    trust_domain: str
    root: str | None
    """PEM of the root certificate that its proxies trust."""
    gateway: str | None
    """Address of the east-west gateway."""
    gateway_ports: tuple[int, ...]
    remotes: frozenset[str]
    """Clusters whose remote secrets it holds."""


@dataclass(frozen=True, slots=True)
class Fabric:
    places: Mapping[str, Place]
    speakers: Mapping[str, Speaker]
    ends: tuple[End, ...]
    direct: tuple[DirectRoute, ...]
    permissions: tuple[Permission, ...]
    clusters: Mapping[str, BuiltCluster]
    meshes: Mapping[str, BuiltMesh]


@dataclass(frozen=True, slots=True)
class Part:
    """What one reader found."""

    places: tuple[Place, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    ends: tuple[End, ...] = ()
    direct: tuple[DirectRoute, ...] = ()
    permissions: tuple[Permission, ...] = ()
    clusters: tuple[BuiltCluster, ...] = ()
    meshes: tuple[BuiltMesh, ...] = ()


def joined(parts: Iterable[Part]) -> Fabric:
    """One fabric from what all readers found."""
    found = list(parts)
    return Fabric(
        places={place.key: place for part in found for place in part.places},
        speakers={speaker.key: speaker for part in found for speaker in part.speakers},
        ends=tuple(end for part in found for end in part.ends),
        direct=tuple(route for part in found for route in part.direct),
        permissions=tuple(permission for part in found for permission in part.permissions),
        clusters={cluster.name: cluster for part in found for cluster in part.clusters},
        meshes={mesh.cluster: mesh for part in found for mesh in part.meshes},
    )
