"""The Azure half of a VPN link: a local gateway and a connection for each tunnel (AA-LNG, AA-CONN)."""

from __future__ import annotations

from typing import Any

from meshctl.clouds import azure
from meshctl.plan.blueprint import Blueprint
from meshctl.plan.cut.ends import counterpart, instance, tunnel_end
from meshctl.plan.model import Link, Tunnel
from meshctl.topology.models import CloudName


def half(blueprint: Blueprint, link: Link, site: str, prefix: str) -> dict[str, Any]:
    """One local gateway and connection a tunnel; one of each for a data centre's single device."""
    clouds = {blueprint.sites[name].cloud for name in link.between}
    tunnels = link.tunnels[:1] if CloudName.ONPREM in clouds else link.tunnels
    return {
        "local_gateways": [{"name": f"{prefix}-peer-{tunnel.name}", "tunnel": tunnel.name} for tunnel in tunnels],
        "connections": [
            {
                "name": f"{prefix}-{tunnel.name}",
                "tunnel": tunnel.name,
                "local_gateway": f"{prefix}-peer-{tunnel.name}",
                "custom_bgp": _custom_bgp(link, tunnel, site),
            }
            for tunnel in tunnels
        ],
        "ike": dict(azure.IKE),
    }


def _custom_bgp(link: Link, tunnel: Tunnel, site: str) -> list[str]:
    """The addresses for instance 0 and 1: the tunnel's own, and its counterpart's as the placeholder."""
    both = sorted((tunnel, counterpart(link, tunnel)), key=lambda found: instance(link, found))
    return [tunnel_end(found, site).address for found in both]
