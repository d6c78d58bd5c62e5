"""The ends of a VPN: virtual private gateways on Amazon's side, customer gateways for the other."""

from __future__ import annotations

import binascii
from ipaddress import AddressValueError, IPv4Address
from typing import Any

from meshctl.simulate.aws.asn import refuse_amazon_side, refuse_customer
from meshctl.simulate.aws.ec2 import RETAGGED, numbered, told
from meshctl.simulate.aws.words import IN_VPC, VPC, no_vpc, not_found, refused, within
from meshctl.simulate.kind import CloudError, Kind, Reference, Request, index
from meshctl.simulate.store import Row

VPN_GATEWAY = "aws:ec2/vpnGateway:VpnGateway"
ATTACHMENT = "aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment"
CUSTOMER_GATEWAY = "aws:ec2/customerGateway:CustomerGateway"
_GATEWAYS, _CUSTOMER_GATEWAYS = 5, 50

no_vpn_gateway = not_found("InvalidVpnGatewayID.NotFound", "vpnGateway")


def _check(request: Request) -> None:
    refuse_amazon_side(request.inputs.get("amazonSideAsn"))
    within(request, _GATEWAYS, "VpnGatewayLimitExceeded", "virtual private gateways")


def _outputs(request: Request, id_: str) -> dict[str, Any]:
    common = told(request, "vpn-gateway", id_)
    del common["ownerId"]
    return common | {"amazonSideAsn": str(request.inputs.get("amazonSideAsn") or 64512)}


def _gateway_in_use(request: Request, row: Row) -> CloudError:
    return refused("IncorrectState", f"The vpnGateway '{request.id}' has dependencies ({row.id}).")


def _attachment_id(request: Request) -> str:
    pair = f"{request.inputs['vpcId']}-{request.inputs['vpnGatewayId']}"
    return f"vpn-attachment-{binascii.crc32(pair.encode()):x}"


def _check_attachment(request: Request) -> None:
    """One gateway a VPC, one VPC a gateway; the same pair twice is once."""
    vpc, gateway = request.inputs["vpcId"], request.inputs["vpnGatewayId"]
    for other in request.all(ATTACHMENT):
        theirs = (other.inputs["vpcId"], other.inputs["vpnGatewayId"])
        if theirs != (vpc, gateway) and (vpc in theirs or gateway in theirs):
            raise refused("VpnGatewayAttachmentLimitExceeded", f"{theirs[1]} is already attached to {theirs[0]}")


def _customer_id(request: Request) -> str:
    """The same device twice is one gateway, unless its name differs."""
    same = ("type", "ipAddress", "bgpAsn", "bgpAsnExtended", "deviceName", "certificateArn")
    for row in request.all(CUSTOMER_GATEWAY):
        if all(row.inputs.get(key) == request.inputs.get(key) for key in same):
            return row.id
    return numbered("cgw")(request)


def _check_customer(request: Request) -> None:
    inputs = request.inputs
    extended = inputs.get("bgpAsnExtended")
    refuse_customer(int(extended or inputs.get("bgpAsn") or 65000), request.region, bool(extended))
    if inputs.get("type") != "ipsec.1":
        raise refused("InvalidParameterValue", f"Value ({inputs.get('type')}) for parameter type is invalid.")
    try:
        IPv4Address(inputs.get("ipAddress") or "")
    except AddressValueError:
        raise refused(
            "InvalidParameterValue", f"Value ({inputs.get('ipAddress')}) for parameter ipAddress is invalid."
        ) from None
    within(request, _CUSTOMER_GATEWAYS, "CustomerGatewayLimitExceeded", "customer gateways")


def _customer_outputs(request: Request, id_: str) -> dict[str, Any]:
    common = told(request, "customer-gateway", id_)
    del common["ownerId"]
    return common


def _customer_in_use(request: Request, row: Row) -> CloudError:
    return refused("IncorrectState", f"The customer gateway is in use: {row.id} needs {request.id}.")


KINDS = index(
    Kind(
        VPN_GATEWAY,
        numbered("vgw"),
        _outputs,
        computed=("arn", "tagsAll", "region", "amazonSideAsn"),
        recomputed=RETAGGED,
        seconds=5,
        delete_seconds=5,
        replaces=frozenset({"amazonSideAsn", "availabilityZone", "region"}),
        references=(Reference("vpcId", VPC, no_vpc),),
        check=_check,
        blocked=_gateway_in_use,
    ),
    Kind(
        ATTACHMENT,
        _attachment_id,
        seconds=45,
        delete_seconds=20,
        replaces=frozenset({"vpcId", "vpnGatewayId", "region"}),
        references=(IN_VPC, Reference("vpnGatewayId", VPN_GATEWAY, no_vpn_gateway)),
        check=_check_attachment,
    ),
    Kind(
        CUSTOMER_GATEWAY,
        _customer_id,
        _customer_outputs,
        computed=("arn", "tagsAll", "region"),
        recomputed=RETAGGED,
        seconds=12,
        delete_seconds=5,
        replaces=frozenset({"bgpAsn", "bgpAsnExtended", "certificateArn", "deviceName", "ipAddress", "type", "region"}),
        check=_check_customer,
        blocked=_customer_in_use,
    ),
)
