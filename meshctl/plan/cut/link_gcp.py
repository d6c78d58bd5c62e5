"""The GCP half of a VPN link: the peer's addresses as an external gateway, and the tunnels to them."""

from __future__ import annotations

from typing import Any

from meshctl.clouds import gcp
from meshctl.plan.blueprint import Blueprint
from meshctl.plan.cut.ends import instance, tunnel_end
from meshctl.plan.model import Link, Tunnel
from meshctl.topology.models import CloudName

PRIORITY = 100
"""Cloud Router's base priority, equal for all tunnels of a link."""

_REDUNDANCY = {
    CloudName.AWS: "FOUR_IPS_REDUNDANCY",
    CloudName.AZURE: "TWO_IPS_REDUNDANCY",
    CloudName.ONPREM: "SINGLE_IP_INTERNALLY_REDUNDANT",
}
"""HAVPN-RED: how many addresses the other side has."""


def half(blueprint: Blueprint, link: Link, site: str, prefix: str) -> dict[str, Any]:
    """One tunnel for each tunnel of the link, on the interface that the recipe gives it."""
    other = blueprint.sites[link.between[0] if link.between[1] == site else link.between[1]].cloud
    return {
        "external_gateway": f"{prefix}-peer",
        "redundancy": _REDUNDANCY[other],
        "router_peer_priority": PRIORITY,
        "tunnels": [
            {
                "name": f"{prefix}-{tunnel.name}",
                "tunnel": tunnel.name,
                "interface": instance(link, tunnel),
                "external_interface": _external(other, tunnel),
                # CR-LL: the router interface takes the host address with the mask of its /30.
                "range": f"{tunnel_end(tunnel, site).address}/{tunnel.inside.prefixlen}",
            }
            for tunnel in link.tunnels
        ],
        "ike": dict(gcp.IKE),
    }


def _external(other: CloudName, tunnel: Tunnel) -> int:
    """HAVPN-RED-AWS: the peer's addresses in the order of the tunnels; a data centre has one."""
    return 0 if other is CloudName.ONPREM else int(tunnel.name) - 1
