"""The GCP half of a VPN link: the peer's addresses as an external gateway, tunnels and BGP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_gcp import compute

from stacks import providers

SLOW = pulumi.CustomTimeouts(create="20m", update="20m", delete="20m")
"""T-GCP-TF."""


@dataclass(frozen=True, slots=True)
class Peer:
    """The other side: its cloud (``aws``, ``azure``, ``onprem``), addresses by external interface, ASN."""

    cloud: str
    addresses: Mapping[int, pulumi.Input[str]]
    asn: int


def connect(
    spec: Mapping[str, Any],
    upstream: Mapping[str, Any],
    peer: Peer,
    keys: Mapping[str, pulumi.Output[str]],
) -> None:
    """Build the half from the whole link's ``spec`` and the hub's outputs (``gcp_…``) towards ``peer``."""
    gcp = spec["gcp"]
    opts = pulumi.ResourceOptions(provider=providers.gcp(gcp))
    slow = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(custom_timeouts=SLOW))
    ends = {tunnel["name"]: tunnel["ends"] for tunnel in spec["tunnels"]}
    router = {"router": upstream["gcp_router_name"], "region": gcp["region"]}
    external = compute.ExternalVpnGateway(
        gcp["external_gateway"],
        name=gcp["external_gateway"],
        redundancy_type=gcp["redundancy"],
        interfaces=[{"id": number, "ip_address": address} for number, address in peer.addresses.items()],
        labels=gcp["tags"],
        opts=opts,
    )
    for wanted in gcp["tunnels"]:
        name, end = wanted["name"], ends[wanted["tunnel"]]
        tunnel = compute.VPNTunnel(
            name,
            name=name,
            vpn_gateway=upstream["gcp_gateway_id"],
            vpn_gateway_interface=wanted["interface"],
            peer_external_gateway=external.self_link,
            peer_external_gateway_interface=wanted["external_interface"],
            shared_secret=keys[wanted["tunnel"]],
            ike_version=gcp["ike"]["version"],
            cipher_suite={"phase1": gcp["ike"]["phase1"], "phase2": gcp["ike"]["phase2"]},
            labels=gcp["tags"],
            opts=slow,
            **router,
        )
        interface = compute.RouterInterface(
            name, name=name, ip_range=wanted["range"], vpn_tunnel=tunnel.name, opts=opts, **router
        )
        compute.RouterPeer(
            name,
            name=name,
            interface=interface.name,
            ip_address=end["gcp"],
            peer_ip_address=end[peer.cloud],
            peer_asn=peer.asn,
            advertised_route_priority=gcp["router_peer_priority"],
            opts=opts,
            **router,
        )
