"""Unit ``network/<site>`` on GCP: a VPC network with one subnetwork a cluster, Cloud NAT and firewalls."""

from __future__ import annotations

from typing import Any

from meshctl.plan.blueprint import Blueprint, cloud_name, serving, subnets
from meshctl.plan.model import PlannedSite, Purpose, Subnet
from meshctl.units import Unit

NETWORK_MTU = 1460
"""GCP-MTU: the default, which Cloud VPN's gateway MTU equals (HAVPN-MTU)."""
PRIORITY = 1000
"""GCP-FW: below the implied rules at 65535."""
WEBHOOK_PORT = "15017"
"""istiod's injection and validation webhooks, which the control plane calls."""


def network(blueprint: Blueprint, site: PlannedSite) -> Unit:
    """The unit of a GCP site's network."""
    unit = f"network/{site.name}"
    prefix = blueprint.prefix(site.name)
    spec = {
        **blueprint.base(unit, prefix, site.name),
        "network": {"name": prefix, "mtu": NETWORK_MTU, "routing_mode": "REGIONAL"},
        "subnetworks": [
            {
                "name": cloud_name(site.cloud, prefix, subnet),
                "cidr": str(subnet.range),
                "secondary": _secondary(prefix, site, subnet),
            }
            for subnet in subnets(site, Purpose.NODES, Purpose.PRIVATE, Purpose.PUBLIC)
        ],
        "nat": {"router": f"{prefix}-nat", "name": f"{prefix}-nat", "addresses": [f"{prefix}-nat-0"]},
        "firewalls": _firewalls(blueprint, prefix, site),
    }
    return Unit(unit, "network", "network/gcp", spec)


def _secondary(prefix: str, site: PlannedSite, nodes: Subnet) -> list[dict[str, str]]:
    """Pod and service ranges hang on the node range of their cluster."""
    if nodes.purpose is not Purpose.NODES:
        return []
    ranges = subnets(site, Purpose.PODS, Purpose.SERVICES)
    mine = ranges if nodes.cluster is None else serving(ranges, nodes.cluster)
    return [{"name": cloud_name(site.cloud, prefix, subnet), "cidr": str(subnet.range)} for subnet in mine]


def _firewalls(blueprint: Blueprint, prefix: str, site: PlannedSite) -> list[dict[str, Any]]:
    rules = [_rule(f"{prefix}-own", blueprint.own_ranges(site.name), {"protocol": "all", "ports": []})]
    remote = blueprint.remote_ranges(site.name)
    if remote:
        rules.append(_rule(f"{prefix}-mesh", remote, {"protocol": "all", "ports": []}))
    masters = [str(subnet.range) for subnet in subnets(site, Purpose.CONTROL_PLANE)]
    if masters:
        webhook = {"protocol": "tcp", "ports": [WEBHOOK_PORT]}
        rules.append(_rule(f"{prefix}-control-plane", masters, webhook))
    return sorted(rules, key=lambda rule: str(rule["name"]))


def _rule(name: str, ranges: list[str], allow: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "priority": PRIORITY, "source_ranges": ranges, "allow": [allow]}
