"""The VPC, its secondary blocks, its subnets and its internet gateway."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Any

from meshctl.simulate.aws.names import COMMON, RETAGGED, arn, common, in_use, numbered, refers, refusal
from meshctl.simulate.aws.ranges import parsed, refuse_family, subnet_block, vpc_block
from meshctl.simulate.kind import Kind, Reference, Request, index

VPC = "aws:ec2/vpc:Vpc"
SECONDARY = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"
SUBNET = "aws:ec2/subnet:Subnet"
INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway"
_ROUTE_TABLE = "aws:ec2/routeTable:RouteTable"
_ROUTE = "aws:ec2/route:Route"
_NAT_GATEWAY = "aws:ec2/natGateway:NatGateway"


def of_vpc(path: str = "vpcId", holds: bool = True) -> Reference:
    """An input with the id of a VPC."""
    return refers(path, VPC, "InvalidVpcID.NotFound", "vpc ID", holds)


def of_subnet(path: str = "subnetId", holds: bool = True) -> Reference:
    """An input with the id of a subnet."""
    return refers(path, SUBNET, "InvalidSubnetID.NotFound", "subnet ID", holds)


def blocks(request: Request, vpc_id: object) -> list[IPv4Network]:
    """All blocks of a VPC, the primary one first; none where there is no such VPC."""
    vpc = request.find(VPC, vpc_id)
    if vpc is None:
        return []
    secondary = [row for row in request.all(SECONDARY) if row.inputs["vpcId"] == vpc.id]
    return [parsed(row.inputs["cidrBlock"]) for row in (vpc, *secondary)]


def _check_vpc(request: Request) -> None:
    vpc_block(str(request.inputs["cidrBlock"]))


def _vpc_outputs(request: Request, id_: str) -> dict[str, Any]:
    number = id_.removeprefix("vpc-")
    return common(request) | {
        "arn": arn(request, "ec2", f"vpc/{id_}"),
        "ownerId": request.account,
        "mainRouteTableId": f"rtb-{number}",
        "defaultRouteTableId": f"rtb-{number}",
        "defaultSecurityGroupId": f"sg-{number}",
        "defaultNetworkAclId": f"acl-{number}",
    }


def _check_secondary(request: Request) -> None:
    vpc_id = request.inputs["vpcId"]
    wanted = vpc_block(str(request.inputs["cidrBlock"]))
    primary, *held = blocks(request, vpc_id)
    refuse_family(wanted, primary, held)
    tables = {row.id for row in request.all(_ROUTE_TABLE) if row.inputs["vpcId"] == vpc_id}
    for route in request.all(_ROUTE):
        # AWS-VPC-SEC-ROUTE: the new local route would hide this one.
        destination = parsed(route.inputs["destinationCidrBlock"])
        if route.inputs["routeTableId"] in tables and destination.subnet_of(wanted):
            raise refusal("InvalidVpc.Range", f"The CIDR '{wanted}' conflicts with the route to {destination}.")


def _check_subnet(request: Request) -> None:
    inputs = request.inputs
    zone = str(inputs.get("availabilityZone") or request.region)
    if not zone.startswith(request.region):
        raise refusal(
            "InvalidParameterValue",
            f"Value ({zone}) for parameter availabilityZone is invalid. Subnets can only be created in "
            f"the availability zones of {request.region}.",
        )
    wanted = subnet_block(str(inputs["cidrBlock"]), blocks(request, inputs["vpcId"]))
    for row in request.all(SUBNET):
        same_vpc = row.inputs["vpcId"] == inputs["vpcId"] and row.id != request.id
        if same_vpc and wanted.overlaps(parsed(row.inputs["cidrBlock"])):
            raise refusal("InvalidSubnet.Conflict", f"The CIDR '{inputs['cidrBlock']}' conflicts with another subnet")


def _subnet_outputs(request: Request, id_: str) -> dict[str, Any]:
    zone = str(request.inputs.get("availabilityZone") or f"{request.region}a")
    return common(request) | {
        "arn": arn(request, "ec2", f"subnet/{id_}"),
        "ownerId": request.account,
        "availabilityZone": zone,
    }


def _check_internet_gateway(request: Request) -> None:
    vpc_id = request.inputs.get("vpcId")
    if vpc_id and any(
        row.inputs.get("vpcId") == vpc_id and row.id != request.id for row in request.all(INTERNET_GATEWAY)
    ):
        raise refusal("InvalidParameterValue", f"Network {vpc_id} already has an internet gateway attached")


def _refuse_mapped(request: Request) -> None:
    vpc_id = request.inputs.get("vpcId")
    subnets = {row.id for row in request.all(SUBNET) if row.inputs["vpcId"] == vpc_id}
    if any(row.inputs["subnetId"] in subnets for row in request.all(_NAT_GATEWAY)):
        raise refusal(
            "DependencyViolation",
            f"Network {vpc_id} has some mapped public address(es). "
            "Please unmap those public address(es) before detaching the gateway.",
        )


_MADE = ("arn", "ownerId", *COMMON)

KINDS = index(
    Kind(
        VPC,
        numbered("vpc"),
        _vpc_outputs,
        computed=(
            *("mainRouteTableId", "defaultRouteTableId", "defaultSecurityGroupId", "defaultNetworkAclId"),
            *_MADE,
        ),
        recomputed=RETAGGED,
        seconds=2,
        delete_seconds=2,
        replaces=frozenset({"cidrBlock", "instanceTenancy"}),
        check=_check_vpc,
        blocked=in_use("vpc"),
    ),
    Kind(
        SECONDARY,
        numbered("vpc-cidr-assoc"),
        lambda request, id_: {"region": request.region},
        computed=("region",),
        seconds=5,
        delete_seconds=5,
        replaces=frozenset({"vpcId", "cidrBlock"}),
        references=(of_vpc(),),
        check=_check_secondary,
    ),
    Kind(
        SUBNET,
        numbered("subnet"),
        _subnet_outputs,
        computed=("availabilityZone", *_MADE),
        recomputed=RETAGGED,
        replaces=frozenset({"vpcId", "cidrBlock", "availabilityZone"}),
        references=(of_vpc(),),
        check=_check_subnet,
        blocked=in_use("subnet"),
        delete_first=True,
    ),
    Kind(
        INTERNET_GATEWAY,
        numbered("igw"),
        lambda request, id_: (
            common(request) | {"arn": arn(request, "ec2", f"internet-gateway/{id_}"), "ownerId": request.account}
        ),
        computed=_MADE,
        recomputed=RETAGGED,
        delete_seconds=10,
        references=(of_vpc(),),
        check=_check_internet_gateway,
        before_delete=_refuse_mapped,
        blocked=in_use("internetGateway"),
        delete_first=True,
    ),
)
