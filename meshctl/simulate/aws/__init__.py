"""The simulated AWS: VPCs and what lies in them, VPN and peering, IAM, EKS."""

from __future__ import annotations

from meshctl.simulate.aws import (
    eks,
    eks_nodes,
    gateways,
    iam,
    launch_template,
    peering,
    routes,
    security,
    transit,
    vpc,
    vpn_connection,
    vpn_gateway,
)
from meshctl.simulate.aws.lookups import INVOKES
from meshctl.simulate.aws.place import place
from meshctl.simulate.kind import Package

_MODULES = (
    *(vpc, gateways, routes, security, peering, transit, vpn_gateway, vpn_connection),
    *(iam, launch_template, eks, eks_nodes),
)

PACKAGE = Package(
    "aws",
    place,
    {token: kind for module in _MODULES for token, kind in module.KINDS.items()},
    invokes=INVOKES,
)
