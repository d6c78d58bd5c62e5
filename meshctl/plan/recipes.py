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


def recipe(first: CloudName, second: CloudName) -> Recipe | None:
    """The recipe of two different kinds of sites in either order; None where there is none."""
    return _RECIPES.get(frozenset((first, second)))


_AWS, _GCP, _AZURE, _ONPREM = CloudName.AWS, CloudName.GCP, CloudName.AZURE, CloudName.ONPREM

# Each cloud ends a link in two gateway instances, so a link outlives one of them. A data centre ends it in
# one device: both tunnels go with it.
_RECIPES = {
    frozenset((_AWS, _GCP)): Recipe("link/aws_gcp", tunnels=4, connections=2, redundancy=1),
    frozenset((_AWS, _AZURE)): Recipe("link/aws_azure", tunnels=4, connections=2, redundancy=1),
    frozenset((_AZURE, _GCP)): Recipe("link/azure_gcp", tunnels=2, connections=0, redundancy=1),
    frozenset((_AWS, _ONPREM)): Recipe("link/aws_onprem", tunnels=2, connections=1, redundancy=0),
    frozenset((_GCP, _ONPREM)): Recipe("link/gcp_onprem", tunnels=2, connections=0, redundancy=0),
    frozenset((_AZURE, _ONPREM)): Recipe("link/azure_onprem", tunnels=2, connections=0, redundancy=0),
}
