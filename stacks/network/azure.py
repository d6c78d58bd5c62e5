"""The network of an Azure site: a resource group with a VNet, its subnets, NAT and network security group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi_azure_native import network
from pulumi_azure_native.resources.resource_group import ResourceGroup

from stacks import providers


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, pulumi.Input[Any]]:
    """Program ``network/azure`` of docs/reference/units.md; takes nothing from other units."""
    opts = pulumi.ResourceOptions(provider=providers.azure(spec))
    group = ResourceGroup(
        spec["resource_group"],
        resource_group_name=spec["resource_group"],
        location=spec["region"],
        tags=spec["tags"],
        opts=opts,
    )
    common = {"resource_group_name": group.name, "location": spec["region"], "tags": spec["tags"]}
    vnet = network.VirtualNetwork(
        spec["vnet"]["name"],
        virtual_network_name=spec["vnet"]["name"],
        address_space={"address_prefixes": spec["vnet"]["cidrs"]},
        opts=opts,
        **common,
    )
    nsg = network.NetworkSecurityGroup(
        spec["nsg"]["name"],
        network_security_group_name=spec["nsg"]["name"],
        security_rules=[_rule(rule) for rule in spec["nsg"]["rules"]],
        opts=opts,
        **common,
    )
    nat_ids, nat_addresses = [], []
    if spec["nat"]:
        address = _public_ip(spec["nat"]["address"], common, opts)
        nat = network.NatGateway(
            spec["nat"]["name"],
            nat_gateway_name=spec["nat"]["name"],
            sku={"name": "Standard"},
            public_ip_addresses=[{"id": address.id}],
            opts=opts,
            **common,
        )
        nat_ids, nat_addresses = [nat.id], [address.ip_address]
    subnets: dict[str, network.Subnet] = {}
    for subnet in spec["subnets"]:
        # Azure changes a VNet one operation at a time, so each subnet waits for the one before.
        subnets[subnet["name"]] = network.Subnet(
            subnet["name"],
            subnet_name=subnet["name"],
            resource_group_name=group.name,
            virtual_network_name=vnet.name,
            address_prefix=subnet["cidr"],
            nat_gateway={"id": nat_ids[0]} if subnet["nat"] else None,
            network_security_group={"id": nsg.id} if subnet["nsg"] else None,
            delegations=_delegations(subnet["delegation"]),
            opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=list(subnets.values())[-1:])),
        )
    gateways = [_public_ip(name, common, opts) for name in spec["gateway_addresses"]]
    return {
        "resource_group": group.name,
        "vnet_id": vnet.id,
        "subnet_ids": {key: subnet.id for key, subnet in subnets.items()},
        "nat_addresses": nat_addresses,
        "gateway_addresses": [address.ip_address for address in gateways],
    }


def _public_ip(name: str, common: Mapping[str, Any], opts: pulumi.ResourceOptions) -> network.PublicIPAddress:
    """A fixed public address of the Standard SKU; ``common`` has group, location and tags."""
    return network.PublicIPAddress(
        name,
        public_ip_address_name=name,
        sku={"name": "Standard", "tier": "Regional"},
        public_ip_allocation_method="Static",
        public_ip_address_version="IPv4",
        opts=opts,
        **common,
    )


def _rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": rule["name"],
        "priority": rule["priority"],
        "direction": rule["direction"],
        "access": rule["access"],
        "protocol": rule["protocol"],
        "source_port_range": "*",
        "destination_address_prefix": "*",
        **_one_or_more("source_address_prefix", "source_address_prefixes", rule["source_ranges"]),
        **_one_or_more("destination_port_range", "destination_port_ranges", rule["destination_ports"]),
    }


def _one_or_more(one: str, more: str, values: list[str]) -> dict[str, Any]:
    """Azure has a field for one value and another for several; ``*`` is taken in the first only."""
    return {one: values[0]} if len(values) == 1 else {more: values}


def _delegations(service: str | None) -> list[dict[str, str]] | None:
    return [{"name": "delegation", "service_name": service}] if service else None
