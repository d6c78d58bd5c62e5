"""The simulated Amazon Web Services: VPCs, gateways, VPN, peering, IAM, EKS and what belongs to them."""

from __future__ import annotations

from meshctl.simulate.aws import (
    eks,
    gateways,
    iam,
    nodes,
    peering,
    routes,
    security,
    transit,
    vpc,
    vpn_connection,
    vpn_gateway,
)
from meshctl.simulate.aws.place import place
from meshctl.simulate.aws.tagging import caller_identity, get_resources
from meshctl.simulate.kind import Package

PACKAGE = Package(
    "aws",
    place,
    {
        **vpc.KINDS,
        **gateways.KINDS,
        **routes.KINDS,
        **security.KINDS,
        **vpn_gateway.KINDS,
        **vpn_connection.KINDS,
        **transit.KINDS,
        **peering.KINDS,
        **iam.KINDS,
        **eks.KINDS,
        **nodes.KINDS,
    },
    invokes={
        "aws:index/getCallerIdentity:getCallerIdentity": caller_identity,
        "aws:resourcegroupstaggingapi/getResources:getResources": get_resources,
    },
)
