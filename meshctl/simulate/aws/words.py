"""How AWS refuses: a code, and words about the thing that was asked for."""

from __future__ import annotations

from collections.abc import Callable

from meshctl.simulate.kind import CloudError, Reference, Request
from meshctl.simulate.quotas import allowed
from meshctl.simulate.store import Row


def refused(code: str, words: str) -> CloudError:
    """The refusal as AWS's clients show it."""
    return CloudError(code, f"api error {code}: {words}")


def not_found(code: str, noun: str) -> Callable[[str], CloudError]:
    """``The vpc ID 'vpc-1' does not exist``."""
    return lambda value: refused(code, f"The {noun} ID '{value}' does not exist")


def has_dependencies(noun: str) -> Callable[[Request, Row], CloudError]:
    """The refusal to delete what something else lies in."""
    return lambda request, row: refused(
        "DependencyViolation", f"The {noun} '{request.id}' has dependencies and cannot be deleted."
    )


def within(request: Request, default: int, code: str, noun: str, alike: Callable[[Row], bool] | None = None) -> None:
    """Refuse a new resource when there are as many as the quota allows in the region, or among those alike."""
    there = [row for row in request.all(request.token) if alike is None or alike(row)]
    if not request.id and len(there) >= allowed(request.store, request.token, default):
        raise refused(code, f"The maximum number of {noun} has been reached.")


VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
ROUTE_TABLE = "aws:ec2/routeTable:RouteTable"
SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup"

no_vpc = not_found("InvalidVpcID.NotFound", "vpc")
no_subnet = not_found("InvalidSubnetID.NotFound", "subnet")
no_route_table = not_found("InvalidRouteTableID.NotFound", "routeTable")


def no_security_group(value: str) -> CloudError:
    """A security group that is not there."""
    return refused("InvalidGroup.NotFound", f"The security group '{value}' does not exist")


IN_VPC = Reference("vpcId", VPC, no_vpc)
