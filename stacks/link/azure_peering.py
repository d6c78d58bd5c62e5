"""Peering of two Azure sites: a peering in each VNet, and both together connect them (AZ-PEER-TRANSIT)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi_azure_native import network

from stacks import providers


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, pulumi.Input[Any]]:
    """Program ``link/azure_peering`` of docs/reference/units.md."""
    before: list[pulumi.Resource] = []
    for mine, other in ((0, 1), (1, 0)):
        end = spec["ends"][mine]
        peering = network.VirtualNetworkPeering(
            end["name"],
            virtual_network_peering_name=end["name"],
            resource_group_name=upstream[f"resource_group_{mine}"],
            virtual_network_name=_name_in(upstream[f"vnet_id_{mine}"]),
            remote_virtual_network={"id": upstream[f"vnet_id_{other}"]},
            allow_virtual_network_access=True,
            allow_forwarded_traffic=False,
            allow_gateway_transit=False,
            use_remote_gateways=False,
            # Azure changes a VNet one operation at a time, and a peering changes both.
            opts=pulumi.ResourceOptions(provider=providers.azure(end, suffix=f"-{end['site']}"), depends_on=before),
        )
        before = [peering]
    # The second completes the peering: at the first's making the other half was missing.
    return {"status": peering.peering_state}


def _name_in(resource_id: pulumi.Input[str]) -> pulumi.Output[str]:
    """The name that an Azure resource id ends with."""
    return pulumi.Output.from_input(resource_id).apply(lambda found: found.rpartition("/")[2])
