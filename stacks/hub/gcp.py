"""The VPN gateway of a GCP site: an HA VPN gateway and the Cloud Router that speaks BGP for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi_gcp import compute

from stacks import providers

INTERFACES = (0, 1)
"""HAVPN-IF: an HA VPN gateway has two, each with a public address."""


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, pulumi.Input[Any]]:
    """Program ``hub/gcp`` of docs/reference/units.md."""
    opts = pulumi.ResourceOptions(provider=providers.gcp(spec))
    gateway = compute.HaVpnGateway(
        spec["gateway"],
        name=spec["gateway"],
        network=upstream["network_id"],
        region=spec["region"],
        labels=spec["tags"],
        opts=opts,
    )
    wanted = spec["router"]
    router = compute.Router(
        wanted["name"],
        name=wanted["name"],
        network=upstream["network_id"],
        region=spec["region"],
        bgp={
            "asn": wanted["asn"],
            "keepalive_interval": wanted["keepalive"],
            "advertise_mode": wanted["advertise_mode"],
            "advertised_groups": wanted["advertised_groups"],
            "advertised_ip_ranges": [{"range": cidr} for cidr in wanted["advertised_ranges"]],
        },
        opts=opts,
    )
    return {
        "gateway_id": gateway.self_link,
        "router_name": router.name,
        "addresses": [gateway.vpn_interfaces[number].ip_address for number in INTERFACES],
        "asn": wanted["asn"],
    }
