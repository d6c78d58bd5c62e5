"""The VPN gateway of an Azure site: active-active, one public address and a list of BGP addresses each.

Azure numbers the parts of a gateway below its own id, and wants the ids of its ip configurations in the
request that makes it; so they are put together here from the id of the subnet, which has the same beginning.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi_azure_native import network

from stacks import providers

SUBNET = "GatewaySubnet"
"""AZ-GWSUB-NAME."""
SLOW = pulumi.CustomTimeouts(create="90m", update="90m", delete="90m")
"""T-AZ-VNG: 45 minutes and more."""


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, pulumi.Input[Any]]:
    """Program ``hub/azure`` of docs/reference/units.md."""
    provider = providers.azure(spec)
    common = {
        "resource_group_name": upstream["resource_group"],
        "location": spec["region"],
        "tags": spec["tags"],
    }
    addresses = [
        network.PublicIPAddress(
            instance["public_ip"],
            public_ip_address_name=instance["public_ip"],
            sku={"name": "Standard", "tier": "Regional"},  # VNG-AA
            public_ip_allocation_method="Static",
            public_ip_address_version="IPv4",
            opts=pulumi.ResourceOptions(provider=provider),
            **common,
        )
        for instance in spec["instances"]
    ]
    subnet_id = pulumi.Output.from_input(upstream["subnet_ids"][SUBNET])
    configuration_ids = [
        _configuration_id(subnet_id, spec["gateway"], instance["ip_configuration"]) for instance in spec["instances"]
    ]
    gateway = network.VirtualNetworkGateway(
        spec["gateway"],
        virtual_network_gateway_name=spec["gateway"],
        gateway_type="Vpn",
        vpn_type="RouteBased",  # VNG-TYPE
        vpn_gateway_generation=spec["generation"],
        sku={"name": spec["sku"], "tier": spec["sku"]},
        active_active=spec["active_active"],
        enable_bgp=True,
        ip_configurations=[
            {
                "name": instance["ip_configuration"],
                "private_ip_allocation_method": "Dynamic",
                "public_ip_address": {"id": address.id},
                "subnet": {"id": subnet_id},
            }
            for instance, address in zip(spec["instances"], addresses, strict=True)
        ],
        bgp_settings={
            "asn": spec["asn"],
            "bgp_peering_addresses": [
                {"ipconfiguration_id": configuration_id, "custom_bgp_ip_addresses": instance["apipa"]}
                for instance, configuration_id in zip(spec["instances"], configuration_ids, strict=True)
            ],
        },
        opts=pulumi.ResourceOptions(provider=provider, custom_timeouts=SLOW),
        **common,
    )
    return {
        "gateway_id": gateway.id,
        "addresses": [address.ip_address for address in addresses],
        "ip_configuration_ids": [
            pulumi.Output.concat(gateway.id, "/ipConfigurations/", instance["ip_configuration"])
            for instance in spec["instances"]
        ],
        "asn": spec["asn"],
    }


def _configuration_id(subnet_id: pulumi.Output[str], gateway: str, name: str) -> pulumi.Output[str]:
    network_provider = subnet_id.apply(lambda found: found.partition("/virtualNetworks/")[0])
    return pulumi.Output.concat(network_provider, "/virtualNetworkGateways/", gateway, "/ipConfigurations/", name)
