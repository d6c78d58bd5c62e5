"""Virtual private gateways, how they join a VPC and its route tables, and customer gateways."""

from __future__ import annotations

import hashlib
from ipaddress import AddressValueError, IPv4Address
from typing import Any

from meshctl.simulate.aws.asn import refuse_amazon_side, refuse_customer
from meshctl.simulate.aws.names import COMMON, RETAGGED, arn, common, in_use, numbered, refers, refusal
from meshctl.simulate.aws.network import of_vpc
from meshctl.simulate.kind import Kind, Reference, Request, index

VPN_GATEWAY = "aws:ec2/vpnGateway:VpnGateway"
ATTACHMENT = "aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment"
PROPAGATION = "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation"
CUSTOMER_GATEWAY = "aws:ec2/customerGateway:CustomerGateway"
_ROUTE_TABLE = "aws:ec2/routeTable:RouteTable"
_SAME_CUSTOMER = ("type", "ipAddress", "bgpAsn", "bgpAsnExtended", "deviceName", "certificateArn")


def of_vpn_gateway() -> Reference:
    """An input with the id of a virtual private gateway."""
    return refers("vpnGatewayId", VPN_GATEWAY, "InvalidVpnGatewayID.NotFound", "vpnGateway ID")


def attached(request: Request) -> set[tuple[str, str]]:
    """Pairs of gateway and VPC that are joined."""
    pairs = {(row.inputs["vpnGatewayId"], row.inputs["vpcId"]) for row in request.all(ATTACHMENT)}
    return pairs | {(row.id, row.inputs["vpcId"]) for row in request.all(VPN_GATEWAY) if row.inputs.get("vpcId")}


def _refuse_second(request: Request, gateway: str, vpc: str) -> None:
    """One gateway for a VPC, one VPC for a gateway (VGW-ONE)."""
    for other_gateway, other_vpc in attached(request):
        if other_vpc == vpc and other_gateway != gateway:
            raise refusal(
                "InvalidParameterValue",
                f"The VPC {vpc} already has the VPN gateway {other_gateway} attached to it.",
            )
        if other_gateway == gateway and other_vpc != vpc:
            raise refusal("VpnGatewayAttachmentLimitExceeded", f"The vpnGateway '{gateway}' is attached to {other_vpc}.")


def _check_gateway(request: Request) -> None:
    refuse_amazon_side(request.inputs.get("amazonSideAsn"))
    if vpc := request.inputs.get("vpcId"):
        _refuse_second(request, request.id, str(vpc))


def _gateway_outputs(request: Request, id_: str) -> dict[str, Any]:
    return common(request) | {
        "arn": arn(request, "ec2", f"vpn-gateway/{id_}"),
        "amazonSideAsn": str(request.inputs.get("amazonSideAsn") or 64512),
    }


def _check_attachment(request: Request) -> None:
    _refuse_second(request, str(request.inputs["vpnGatewayId"]), str(request.inputs["vpcId"]))


def _attachment_id(request: Request) -> str:
    pair = f"{request.inputs['vpcId']}-{request.inputs['vpnGatewayId']}"
    return f"vpn-attachment-{hashlib.sha256(pair.encode()).hexdigest()[:8]}"


def _refuse_propagating(request: Request) -> None:
    """A gateway that propagates into tables of the VPC stays attached to it."""
    gateway = request.inputs["vpnGatewayId"]
    if any(row.inputs["vpnGatewayId"] == gateway for row in request.all(PROPAGATION)):
        raise refusal("DependencyViolation", f"The vpnGateway '{gateway}' propagates routes into the VPC's tables.")


def _check_propagation(request: Request) -> None:
    """A gateway propagates into tables of its own VPC only (VGW-PROPAGATE)."""
    gateway, table_id = str(request.inputs["vpnGatewayId"]), request.inputs["routeTableId"]
    table = request.find(_ROUTE_TABLE, table_id)
    if table is not None and (gateway, table.inputs["vpcId"]) not in attached(request):
        raise refusal("Gateway.NotAttached", f"resource {gateway} is not attached to the VPC of {table_id}")


def _check_customer(request: Request) -> None:
    inputs = request.inputs
    refuse_customer(inputs.get("bgpAsn"), inputs.get("bgpAsnExtended"), request.region)
    if inputs.get("type") != "ipsec.1":
        raise refusal("InvalidParameterValue", f"Value ({inputs.get('type')}) for parameter type is invalid.")
    address = inputs.get("ipAddress")
    try:
        IPv4Address(str(address))
    except AddressValueError:
        if address is not None or not inputs.get("certificateArn"):
            raise refusal(
                "InvalidParameterValue", f"Value ({address}) for parameter ipAddress is invalid. Invalid IP address."
            ) from None


def _customer_id(request: Request) -> str:
    """CGW-DUP: asking for the same device again gives the one that is there."""
    same = [request.inputs.get(key) for key in _SAME_CUSTOMER]
    for row in request.all(CUSTOMER_GATEWAY):
        if [row.inputs.get(key) for key in _SAME_CUSTOMER] == same:
            return row.id
    return numbered("cgw")(request)


KINDS = index(
    Kind(
        VPN_GATEWAY,
        numbered("vgw"),
        _gateway_outputs,
        computed=("arn", "amazonSideAsn", *COMMON),
        recomputed=RETAGGED,
        seconds=40,
        delete_seconds=10,
        replaces=frozenset({"amazonSideAsn", "availabilityZone"}),
        references=(of_vpc(),),
        check=_check_gateway,
        blocked=in_use("vpnGateway"),
    ),
    Kind(
        ATTACHMENT,
        _attachment_id,
        lambda request, id_: {"region": request.region},
        computed=("region",),
        seconds=20,
        delete_seconds=20,
        replaces=frozenset({"vpcId", "vpnGatewayId"}),
        references=(of_vpc(), of_vpn_gateway()),
        check=_check_attachment,
        before_delete=_refuse_propagating,
        delete_first=True,
    ),
    Kind(
        PROPAGATION,
        lambda request: f"{request.inputs['vpnGatewayId']}_{request.inputs['routeTableId']}",
        lambda request, id_: {"region": request.region},
        computed=("region",),
        seconds=2,
        replaces=frozenset({"routeTableId", "vpnGatewayId"}),
        references=(
            of_vpn_gateway(),
            refers("routeTableId", _ROUTE_TABLE, "InvalidRouteTableID.NotFound", "routeTable ID", holds=False),
        ),
        check=_check_propagation,
    ),
    Kind(
        CUSTOMER_GATEWAY,
        _customer_id,
        lambda request, id_: common(request) | {"arn": arn(request, "ec2", f"customer-gateway/{id_}")},
        computed=("arn", *COMMON),
        recomputed=RETAGGED,
        replaces=frozenset(_SAME_CUSTOMER),
        check=_check_customer,
        blocked=lambda request, row: refusal(
            "IncorrectState", f"The customer gateway '{request.id}' is in use by {row.id}."
        ),
    ),
)
