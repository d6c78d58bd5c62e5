"""The simulated Google Cloud: networks, Cloud Routers, HA VPN, GKE and what belongs to them."""

from __future__ import annotations

from meshctl.simulate.gcp import container, iam, network, peering, router, vpn
from meshctl.simulate.gcp.placement import client_config, place
from meshctl.simulate.kind import Package

PACKAGE = Package(
    "gcp",
    place,
    {**network.KINDS, **router.KINDS, **vpn.KINDS, **peering.KINDS, **iam.KINDS, **container.KINDS},
    invokes={"gcp:organizations/getClientConfig:getClientConfig": client_config},
)
