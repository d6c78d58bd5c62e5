"""What a mesh is asked for: its members, and what each of them has that the mesh has to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from meshctl.topology.models import CloudName, Mesh


@dataclass(frozen=True, slots=True)
class Member:
    """One cluster of the mesh, as the plan has it."""

    cluster: str
    """Its name, which is also its id in the mesh."""
    prefix: str
    """What its cloud calls it, and the beginning of names in it: ``shop-virginia``."""
    site: str
    cloud: CloudName
    region: str
    account: str | None
    network: str
    """Name of the mesh network that it is in."""
    number: int
    """Small number that is the cluster's own for ever."""
    kubernetes: str
    """Minor version, such as ``1.34``."""
    gateway: bool
    """Whether it has an east-west gateway, because its network has others to reach."""
    gateway_subnets: tuple[str, ...] = ()
    """AWS: names of the public subnets of its gateway, as many as there are fixed addresses."""
    tags: Mapping[str, str] = field(hash=False, default_factory=dict)
    """Tags of unit ``mesh/<cluster>``, valid for the cloud."""


@dataclass(frozen=True, slots=True)
class MeshRequest:
    """One mesh to be cut into units. The order of ``members`` means nothing."""

    name: str
    """Name of the mesh, with its environment: ``shop``, ``shop-pr-17``."""
    mesh: Mesh
    members: tuple[Member, ...]
