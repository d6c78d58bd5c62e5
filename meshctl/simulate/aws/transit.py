"""Transit gateways, and the VPCs that are attached to them."""

from __future__ import annotations

from typing import Any

from meshctl.simulate.aws.asn import refuse_amazon_side
from meshctl.simulate.aws.ec2 import RETAGGED, TOLD, derived, numbered, told
from meshctl.simulate.aws.words import IN_VPC, SUBNET, no_subnet, refused, within
from meshctl.simulate.kind import CloudError, Kind, Reference, Request, index
from meshctl.simulate.store import Row

TRANSIT_GATEWAY = "aws:ec2transitgateway/transitGateway:TransitGateway"
ATTACHMENT = "aws:ec2transitgateway/vpcAttachment:VpcAttachment"
_GATEWAYS = 5
_DEFAULTS = {
    "autoAcceptSharedAttachments": "disable",
    "defaultRouteTableAssociation": "enable",
    "defaultRouteTablePropagation": "enable",
    "dnsSupport": "enable",
    "multicastSupport": "disable",
    "vpnEcmpSupport": "enable",
}


def no_transit_gateway(value: str) -> CloudError:
    """A transit gateway that is not there, or not attached."""
    return refused("InvalidTransitGatewayID.NotFound", f"Transit Gateway {value} was deleted or does not exist.")


def _check(request: Request) -> None:
    refuse_amazon_side(request.inputs.get("amazonSideAsn"))
    within(request, _GATEWAYS, "TransitGatewayLimitExceeded", "transit gateways")


def _outputs(request: Request, id_: str) -> dict[str, Any]:
    table = derived("tgw-rtb", id_)
    return {
        **{key: request.inputs.get(key) or value for key, value in _DEFAULTS.items()},
        **told(request, "transit-gateway", id_),
        "amazonSideAsn": int(request.inputs.get("amazonSideAsn") or 64512),
        "associationDefaultRouteTableId": table,
        "propagationDefaultRouteTableId": table,
    }


def _attached(request: Request, row: Row) -> CloudError:
    kind, id_ = ("VPC", row.id) if row.token == ATTACHMENT else ("VPN", row.outputs["transitGatewayAttachmentId"])
    return refused("IncorrectState", f"{request.id} has non-deleted {kind} Attachments: {id_}.")


def _check_attachment(request: Request) -> None:
    subnets = [request.find(SUBNET, subnet) for subnet in request.inputs["subnetIds"]]
    found = [subnet for subnet in subnets if subnet]
    zones = [subnet.outputs["availabilityZone"] for subnet in found]
    if len(set(zones)) < len(zones):
        raise refused("DuplicateSubnetsInSameZone", "Duplicate Subnets for same AZ")
    for subnet in found:
        if subnet.inputs["vpcId"] != request.inputs["vpcId"]:
            raise refused("InvalidSubnetID.NotFound", f"The subnet ID '{subnet.id}' does not exist in the VPC")
    for other in request.all(ATTACHMENT):
        same = all(other.inputs[key] == request.inputs[key] for key in ("vpcId", "transitGatewayId"))
        if other.id != request.id and same:
            raise refused(
                "DuplicateTransitGatewayAttachment",
                f"{request.inputs['transitGatewayId']} has non-deleted Transit Gateway Attachments with same VPC ID.",
            )


def _attachment_outputs(request: Request, id_: str) -> dict[str, Any]:
    common = told(request, "transit-gateway-attachment", id_)
    del common["ownerId"]
    return common | {"vpcOwnerId": request.account, "dnsSupport": "enable", "ipv6Support": "disable"}


KINDS = index(
    Kind(
        TRANSIT_GATEWAY,
        numbered("tgw"),
        _outputs,
        computed=(
            *(*TOLD, *_DEFAULTS, "amazonSideAsn"),
            *("associationDefaultRouteTableId", "propagationDefaultRouteTableId"),
        ),
        recomputed=RETAGGED,
        seconds=150,
        update_seconds=30,
        delete_seconds=60,
        replaces=frozenset({"defaultRouteTableAssociation", "multicastSupport", "region"}),
        check=_check,
        blocked=_attached,
    ),
    Kind(
        ATTACHMENT,
        numbered("tgw-attach"),
        _attachment_outputs,
        computed=("arn", "tagsAll", "region", "vpcOwnerId", "dnsSupport", "ipv6Support"),
        recomputed=RETAGGED,
        seconds=90,
        update_seconds=30,
        delete_seconds=60,
        replaces=frozenset({"vpcId", "transitGatewayId", "region"}),
        references=(
            IN_VPC,
            Reference("transitGatewayId", TRANSIT_GATEWAY, no_transit_gateway),
            Reference("subnetIds[]", SUBNET, no_subnet),
        ),
        check=_check_attachment,
    ),
)
