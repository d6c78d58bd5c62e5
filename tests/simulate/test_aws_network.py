"""What AWS refuses of networks: ranges, subnets, ways to the internet, routes and security groups."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from meshctl.simulate.kind import CloudError
from tests.simulate import aws_site as site
from tests.simulate.small_cloud import SmallCloud


@pytest.fixture
def aws(tmp_path: Path) -> SmallCloud:
    """An empty account in one region."""
    return site.a_cloud(tmp_path)


def refused(aws: SmallCloud, words: str, token: str, **inputs: Any) -> None:
    """Creating it is refused in these words."""
    with pytest.raises(CloudError, match=re.escape(words)):
        aws.create(token, **inputs)


@pytest.mark.parametrize("cidr", ["10.0.0.0/15", "10.0.0.0/29", "127.0.0.0/16", "169.254.0.0/16", "224.0.0.0/16"])
def test_a_vpc_has_a_range_of_its_own(aws: SmallCloud, cidr: str) -> None:
    """Sizes and space of a VPC (AWS-VPC-SIZE, AWS-VPC-FORBID)."""
    refused(aws, "InvalidVpc.Range", site.VPC, cidrBlock=cidr)


@pytest.mark.parametrize(
    ("cidr", "words"), [("ten", "not a valid IPv4 CIDR"), ("10.8.1.0/16", 'did you mean "10.8.0.0')]
)
def test_a_range_is_written_canonically(aws: SmallCloud, cidr: str, words: str) -> None:
    """What is no range, or has host bits, is refused (AWS-VPC-CANON)."""
    refused(aws, words, site.VPC, cidrBlock=cidr)


@pytest.mark.parametrize(
    ("first", "further"),
    [
        ("10.8.0.0/16", "172.16.0.0/16"),
        ("10.8.0.0/16", "192.168.0.0/16"),
        ("10.8.0.0/16", "198.19.0.0/16"),
        ("10.1.0.0/16", "10.0.0.0/16"),
        ("172.20.0.0/16", "10.8.0.0/16"),
        ("172.20.0.0/16", "172.31.0.0/16"),
        ("192.168.0.0/16", "172.20.0.0/16"),
        ("198.19.0.0/16", "10.8.0.0/16"),
        ("100.64.0.0/16", "10.8.0.0/16"),
        ("100.64.0.0/16", "198.19.0.0/16"),
    ],
)
def test_further_blocks_suit_the_first(aws: SmallCloud, first: str, further: str) -> None:
    """Families of blocks (AWS-VPC-SEC-10, -10-15, -172, -192, -198, -100)."""
    vpc = site.a_vpc(aws, first)
    refused(aws, f"The CIDR '{further}' is restricted", site.BLOCK, vpcId=vpc.id, cidrBlock=further)


def test_further_blocks_meet_nothing(aws: SmallCloud) -> None:
    """No overlap with another block, and none that would hide a route (AWS-VPC-SEC-ROUTE)."""
    vpc = site.a_vpc(aws)
    other = site.a_vpc(aws, "10.9.0.0/16")
    refused(aws, "conflicts with another CIDR", site.BLOCK, vpcId=vpc.id, cidrBlock="10.8.0.0/17")
    peering = aws.create(site.PEERING, vpcId=vpc.id, peerVpcId=other.id, autoAccept=True)
    table = site.a_table(aws, vpc)
    route = {"routeTableId": table.id, "vpcPeeringConnectionId": peering.id}
    aws.create(site.ROUTE, destinationCidrBlock="10.9.0.0/16", **route)
    refused(aws, "existing route: 10.9.0.0/16", site.BLOCK, vpcId=vpc.id, cidrBlock="10.9.0.0/16")


def test_a_block_twice_is_a_block_once(aws: SmallCloud) -> None:
    """Asking for the same block again gives the one that is there."""
    vpc = site.a_vpc(aws)
    made = [aws.create(site.BLOCK, vpcId=vpc.id, cidrBlock="100.64.0.0/16") for _ in range(2)]
    assert made[0].id == made[1].id


def test_a_block_in_use_stays(aws: SmallCloud) -> None:
    """A block with a subnet in it cannot go."""
    vpc = site.a_vpc(aws)
    block = aws.create(site.BLOCK, vpcId=vpc.id, cidrBlock="100.64.0.0/16")
    site.a_subnet(aws, vpc, "100.64.1.0/24")
    with pytest.raises(CloudError, match="currently has a subnet"):
        aws.delete(block)


@pytest.mark.parametrize(
    ("cidr", "words"),
    [
        ("10.9.0.0/24", "InvalidSubnet.Range"),
        ("10.8.0.0/29", "InvalidSubnet.Range"),
        ("10.8.0.128/25", "InvalidSubnet.Conflict: The CIDR '10.8.0.128/25' conflicts with another subnet"),
    ],
)
def test_subnets_lie_in_the_vpc(aws: SmallCloud, cidr: str, words: str) -> None:
    """Inside of a block, of a size, and beside one another (AWS-SUB-SIZE)."""
    vpc = site.a_vpc(aws)
    site.a_subnet(aws, vpc, "10.8.0.0/24")
    refused(aws, words, site.SUBNET, vpcId=vpc.id, cidrBlock=cidr)


def test_subnets_lie_in_zones_of_the_region(aws: SmallCloud) -> None:
    """A zone of another region is refused."""
    vpc = site.a_vpc(aws)
    refused(aws, "us-east-1a", site.SUBNET, vpcId=vpc.id, cidrBlock="10.8.0.0/24", availabilityZone="us-east-1a")


@pytest.mark.parametrize(
    ("token", "inputs", "words"),
    [
        (site.SUBNET, {"cidrBlock": "10.8.0.0/24"}, "InvalidVpcID.NotFound: The vpc ID 'vpc-0' does not exist"),
        (site.BLOCK, {"cidrBlock": "100.64.0.0/16"}, "InvalidVpcID.NotFound"),
        (site.ROUTE_TABLE, {}, "InvalidVpcID.NotFound"),
        (site.SECURITY_GROUP, {"name": "nodes"}, "InvalidVpcID.NotFound"),
        (site.INTERNET_GATEWAY, {}, "InvalidVpcID.NotFound"),
    ],
)
def test_a_vpc_has_to_be_there(aws: SmallCloud, token: str, inputs: dict[str, Any], words: str) -> None:
    """Nothing is made in a VPC that does not exist."""
    refused(aws, words, token, vpcId="vpc-0", **inputs)


def test_a_vpc_in_use_stays(aws: SmallCloud) -> None:
    """A VPC with a subnet, and a subnet with a NAT gateway, cannot go."""
    vpc = site.a_vpc(aws)
    subnet = site.a_subnet(aws, vpc)
    with pytest.raises(CloudError, match=f"DependencyViolation: The vpc '{vpc.id}' has dependencies"):
        aws.delete(vpc)
    internet = aws.create(site.INTERNET_GATEWAY, vpcId=vpc.id)
    nat = site.a_nat(aws, subnet)
    with pytest.raises(CloudError, match="DependencyViolation"):
        aws.delete(subnet)
    with pytest.raises(CloudError, match="mapped public address"):
        aws.delete(internet)
    aws.delete(nat)
    aws.delete(subnet)


def test_a_vpc_has_one_internet_gateway(aws: SmallCloud) -> None:
    """A second one is refused."""
    vpc = site.a_vpc(aws)
    aws.create(site.INTERNET_GATEWAY, vpcId=vpc.id)
    refused(aws, "already has an internet gateway", site.INTERNET_GATEWAY, vpcId=vpc.id)


def test_a_nat_gateway_needs_an_address_and_the_internet(aws: SmallCloud) -> None:
    """An address that is there and free, and an internet gateway."""
    vpc = site.a_vpc(aws)
    subnet = site.a_subnet(aws, vpc)
    address = aws.create(site.EIP, domain="vpc")
    in_subnet = {"subnetId": subnet.id}
    refused(aws, "Gateway.NotAttached", site.NAT_GATEWAY, allocationId=address.id, **in_subnet)
    aws.create(site.INTERNET_GATEWAY, vpcId=vpc.id)
    refused(aws, "InvalidAllocationID.NotFound", site.NAT_GATEWAY, allocationId="eipalloc-0", **in_subnet)
    refused(aws, "AllocationId", site.NAT_GATEWAY, **in_subnet)
    refused(aws, "InvalidSubnetID.NotFound", site.NAT_GATEWAY, allocationId=address.id, subnetId="subnet-0")
    aws.create(site.NAT_GATEWAY, allocationId=address.id, **in_subnet)
    refused(aws, "Resource.AlreadyAssociated", site.NAT_GATEWAY, allocationId=address.id, **in_subnet)
    with pytest.raises(CloudError, match=r"InvalidIPAddress\.InUse"):
        aws.delete(address)


def test_addresses_are_unique(aws: SmallCloud) -> None:
    """Nobody gets an address that somebody has."""
    addresses = [aws.create(site.EIP, domain="vpc")["publicIp"] for _ in range(8)]
    assert len(set(addresses)) == 8


def test_a_destination_has_one_route(aws: SmallCloud) -> None:
    """The same destination twice in a table is refused; a route is imported by table and destination."""
    vpc = site.a_vpc(aws)
    internet = aws.create(site.INTERNET_GATEWAY, vpcId=vpc.id)
    table = site.a_table(aws, vpc)
    route = {"routeTableId": table.id, "destinationCidrBlock": "0.0.0.0/0", "gatewayId": internet.id}
    made = aws.create(site.ROUTE, **route)
    refused(aws, "RouteAlreadyExists", site.ROUTE, **route)
    found = aws.read(site.ROUTE, f"{table.id}_0.0.0.0/0")
    assert found is not None
    assert found.id == made.id


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ({}, "must be specified"),
        ({"gatewayId": "igw-0"}, "InvalidGatewayID.NotFound: The gateway ID 'igw-0' does not exist"),
        ({"natGatewayId": "nat-0"}, "InvalidNatGatewayID.NotFound"),
        ({"transitGatewayId": "tgw-0"}, "InvalidTransitGatewayID.NotFound"),
        ({"vpcPeeringConnectionId": "pcx-0"}, "InvalidVpcPeeringConnectionID.NotFound"),
    ],
)
def test_a_route_has_a_target(aws: SmallCloud, target: dict[str, str], words: str) -> None:
    """One, and one that is there."""
    table = site.a_table(aws, site.a_vpc(aws))
    refused(aws, words, site.ROUTE, routeTableId=table.id, destinationCidrBlock="10.9.0.0/16", **target)


def test_routes_stay_out_of_the_vpc(aws: SmallCloud) -> None:
    """What lies in the VPC is not routed away, and a gateway serves its own VPC."""
    vpc, other = site.a_vpc(aws), site.a_vpc(aws, "10.9.0.0/16")
    internet = aws.create(site.INTERNET_GATEWAY, vpcId=other.id)
    table = site.a_table(aws, vpc)
    route = {"routeTableId": table.id, "gatewayId": internet.id}
    refused(aws, "equal to or more specific", site.ROUTE, destinationCidrBlock="10.8.1.0/24", **route)
    refused(aws, "belong to different networks", site.ROUTE, destinationCidrBlock="0.0.0.0/0", **route)
    refused(
        aws,
        "InvalidRouteTableID.NotFound",
        site.ROUTE,
        **{**route, "routeTableId": "rtb-0", "destinationCidrBlock": "0.0.0.0/0"},
    )


def test_a_subnet_follows_one_table(aws: SmallCloud) -> None:
    """A second association is refused, as is one between networks; a table with one stays."""
    vpc, other = site.a_vpc(aws), site.a_vpc(aws, "10.9.0.0/16")
    subnet, table = site.a_subnet(aws, vpc), site.a_table(aws, vpc)
    foreign = site.a_table(aws, other)
    refused(aws, "belong to different networks", site.TABLE_ASSOCIATION, subnetId=subnet.id, routeTableId=foreign.id)
    made = aws.create(site.TABLE_ASSOCIATION, subnetId=subnet.id, routeTableId=table.id)
    refused(aws, "Resource.AlreadyAssociated", site.TABLE_ASSOCIATION, subnetId=subnet.id, routeTableId=table.id)
    found = aws.read(site.TABLE_ASSOCIATION, f"{subnet.id}/{table.id}")
    assert found is not None
    assert found.id == made.id
    assert aws.read(site.TABLE_ASSOCIATION, f"{subnet.id}/rtb-0") is None
    with pytest.raises(CloudError, match="DependencyViolation"):
        aws.delete(table)


def test_security_groups_have_names_of_their_own(aws: SmallCloud) -> None:
    """In a VPC; and none that looks like an id."""
    vpc = site.a_vpc(aws)
    aws.create(site.SECURITY_GROUP, name="nodes", vpcId=vpc.id)
    refused(aws, "InvalidGroup.Duplicate", site.SECURITY_GROUP, name="nodes", vpcId=vpc.id)
    refused(aws, "cannot begin with sg-", site.SECURITY_GROUP, name="sg-nodes", vpcId=vpc.id)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"securityGroupId": "sg-0"}, "InvalidGroup.NotFound"),
        ({"cidrIpv4": None}, "Exactly one"),
        ({"cidrIpv4": "10.0.0.1/8"}, "did you mean"),
        ({"fromPort": 80, "toPort": 80}, "Ports cannot be given"),
        ({}, "InvalidPermission.Duplicate"),
    ],
)
def test_rules_of_a_group(aws: SmallCloud, changes: dict[str, Any], words: str) -> None:
    """A rule is of a group that is there, about one peer, and there once."""
    group = aws.create(site.SECURITY_GROUP, name="nodes", vpcId=site.a_vpc(aws).id)
    rule = {"securityGroupId": group.id, "ipProtocol": "-1", "cidrIpv4": "10.0.0.0/8"}
    aws.create(site.INGRESS, **rule)
    refused(aws, words, site.INGRESS, **{**rule, **changes})


def test_a_group_that_another_one_names_stays(aws: SmallCloud) -> None:
    """A group cannot go while a rule of another group refers to it; its own rules go with it."""
    vpc = site.a_vpc(aws)
    nodes, pods = (aws.create(site.SECURITY_GROUP, name=name, vpcId=vpc.id) for name in ("nodes", "pods"))
    rule = {"ipProtocol": "-1", "referencedSecurityGroupId": nodes.id, "securityGroupId": pods.id}
    aws.create(site.EGRESS, **rule)
    with pytest.raises(CloudError, match="DependencyViolation"):
        aws.delete(nodes)
    aws.delete(pods)
    aws.delete(nodes)
    assert aws.tokens() == [site.VPC]


@pytest.mark.parametrize(
    ("token", "words"),
    [
        (site.VPC, "VpcLimitExceeded"),
        (site.SUBNET, "SubnetLimitExceeded"),
        (site.BLOCK, "CidrLimitExceeded"),
        (site.EIP, "AddressLimitExceeded"),
        (site.ROUTE_TABLE, "RouteTableLimitExceeded"),
        (site.ROUTE, "RouteLimitExceeded"),
        (site.INGRESS, "RulesPerSecurityGroupLimitExceeded"),
    ],
)
def test_quotas(aws: SmallCloud, tmp_path: Path, token: str, words: str) -> None:
    """As many as the quota allows, and no more."""
    vpc = site.a_vpc(aws)
    internet = aws.create(site.INTERNET_GATEWAY, vpcId=vpc.id)
    table = site.a_table(aws, vpc)
    group = aws.create(site.SECURITY_GROUP, name="nodes", vpcId=vpc.id)
    (tmp_path / "quotas.json").write_text(f'{{"{token}": 1}}')
    in_vpc = {"vpcId": vpc.id}
    inputs: dict[str, dict[str, Any]] = {
        site.VPC: {"cidrBlock": "10.9.0.0/16"},
        site.SUBNET: {**in_vpc, "cidrBlock": "10.8.1.0/24"},
        site.BLOCK: {**in_vpc, "cidrBlock": "100.65.0.0/16"},
        site.EIP: {"domain": "vpc"},
        site.ROUTE_TABLE: in_vpc,
        site.ROUTE: {"routeTableId": table.id, "gatewayId": internet.id, "destinationCidrBlock": "10.9.0.0/16"},
        site.INGRESS: {"securityGroupId": group.id, "ipProtocol": "-1", "cidrIpv4": "10.0.0.0/8"},
    }
    first = {
        site.SUBNET: {"cidrBlock": "10.8.0.0/24"},
        site.ROUTE: {"destinationCidrBlock": "0.0.0.0/0"},
        site.INGRESS: {"cidrIpv4": "172.16.0.0/12"},
    }
    if token not in (site.VPC, site.ROUTE_TABLE, site.BLOCK):
        aws.create(token, **{**inputs[token], **first.get(token, {})})
    refused(aws, words, token, **inputs[token])
