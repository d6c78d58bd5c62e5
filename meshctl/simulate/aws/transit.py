"""Transit gateways, and the VPCs that are attached to them."""

from __future__ import annotations

from typing import Any

from meshctl.simulate.aws.asn import refuse_amazon_side
from meshctl.simulate.aws.names import COMMON, RETAGGED, arn, common, in_use, numbered, refers, refusal
from meshctl.simulate.aws.network import SUBNET, of_subnet, of_vpc
from meshctl.simulate.kind import Kind, Reference, Request, index

TRANSIT_GATEWAY = "aws:ec2transitgateway/transitGateway:TransitGateway"
ATTACHMENT = "aws:ec2transitgateway/vpcAttachment:VpcAttachment"


def of_transit_gateway(holds: bool = True) -> Reference:
    """An input with the id of a transit gateway."""
    code = "InvalidTransitGatewayID.NotFound"
    return refers("transitGatewayId", TRANSIT_GATEWAY, code, "transitGateway ID", holds)


def _outputs(request: Request, id_: str) -> dict[str, Any]:
    table = id_.replace("tgw-", "tgw-rtb-")
    return common(request) | {
        "arn": arn(request, "ec2", f"transit-gateway/{id_}"),
        "ownerId": request.account,
        "associationDefaultRouteTableId": table,
        "propagationDefaultRouteTableId": table,
    }


def _check_attachment(request: Request) -> None:
    """One subnet a zone (TGW-ATT-SUBNET), all of the VPC, and one attachment of the VPC."""
    inputs = request.inputs
    pair = (inputs["transitGatewayId"], inputs["vpcId"])
    for row in request.all(ATTACHMENT):
        if row.id != request.id and (row.inputs["transitGatewayId"], row.inputs["vpcId"]) == pair:
            raise refusal("DuplicateTransitGatewayAttachment", f"{pair[0]} has non-deleted VPC Attachments for {pair[1]}.")
    zones = set()
    for subnet_id in inputs.get("subnetIds") or ():
        subnet = request.find(SUBNET, subnet_id)
        if subnet is None or subnet.inputs["vpcId"] != inputs["vpcId"]:
            raise refusal("InvalidSubnetID.NotFound", f"The subnet ID '{subnet_id}' does not exist in {inputs['vpcId']}")
        zone = subnet.outputs["availabilityZone"]
        if zone in zones:
            raise refusal("DuplicateSubnetsInSameZone", "Duplicate Subnets for same AZ")
        zones.add(zone)
    if not zones:
        raise refusal("MissingParameter", "The request must contain the parameter SubnetIds")


KINDS = index(
    Kind(
        TRANSIT_GATEWAY,
        numbered("tgw"),
        _outputs,
        computed=(
            *("arn", "ownerId", "associationDefaultRouteTableId", "propagationDefaultRouteTableId"),
            *COMMON,
        ),
        recomputed=RETAGGED,
        seconds=150,
        update_seconds=20,
        delete_seconds=60,
        check=lambda request: refuse_amazon_side(request.inputs.get("amazonSideAsn")),
        blocked=in_use("transitGateway"),
    ),
    Kind(
        ATTACHMENT,
        numbered("tgw-attach"),
        lambda request, id_: common(request)
        | {"vpcOwnerId": request.account, "arn": arn(request, "ec2", f"transit-gateway-attachment/{id_}")},
        computed=("vpcOwnerId", "arn", *COMMON),
        recomputed=RETAGGED,
        seconds=60,
        update_seconds=20,
        delete_seconds=60,
        replaces=frozenset({"transitGatewayId", "vpcId"}),
        references=(of_transit_gateway(), of_vpc(), of_subnet("subnetIds[]")),
        check=_check_attachment,
        delete_first=True,
    ),
)
