"""Unit ``network/<site>`` on Azure: a resource group with a VNet, its subnets, NAT and security group."""

from __future__ import annotations

from typing import Any

from meshctl.plan.blueprint import Blueprint, cloud_name, subnets
from meshctl.plan.model import PlannedSite, Purpose, Subnet
from meshctl.topology.models import CloudName
from meshctl.units import Unit

PURPOSES = {
    Purpose.NODES: "nodes",
    Purpose.PRIVATE: "nodes",
    Purpose.PUBLIC: "nodes",
    Purpose.PODS: "pods",
    Purpose.GATEWAY: "gateway",
}
POD_DELEGATION = "Microsoft.ContainerService/managedClusters"
"""A pod subnet is handed over to AKS (AKS-PODSUB)."""
GATEWAY_PORT = "15443"
FIRST_PRIORITY = 100


def network(blueprint: Blueprint, site: PlannedSite) -> Unit:
    """The unit of an Azure site's network."""
    unit = f"network/{site.name}"
    prefix = blueprint.prefix(site.name)
    spec = {
        **blueprint.base(unit, prefix, site.name),
        "resource_group": prefix,
        "vnet": {"name": prefix, "cidrs": [str(found) for found in site.ranges]},
        "subnets": [_subnet(prefix, subnet) for subnet in subnets(site, *PURPOSES)],
        "nat": {"name": f"{prefix}-nat", "address": f"{prefix}-nat"},
        "nsg": {"name": f"{prefix}-nodes", "rules": _rules(blueprint, site.name)},
        "gateway_addresses": [f"{prefix}-gateway"] if blueprint.gateways_at(site.name) else [],
    }
    return Unit(unit, "network", "network/azure", spec)


def _subnet(prefix: str, subnet: Subnet) -> dict[str, Any]:
    ordinary = subnet.purpose is not Purpose.GATEWAY
    return {
        "name": cloud_name(CloudName.AZURE, prefix, subnet),
        "purpose": PURPOSES[subnet.purpose],
        "cidr": str(subnet.range),
        "nat": ordinary,
        "nsg": ordinary,
        "delegation": POD_DELEGATION if subnet.purpose is Purpose.PODS else None,
    }


def _rules(blueprint: Blueprint, site: str) -> list[dict[str, Any]]:
    wanted = [("own", blueprint.own_ranges(site), "*", "*")]
    remote = blueprint.remote_ranges(site)
    if remote:
        wanted.append(("mesh", remote, "*", "*"))
    if blueprint.gateways_at(site):
        wanted.append(("gateway", ["0.0.0.0/0"], "Tcp", GATEWAY_PORT))
    return [
        {
            "name": name,
            "priority": FIRST_PRIORITY + 10 * index,
            "direction": "Inbound",
            "access": "Allow",
            "protocol": protocol,
            "source_ranges": ranges,
            "destination_ports": [port],
        }
        for index, (name, ranges, protocol, port) in enumerate(wanted)
    ]
