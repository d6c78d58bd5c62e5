"""The Azure half of a VPN link: a local network gateway and a connection for each of the peer's addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_azure_native import network

from stacks import providers


@dataclass(frozen=True, slots=True)
class Peer:
    """The other side: its cloud (``aws``, ``gcp``, ``onprem``), public address by tunnel, ASN."""

    cloud: str
    addresses: Mapping[str, pulumi.Input[str]]
    asn: int


def connect(
    spec: Mapping[str, Any],
    upstream: Mapping[str, Any],
    peer: Peer,
    keys: Mapping[str, pulumi.Output[str]],
) -> None:
    """Build the half from the whole link's ``spec`` and the hub's outputs (``azure_…``) towards ``peer``."""
    azure = spec["azure"]
    provider = providers.azure(azure)
    ends = {tunnel["name"]: tunnel["ends"] for tunnel in spec["tunnels"]}
    common = {
        "resource_group_name": upstream["azure_resource_group"],
        "location": azure["region"],
        "tags": azure["tags"],
    }
    local = {
        wanted["name"]: network.LocalNetworkGateway(
            wanted["name"],
            local_network_gateway_name=wanted["name"],
            gateway_ip_address=peer.addresses[wanted["tunnel"]],
            local_network_address_space={"address_prefixes": []},  # VNG-LNG-BLANK
            bgp_settings={"asn": peer.asn, "bgp_peering_address": ends[wanted["tunnel"]][peer.cloud]},
            opts=pulumi.ResourceOptions(provider=provider),
            **common,
        )
        for wanted in azure["local_gateways"]
    }
    before: list[pulumi.Resource] = []
    for wanted in azure["connections"]:
        connection = network.VirtualNetworkGatewayConnection(
            wanted["name"],
            virtual_network_gateway_connection_name=wanted["name"],
            connection_type="IPsec",
            connection_protocol=azure["ike"]["protocol"],
            connection_mode=azure["ike"]["mode"],
            dpd_timeout_seconds=azure["ike"]["dpd_timeout_seconds"],
            enable_bgp=True,
            ipsec_policies=[azure["ike"]["policy"]],  # VNG-POLICY: one, and whole
            virtual_network_gateway1={"id": upstream["azure_gateway_id"]},
            local_network_gateway2={"id": local[wanted["local_gateway"]].id},
            shared_key=keys[wanted["tunnel"]],
            # VNG-APIPA-SEL: for both instances, else BGP stays down without an error.
            gateway_custom_bgp_ip_addresses=[
                {
                    "ip_configuration_id": upstream["azure_ip_configuration_ids"][instance],
                    "custom_bgp_ip_address": address,
                }
                for instance, address in enumerate(wanted["custom_bgp"])
            ],
            # Azure changes a gateway one operation at a time, so each connection waits for the one before.
            opts=pulumi.ResourceOptions(provider=provider, depends_on=before, additional_secret_outputs=["shared_key"]),
            **common,
        )
        before = [connection]
