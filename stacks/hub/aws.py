"""The VPN gateway of an AWS site: a virtual private gateway, or a transit gateway with its static routes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi_aws.ec2.route import Route
from pulumi_aws.ec2.vpn_gateway import VpnGateway
from pulumi_aws.ec2.vpn_gateway_attachment import VpnGatewayAttachment
from pulumi_aws.ec2.vpn_gateway_route_propagation import VpnGatewayRoutePropagation
from pulumi_aws.ec2transitgateway.transit_gateway import TransitGateway
from pulumi_aws.ec2transitgateway.vpc_attachment import VpcAttachment

from stacks import providers


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, pulumi.Input[Any]]:
    """Program ``hub/aws`` of docs/reference/units.md."""
    provider = providers.aws(spec)
    make = {"vgw": _virtual_private_gateway, "tgw": _transit_gateway}[spec["kind"]]
    return {
        "gateway_id": make(spec, upstream, provider),
        "gateway_kind": spec["kind"],
        "asn": spec["asn"],
    }


def _virtual_private_gateway(
    spec: Mapping[str, Any], upstream: Mapping[str, Any], provider: pulumi.ProviderResource
) -> pulumi.Output[str]:
    name = spec["name"]
    opts = pulumi.ResourceOptions(provider=provider)
    gateway = VpnGateway(name, amazon_side_asn=str(spec["asn"]), tags={**spec["tags"], "Name": name}, opts=opts)
    attachment = VpnGatewayAttachment(name, vpc_id=upstream["vpc_id"], vpn_gateway_id=gateway.id, opts=opts)
    for table in spec["private_route_tables"]:
        # VGW-PROPAGATE: the gateway propagates into tables of the VPC that it is attached to, no others.
        VpnGatewayRoutePropagation(
            table,
            route_table_id=upstream["private_route_table_ids"][table],
            vpn_gateway_id=gateway.id,
            opts=pulumi.ResourceOptions(provider=provider, depends_on=[attachment]),
        )
    gateway_id: pulumi.Output[str] = gateway.id
    return gateway_id


def _transit_gateway(
    spec: Mapping[str, Any], upstream: Mapping[str, Any], provider: pulumi.ProviderResource
) -> pulumi.Output[str]:
    name = spec["name"]
    opts = pulumi.ResourceOptions(provider=provider)
    gateway = TransitGateway(
        name,
        description=name,
        amazon_side_asn=spec["asn"],
        vpn_ecmp_support="enable",  # TGW-ECMP
        tags={**spec["tags"], "Name": name},
        opts=opts,
    )
    attachment = VpcAttachment(
        name,
        transit_gateway_id=gateway.id,
        vpc_id=upstream["vpc_id"],
        subnet_ids=[upstream["subnet_ids"][subnet] for subnet in spec["attachment_subnets"]],
        tags={**spec["tags"], "Name": name},
        opts=opts,
    )
    tables = {table: upstream["private_route_table_ids"][table] for table in spec["private_route_tables"]}
    for table, table_id in {**tables, f"{name}-public": upstream["public_route_table_id"]}.items():
        for cidr in spec["remote_ranges"]:
            # TGW-VPC-ROUTES: the VPC's tables learn nothing, and refuse the gateway until it is attached.
            Route(
                f"{table}-{cidr}",
                route_table_id=table_id,
                destination_cidr_block=cidr,
                transit_gateway_id=gateway.id,
                opts=pulumi.ResourceOptions(provider=provider, depends_on=[attachment]),
            )
    gateway_id: pulumi.Output[str] = gateway.id
    return gateway_id
