"""The network of an AWS site: a VPC with nodes behind one NAT gateway a zone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi_aws.ec2.eip import Eip
from pulumi_aws.ec2.internet_gateway import InternetGateway
from pulumi_aws.ec2.nat_gateway import NatGateway
from pulumi_aws.ec2.route import Route
from pulumi_aws.ec2.route_table import RouteTable
from pulumi_aws.ec2.route_table_association import RouteTableAssociation
from pulumi_aws.ec2.security_group import SecurityGroup
from pulumi_aws.ec2.subnet import Subnet
from pulumi_aws.ec2.vpc import Vpc
from pulumi_aws.ec2.vpc_ipv4_cidr_block_association import VpcIpv4CidrBlockAssociation
from pulumi_aws.vpc.security_group_egress_rule import SecurityGroupEgressRule
from pulumi_aws.vpc.security_group_ingress_rule import SecurityGroupIngressRule

from stacks import providers

ANYWHERE = "0.0.0.0/0"


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, pulumi.Input[Any]]:
    """Program ``network/aws`` of docs/reference/units.md; takes nothing from other units."""
    name, tags = spec["name"], spec["tags"]
    opts = pulumi.ResourceOptions(provider=providers.aws(spec))
    vpc = Vpc(
        name,
        cidr_block=spec["vpc"]["cidr"],
        enable_dns_support=True,  # EKS-DNS
        enable_dns_hostnames=True,
        tags={**tags, "Name": name},
        opts=opts,
    )
    internet = InternetGateway(name, vpc_id=vpc.id, tags={**tags, "Name": name}, opts=opts)
    subnets = _subnets(spec, vpc, opts)
    nats = _nat_gateways(spec, subnets, _after(opts, [internet]))
    private = {table["name"]: _table(spec, table, vpc, subnets, opts) for table in spec["private_route_tables"]}
    for table in spec["private_route_tables"]:
        _default_route(table["name"], private[table["name"]], opts, nat_gateway_id=nats[table["nat"]].id)
    public = _table(spec, spec["public_route_table"], vpc, subnets, opts)
    _default_route(spec["public_route_table"]["name"], public, opts, gateway_id=internet.id)
    group = _security_group(spec, vpc, opts)
    addresses = [_address(spec, address, _after(opts, [internet])) for address in spec["gateway_addresses"]]
    return {
        "vpc_id": vpc.id,
        "subnet_ids": {key: subnet.id for key, subnet in subnets.items()},
        "private_route_table_ids": {key: table.id for key, table in private.items()},
        "public_route_table_id": public.id,
        "security_group_id": group.id,
        "nat_addresses": [nat.public_ip for nat in nats.values()],
        "gateway_allocation_ids": [address.allocation_id for address in addresses],
        "gateway_addresses": [address.public_ip for address in addresses],
    }


def _after(opts: pulumi.ResourceOptions, first: list[pulumi.Resource]) -> pulumi.ResourceOptions:
    merged: pulumi.ResourceOptions = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=first))
    return merged


def _subnets(spec: Mapping[str, Any], vpc: Vpc, opts: pulumi.ResourceOptions) -> dict[str, Subnet]:
    # A subnet can lie in any of the VPC's ranges, so all of them have to be there first.
    ranges: list[pulumi.Resource] = [
        VpcIpv4CidrBlockAssociation(f"{spec['name']}-{cidr}", vpc_id=vpc.id, cidr_block=cidr, opts=opts)
        for cidr in spec["vpc"]["secondary"]
    ]
    return {
        subnet["name"]: Subnet(
            subnet["name"],
            vpc_id=vpc.id,
            availability_zone=subnet["zone"],
            cidr_block=subnet["cidr"],
            tags={**spec["tags"], **subnet["tags"], "Name": subnet["name"]},
            opts=_after(opts, ranges),
        )
        for subnet in spec["subnets"]
    }


def _address(spec: Mapping[str, Any], name: str, opts: pulumi.ResourceOptions) -> Eip:
    return Eip(name, domain="vpc", tags={**spec["tags"], "Name": name}, opts=opts)


def _nat_gateways(
    spec: Mapping[str, Any], subnets: Mapping[str, Subnet], opts: pulumi.ResourceOptions
) -> dict[str, NatGateway]:
    return {
        nat["name"]: NatGateway(
            nat["name"],
            allocation_id=_address(spec, nat["name"], opts).allocation_id,
            subnet_id=subnets[nat["subnet"]].id,
            tags={**spec["tags"], "Name": nat["name"]},
            opts=opts,
        )
        for nat in spec["nat"]
    }


def _table(
    spec: Mapping[str, Any],
    table: Mapping[str, Any],
    vpc: Vpc,
    subnets: Mapping[str, Subnet],
    opts: pulumi.ResourceOptions,
) -> RouteTable:
    made = RouteTable(table["name"], vpc_id=vpc.id, tags={**spec["tags"], "Name": table["name"]}, opts=opts)
    for subnet in table["subnets"]:
        RouteTableAssociation(subnet, route_table_id=made.id, subnet_id=subnets[subnet].id, opts=opts)
    return made


def _default_route(name: str, table: RouteTable, opts: pulumi.ResourceOptions, **target: pulumi.Input[str]) -> None:
    Route(f"{name}-default", route_table_id=table.id, destination_cidr_block=ANYWHERE, opts=opts, **target)


def _security_group(spec: Mapping[str, Any], vpc: Vpc, opts: pulumi.ResourceOptions) -> SecurityGroup:
    name, tags = spec["security_group"]["name"], spec["tags"]
    group = SecurityGroup(
        name,
        name=name,
        description="Nodes and pods of the mesh",
        vpc_id=vpc.id,
        tags={**tags, "Name": name},
        opts=opts,
    )
    for rule in spec["security_group"]["ingress"]:
        for cidr in rule["cidrs"]:
            rule_name = f"{name}-{rule['description'].replace(' ', '-')}-{cidr}"
            SecurityGroupIngressRule(
                rule_name,
                security_group_id=group.id,
                description=rule["description"],
                ip_protocol=rule["protocol"],
                from_port=rule["from_port"],
                to_port=rule["to_port"],
                cidr_ipv4=cidr,
                tags={**tags, "Name": rule_name},
                opts=opts,
            )
    egress = f"{name}-egress"
    SecurityGroupEgressRule(
        egress,
        security_group_id=group.id,
        ip_protocol="-1",
        cidr_ipv4=ANYWHERE,
        tags={**tags, "Name": egress},
        opts=opts,
    )
    return group
