"""The ways to the internet: internet gateways, Elastic IPs and NAT gateways."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Any

from meshctl.simulate.aws.ec2 import RETAGGED, TOLD, derived, numbered, public_address, tags, told
from meshctl.simulate.aws.words import SUBNET, VPC, no_subnet, no_vpc, refused, within
from meshctl.simulate.kind import CloudError, Kind, Reference, Request, index
from meshctl.simulate.store import Row

INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway"
EIP = "aws:ec2/eip:Eip"
NAT_GATEWAY = "aws:ec2/natGateway:NatGateway"

_ADDRESSES = 20
"""Elastic IPs in a region. A new account has 5; three zones and a public gateway need more, so this one asked."""
_NAT_GATEWAYS = 5
"""NAT gateways in a zone."""


def _check_internet_gateway(request: Request) -> None:
    vpc = request.inputs.get("vpcId")
    for other in request.all(INTERNET_GATEWAY):
        if vpc and other.id != request.id and other.inputs.get("vpcId") == vpc:
            raise refused("InvalidParameterValue", f"Network {vpc} already has an internet gateway attached")


def _detach(request: Request) -> None:
    """A gateway is not detached under public addresses that are in use."""
    for nat in request.all(NAT_GATEWAY):
        subnet = request.find(SUBNET, nat.inputs["subnetId"])
        if subnet and subnet.inputs["vpcId"] == request.inputs.get("vpcId"):
            raise refused(
                "DependencyViolation",
                f"Network {subnet.inputs['vpcId']} has some mapped public address(es). "
                "Please unmap those public address(es) before detaching the gateway.",
            )


def _eip_outputs(request: Request, id_: str) -> dict[str, Any]:
    address = request.outputs.get("publicIp") or public_address(request.number())
    zone = "compute-1" if request.region == "us-east-1" else f"{request.region}.compute"
    common = told(request, "elastic-ip", id_)
    del common["ownerId"]
    return common | {
        "allocationId": id_,
        "publicIp": address,
        "publicDns": f"ec2-{address.replace('.', '-')}.{zone}.amazonaws.com",
        "publicIpv4Pool": "amazon",
        "networkBorderGroup": request.region,
        "domain": "vpc",
        "associationId": "",
        "networkInterface": "",
        "privateIp": "",
    }


def _in_use(request: Request, row: Row) -> CloudError:
    return refused("InvalidIPAddress.InUse", f"The address with allocation id '{request.id}' is in use by {row.id}.")


def _failed(words: str) -> CloudError:
    """How a NAT gateway that could not be made is told."""
    return CloudError("Failed", f"waiting for EC2 NAT Gateway create: unexpected state 'failed'. last error: {words}")


def _check_nat_gateway(request: Request) -> None:
    subnet = request.find(SUBNET, request.inputs["subnetId"])
    if subnet is None:
        return
    gateways = {row.inputs.get("vpcId") for row in request.all(INTERNET_GATEWAY)}
    public = request.inputs.get("connectivityType", "public") == "public"
    if public and subnet.inputs["vpcId"] not in gateways:
        raise _failed(f"Gateway.NotAttached: Network {subnet.inputs['vpcId']} has no Internet gateway attached")
    address = request.inputs.get("allocationId")
    if public and not address:
        raise refused("MissingParameter", "The request must include the AllocationId parameter.")
    for other in request.all(NAT_GATEWAY):
        if public and other.id != request.id and other.inputs.get("allocationId") == address:
            raise _failed(f"Resource.AlreadyAssociated: Elastic IP address [{address}] is already associated")
    zone = subnet.outputs["availabilityZone"]
    there = {row.id for row in request.all(SUBNET) if row.outputs["availabilityZone"] == zone}
    within(
        request, _NAT_GATEWAYS, "NatGatewayLimitExceeded", "NAT gateways", lambda row: row.inputs["subnetId"] in there
    )


def _nat_outputs(request: Request, id_: str) -> dict[str, Any]:
    subnet = request.find(SUBNET, request.inputs["subnetId"])
    address = request.find(EIP, request.inputs.get("allocationId"))
    # The first four addresses of a subnet are Amazon's own.
    inside = IPv4Network(subnet.inputs["cidrBlock"])[4 + request.number() % 7] if subnet else ""
    return {
        "associationId": derived("eipassoc", id_),
        "networkInterfaceId": derived("eni", id_),
        "privateIp": str(inside),
        "publicIp": address.outputs["publicIp"] if address else "",
        "connectivityType": request.inputs.get("connectivityType") or "public",
        "vpcId": subnet.inputs["vpcId"] if subnet else "",
        "region": request.region,
        "tagsAll": tags(request.inputs),
    }


def _no_address(value: str) -> CloudError:
    return refused("InvalidAllocationID.NotFound", f"The allocation ID '{value}' does not exist")


KINDS = index(
    Kind(
        INTERNET_GATEWAY,
        numbered("igw"),
        lambda request, id_: told(request, "internet-gateway", id_),
        computed=TOLD,
        recomputed=RETAGGED,
        seconds=2,
        delete_seconds=10,
        replaces=frozenset({"region"}),
        references=(Reference("vpcId", VPC, no_vpc),),
        check=_check_internet_gateway,
        before_delete=_detach,
    ),
    Kind(
        EIP,
        numbered("eipalloc"),
        _eip_outputs,
        computed=(
            *("arn", "tagsAll", "region", "allocationId", "publicIp", "publicDns", "publicIpv4Pool"),
            *("networkBorderGroup", "associationId", "networkInterface", "privateIp"),
        ),
        recomputed=RETAGGED,
        replaces=frozenset({"domain", "region", "publicIpv4Pool", "networkBorderGroup"}),
        check=lambda request: within(request, _ADDRESSES, "AddressLimitExceeded", "addresses"),
        blocked=_in_use,
    ),
    Kind(
        NAT_GATEWAY,
        numbered("nat"),
        _nat_outputs,
        computed=(
            *("tagsAll", "region", "associationId", "networkInterfaceId", "privateIp", "publicIp"),
            *("connectivityType", "vpcId"),
        ),
        recomputed=RETAGGED,
        seconds=105,
        delete_seconds=60,
        replaces=frozenset({"allocationId", "connectivityType", "privateIp", "subnetId", "region"}),
        references=(Reference("subnetId", SUBNET, no_subnet), Reference("allocationId", EIP, _no_address)),
        check=_check_nat_gateway,
    ),
)
