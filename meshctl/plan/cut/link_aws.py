"""The AWS half of a VPN link: customer gateways and connections of two tunnels each (AG-MAP, AA-INSIDE)."""

from __future__ import annotations

from typing import Any

from meshctl.clouds import aws
from meshctl.plan.blueprint import Blueprint
from meshctl.plan.model import Link
from meshctl.topology.models import CloudName


def half(blueprint: Blueprint, link: Link, site: str, prefix: str) -> dict[str, Any]:
    """One customer gateway and one connection for every two tunnels."""
    other = link.between[0] if link.between[1] == site else link.between[1]
    count = len(link.tunnels) // 2
    far = {CloudName.GCP: "interface", CloudName.AZURE: "instance"}.get(blueprint.sites[other].cloud)
    return {
        "gateway_kind": blueprint.hubs[site].kind,
        "customer_gateways": [
            {"name": f"{prefix}-cgw-{number}", **({far: number} if far else {})} for number in range(count)
        ],
        "connections": [
            {
                "name": f"{prefix}-vpn-{number}",
                "customer_gateway": f"{prefix}-cgw-{number}",
                "tunnels": [link.tunnels[2 * number].name, link.tunnels[2 * number + 1].name],
            }
            for number in range(count)
        ],
        "ike": dict(aws.IKE),
    }
