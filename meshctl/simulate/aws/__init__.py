"""The simulated Amazon Web Services: VPCs, gateways, VPN, peering, IAM, EKS and what belongs to them."""

from __future__ import annotations

from meshctl.simulate.aws import (
    egress,
    eks,
    iam,
    network,
    nodes,
    peering,
    routing,
    security,
    transit,
    vpn_connection,
    vpn_gateway,
)
from meshctl.simulate.aws.placement import caller_identity, place
from meshctl.simulate.aws.tagging import get_resources
from meshctl.simulate.kind import Package

PACKAGE = Package(
    "aws",
    place,
    {
        **network.KINDS,
        **egress.KINDS,
        **routing.KINDS,
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
