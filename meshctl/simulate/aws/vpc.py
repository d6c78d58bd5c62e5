"""VPCs, their further blocks, and their subnets."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Any

from meshctl.simulate.aws import ranges
from meshctl.simulate.aws.ec2 import RETAGGED, TOLD, derived, numbered, told
from meshctl.simulate.aws.place import zone_id, zones
from meshctl.simulate.aws.words import IN_VPC, SUBNET, VPC, has_dependencies, no_vpc, refused, within
from meshctl.simulate.kind import Kind, Reference, Request, index
from meshctl.simulate.quotas import allowed
from meshctl.simulate.store import Row

BLOCK = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"
ROUTE = "aws:ec2/route:Route"
_SETTINGS = frozenset({"enableDnsSupport", "enableDnsHostnames", "enableNetworkAddressUsageMetrics"})
"""They fall back to their defaults when nobody asks for them any more."""
_BLOCKS, _VPCS, _SUBNETS = 5, 5, 200


def blocks(request: Request, vpc: Row) -> list[IPv4Network]:
    """All blocks of a VPC, its first one first."""
    further = [row for row in request.store.rows(vpc.account, vpc.region, BLOCK) if row.inputs["vpcId"] == vpc.id]
    return [IPv4Network(row.inputs["cidrBlock"]) for row in (vpc, *further)]


def _check_vpc(request: Request) -> None:
    ranges.refuse_block(ranges.parse(request.inputs["cidrBlock"]))
    within(request, _VPCS, "VpcLimitExceeded", "VPCs")


def _vpc_outputs(request: Request, id_: str) -> dict[str, Any]:
    table = derived("rtb", id_)
    inputs = request.inputs
    return told(request, "vpc", id_) | {
        "defaultNetworkAclId": derived("acl", id_),
        "defaultRouteTableId": table,
        "mainRouteTableId": table,
        "defaultSecurityGroupId": derived("sg", id_),
        "dhcpOptionsId": derived("dopt", request.account, request.region),
        "instanceTenancy": inputs.get("instanceTenancy") or "default",
        "enableDnsSupport": inputs.get("enableDnsSupport", True),
        "enableDnsHostnames": inputs.get("enableDnsHostnames", False),
        "enableNetworkAddressUsageMetrics": inputs.get("enableNetworkAddressUsageMetrics", False),
    }


def _delete_vpc(request: Request) -> None:
    """Its further blocks go with it."""
    for row in request.all(BLOCK):
        if row.inputs["vpcId"] == request.id:
            request.store.delete(row, 0.0)


def _block_id(request: Request) -> str:
    """Asking for the same block twice is asking once."""
    for row in request.all(BLOCK):
        if (row.inputs["vpcId"], row.inputs["cidrBlock"]) == (request.inputs["vpcId"], request.inputs["cidrBlock"]):
            return row.id
    return numbered("vpc-cidr-assoc")(request)


def _check_block(request: Request) -> None:
    block = ranges.parse(request.inputs["cidrBlock"])
    ranges.refuse_block(block)
    vpc = request.find(VPC, request.inputs["vpcId"])
    if vpc is None or block in blocks(request, vpc)[1:]:
        return
    there = blocks(request, vpc)
    if len(there) >= allowed(request.store, BLOCK, _BLOCKS):
        raise refused(
            "CidrLimitExceeded", f"This network '{vpc.id}' has met its maximum number of allowed CIDRs: {len(there)}"
        )
    ranges.refuse_further(block, there)
    for route in _routes(request, vpc):
        if route.subnet_of(block):
            raise refused(
                "InvalidVpc.Range",
                f"The CIDR '{block}' is equal to or larger than the destination of an existing route: {route}",
            )


def _routes(request: Request, vpc: Row) -> list[IPv4Network]:
    tables = {row.id for row in request.all("aws:ec2/routeTable:RouteTable") if row.inputs["vpcId"] == vpc.id}
    return [
        IPv4Network(row.inputs["destinationCidrBlock"])
        for row in request.all(ROUTE)
        if row.inputs["routeTableId"] in tables
    ]


def _delete_block(request: Request) -> None:
    block = IPv4Network(request.inputs["cidrBlock"])
    for subnet in request.all(SUBNET):
        if subnet.inputs["vpcId"] == request.inputs["vpcId"] and IPv4Network(subnet.inputs["cidrBlock"]).overlaps(
            block
        ):
            raise refused(
                "InvalidCidrBlock.InUse",
                f"The vpc {request.inputs['vpcId']} currently has a subnet within CIDR block {block}",
            )


def _check_subnet(request: Request) -> None:
    zone = request.inputs.get("availabilityZone")
    if zone and zone not in zones(request.region):
        raise refused(
            "InvalidParameterValue",
            f"Value ({zone}) for parameter availabilityZone is invalid. Subnets can currently only be created in the "
            f"following availability zones: {', '.join(zones(request.region))}.",
        )
    vpc_id = request.inputs["vpcId"]
    vpc = request.find(VPC, vpc_id)
    block = ranges.parse(request.inputs["cidrBlock"])
    inside = vpc is not None and any(block.subnet_of(each) for each in blocks(request, vpc))
    if not inside or block.prefixlen not in ranges.SIZES:
        raise refused("InvalidSubnet.Range", f"The CIDR '{block}' is invalid.")
    for other in request.all(SUBNET):
        same = other.id != request.id and other.inputs["vpcId"] == vpc_id
        if same and IPv4Network(other.inputs["cidrBlock"]).overlaps(block):
            raise refused("InvalidSubnet.Conflict", f"The CIDR '{block}' conflicts with another subnet")
    within(request, _SUBNETS, "SubnetLimitExceeded", "subnets", lambda row: row.inputs["vpcId"] == vpc_id)


def _subnet_outputs(request: Request, id_: str) -> dict[str, Any]:
    zone = request.inputs.get("availabilityZone") or zones(request.region)[0]
    return told(request, "subnet", id_) | {
        "availabilityZone": zone,
        "availabilityZoneId": zone_id(zone),
        "mapPublicIpOnLaunch": request.inputs.get("mapPublicIpOnLaunch", False),
        "privateDnsHostnameTypeOnLaunch": "ip-name",
    }


KINDS = index(
    Kind(
        VPC,
        numbered("vpc"),
        _vpc_outputs,
        computed=(
            *(*TOLD, "defaultNetworkAclId", "defaultRouteTableId", "mainRouteTableId", "defaultSecurityGroupId"),
            *("dhcpOptionsId", "instanceTenancy", *_SETTINGS),
        ),
        recomputed=RETAGGED | _SETTINGS,
        seconds=12,
        update_seconds=3,
        delete_seconds=2,
        replaces=frozenset({"cidrBlock", "region"}),
        check=_check_vpc,
        blocked=has_dependencies("vpc"),
        before_delete=_delete_vpc,
    ),
    Kind(
        BLOCK,
        _block_id,
        seconds=12,
        delete_seconds=12,
        replaces=frozenset({"cidrBlock", "vpcId", "region"}),
        references=(Reference("vpcId", VPC, no_vpc, holds=False),),
        check=_check_block,
        before_delete=_delete_block,
    ),
    Kind(
        SUBNET,
        numbered("subnet"),
        _subnet_outputs,
        computed=(
            *TOLD,
            "availabilityZone",
            "availabilityZoneId",
            "privateDnsHostnameTypeOnLaunch",
            "mapPublicIpOnLaunch",
        ),
        recomputed=RETAGGED | {"mapPublicIpOnLaunch"},
        seconds=3,
        update_seconds=3,
        delete_seconds=2,
        replaces=frozenset({"cidrBlock", "vpcId", "availabilityZone", "region"}),
        references=(IN_VPC,),
        check=_check_subnet,
        blocked=has_dependencies("subnet"),
    ),
)
