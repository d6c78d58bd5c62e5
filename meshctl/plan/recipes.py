"""What a link between two kinds of sites is made of: the vendors' recipes, as data (cloud-rules D1 to D3)."""

from __future__ import annotations

from dataclasses import dataclass

from meshctl.topology.models import CloudName


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the VPN of two clouds is built."""

    program: str
    """Module below ``stacks/``."""
    tunnels: int
    connections: int
    """Connections that an AWS end of it takes (VPN-TUNNELS: two tunnels each)."""
    redundancy: int
    """Gateway instances or tunnels that may fail in the worst order before nothing is carried."""
    mtu: int
    """Inside the tunnels, with profile A (X-MTU-PAIR, VPN-MTU, HAVPN-MTU, VNG-MSS)."""


def recipe(first: CloudName, second: CloudName) -> Recipe | None:
    """The recipe of two different kinds of sites in either order; None where there is none."""
    return _RECIPES.get(frozenset((first, second)))


def link_mtu(first: CloudName, second: CloudName) -> int:
    """The MTU of a link between two kinds of sites; of a peering where they are one cloud."""
    found = recipe(first, second)
    return _PEERING_MTU.get(first, 1500) if found is None else found.mtu


_AWS, _GCP, _AZURE, _ONPREM = CloudName.AWS, CloudName.GCP, CloudName.AZURE, CloudName.ONPREM

# Each cloud ends a link in two gateway instances, so a link outlives one of them. A data centre ends it in
# one device: both tunnels go with it.
_RECIPES = {
    frozenset((_AWS, _GCP)): Recipe("link/aws_gcp", tunnels=4, connections=2, redundancy=1, mtu=1406),
    frozenset((_AWS, _AZURE)): Recipe("link/aws_azure", tunnels=4, connections=2, redundancy=1, mtu=1400),
    frozenset((_AZURE, _GCP)): Recipe("link/azure_gcp", tunnels=2, connections=0, redundancy=1, mtu=1400),
    frozenset((_AWS, _ONPREM)): Recipe("link/aws_onprem", tunnels=2, connections=1, redundancy=0, mtu=1438),
    frozenset((_GCP, _ONPREM)): Recipe("link/gcp_onprem", tunnels=2, connections=0, redundancy=0, mtu=1406),
    frozenset((_AZURE, _ONPREM)): Recipe("link/azure_onprem", tunnels=2, connections=0, redundancy=0, mtu=1400),
}

# Peering takes what the networks take: GCP's default is 1460 (GCP-MTU); no jumbo frames elsewhere.
_PEERING_MTU = {_GCP: 1460}
