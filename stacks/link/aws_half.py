"""The AWS half of a VPN link: customer gateways, and connections of two tunnels each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws.ec2.customer_gateway import CustomerGateway
from pulumi_aws.ec2.vpn_connection import VpnConnection

from stacks import providers

SLOW = pulumi.CustomTimeouts(create="40m", update="40m", delete="40m")
"""T-VPN-WAIT."""


@dataclass(frozen=True, slots=True)
class Peer:
    """The other side: its public address for each customer gateway (by name), and its ASN."""

    addresses: Mapping[str, pulumi.Input[str]]
    asn: int


@dataclass(frozen=True, slots=True)
class Connected:
    """What AWS gave: the outside address of each tunnel (by name), and the connections' ids."""

    addresses: Mapping[str, pulumi.Output[str]]
    connection_ids: list[pulumi.Output[str]]


def connect(
    spec: Mapping[str, Any],
    gateway_id: pulumi.Input[str],
    peer: Peer,
    keys: Mapping[str, pulumi.Output[str]],
) -> Connected:
    """Build the half from the whole link's ``spec`` towards ``peer``."""
    aws = spec["aws"]
    provider = providers.aws(aws)
    customers = {
        name: CustomerGateway(
            name,
            type="ipsec.1",
            ip_address=address,
            bgp_asn=str(peer.asn),
            device_name=name,  # CGW-DUP: without it links to the same device would share one
            tags={**aws["tags"], "Name": name},
            opts=pulumi.ResourceOptions(provider=provider),
        )
        for name, address in peer.addresses.items()
    }
    inside = {tunnel["name"]: tunnel["inside"] for tunnel in spec["tunnels"]}
    gateway = {f"{_GATEWAYS[aws['gateway_kind']]}_gateway_id": gateway_id}
    addresses: dict[str, pulumi.Output[str]] = {}
    ids: list[pulumi.Output[str]] = []
    for wanted in aws["connections"]:
        first, second = wanted["tunnels"]
        connection = VpnConnection(
            wanted["name"],
            type="ipsec.1",
            customer_gateway_id=customers[wanted["customer_gateway"]].id,
            static_routes_only=False,
            **gateway,
            **_options("tunnel1", inside[first], keys[first], aws["ike"]),
            **_options("tunnel2", inside[second], keys[second], aws["ike"]),
            tags={**aws["tags"], "Name": wanted["name"]},
            opts=pulumi.ResourceOptions(provider=provider, custom_timeouts=SLOW),
        )
        addresses[first] = connection.tunnel1_address
        addresses[second] = connection.tunnel2_address
        ids.append(connection.id)
    return Connected(addresses, ids)


_GATEWAYS = {"vgw": "vpn", "tgw": "transit"}


def _options(tunnel: str, inside: str, key: pulumi.Output[str], ike: Mapping[str, Any]) -> dict[str, Any]:
    """One transform for each phase (AG-TRANSFORM), so that both sides can choose only the same."""
    phases = {
        f"{tunnel}_{phase}_{option}": value
        for phase in ("phase1", "phase2")
        for option, value in {
            "encryption_algorithms": [ike[phase]["encryption"]],
            "integrity_algorithms": [ike[phase]["integrity"]],
            "dh_group_numbers": [ike[phase]["dh_group"]],
            "lifetime_seconds": ike[phase]["lifetime"],
        }.items()
    }
    return {
        f"{tunnel}_inside_cidr": inside,
        f"{tunnel}_preshared_key": key,
        f"{tunnel}_ike_versions": [ike["version"]],
        f"{tunnel}_dpd_timeout_seconds": ike["dpd_timeout"],
        f"{tunnel}_dpd_timeout_action": ike["dpd_action"],
        f"{tunnel}_startup_action": ike["startup_action"],
        **phases,
    }
