"""Unit ``network/<site>`` on AWS: a VPC with private nodes, one NAT gateway a zone, and its firewall."""

from __future__ import annotations

from typing import Any

from meshctl.plan.blueprint import Blueprint, cloud_name, subnets
from meshctl.plan.model import PlannedSite, Purpose, Subnet
from meshctl.topology.models import CloudName
from meshctl.units import Unit

PURPOSES = {
    Purpose.NODES: "nodes",
    Purpose.PODS: "nodes",
    Purpose.PRIVATE: "nodes",
    Purpose.PUBLIC: "public",
    Purpose.TRANSIT: "transit",
}
GATEWAY_ZONES = 2
"""Zones with a fixed address for the east-west gateway: with three NAT gateways that makes the five
addresses that a region allows by default (AWS-QUOTA-EIP)."""
GATEWAY_PORT = 15443

_PRIVATE = (Purpose.NODES, Purpose.PODS, Purpose.PRIVATE, Purpose.TRANSIT)


def network(blueprint: Blueprint, site: PlannedSite) -> Unit:
    """The unit of an AWS site's network."""
    unit = f"network/{site.name}"
    prefix = blueprint.prefix(site.name)
    made = subnets(site, *PURPOSES)
    primary, *secondary = (str(found) for found in site.ranges)
    publics = subnets(site, Purpose.PUBLIC)
    spec = {
        **blueprint.base(unit, prefix, site.name),
        "vpc": {"cidr": primary, "secondary": secondary},
        "subnets": [_subnet(prefix, subnet) for subnet in made],
        "nat": [
            {
                "name": f"{prefix}-nat-{_letter(subnet)}",
                "zone": subnet.zone,
                "subnet": cloud_name(site.cloud, prefix, subnet),
            }
            for subnet in publics
        ],
        "private_route_tables": private_tables(prefix, site),
        "public_route_table": {
            "name": f"{prefix}-public",
            "subnets": [cloud_name(site.cloud, prefix, subnet) for subnet in publics],
        },
        "security_group": {"name": f"{prefix}-nodes", "ingress": _ingress(blueprint, site.name)},
        "gateway_addresses": _gateway_addresses(blueprint, prefix, site.name, publics),
    }
    return Unit(unit, "network", "network/aws", spec)


def _subnet(prefix: str, subnet: Subnet) -> dict[str, Any]:
    # The load balancer controller finds subnets by these roles.
    roles = {
        "public": {"kubernetes.io/role/elb": "1"},
        "nodes": {"kubernetes.io/role/internal-elb": "1"},
    }
    purpose = PURPOSES[subnet.purpose]
    return {
        "name": cloud_name(CloudName.AWS, prefix, subnet),
        "purpose": purpose,
        "zone": subnet.zone,
        "cidr": str(subnet.range),
        "tags": roles.get(purpose, {}),
    }


def private_tables(prefix: str, site: PlannedSite) -> list[dict[str, Any]]:
    """The route table of each zone's private subnets, which leaves by that zone's NAT gateway."""
    publics = subnets(site, Purpose.PUBLIC)
    private = subnets(site, *_PRIVATE)
    zones = sorted({subnet.zone or "" for subnet in private})
    nats = {subnet.zone: f"{prefix}-nat-{_letter(subnet)}" for subnet in publics}
    return [
        {
            "name": f"{prefix}-private-{zone[-1:]}",
            "zone": zone,
            "subnets": [cloud_name(site.cloud, prefix, subnet) for subnet in private if subnet.zone == zone],
            "nat": nats[zone],
        }
        for zone in zones
    ]


def _ingress(blueprint: Blueprint, site: str) -> list[dict[str, Any]]:
    rules = [_all_protocols("this network", blueprint.own_ranges(site))]
    remote = blueprint.remote_ranges(site)
    if remote:
        rules.append(_all_protocols("nodes and pods of the mesh elsewhere", remote))
    if blueprint.gateways_at(site):
        rules.append(
            {
                "description": "east-west gateway",
                "protocol": "tcp",
                "from_port": GATEWAY_PORT,
                "to_port": GATEWAY_PORT,
                "cidrs": ["0.0.0.0/0"],
            }
        )
    return rules


def _all_protocols(description: str, ranges: list[str]) -> dict[str, Any]:
    return {"description": description, "protocol": "-1", "from_port": None, "to_port": None, "cidrs": ranges}


def _gateway_addresses(blueprint: Blueprint, prefix: str, site: str, publics: list[Subnet]) -> list[str]:
    if not blueprint.gateways_at(site):
        return []
    return [f"{prefix}-gateway-{_letter(subnet)}" for subnet in publics[:GATEWAY_ZONES]]


def _letter(subnet: Subnet) -> str:
    return (subnet.zone or "")[-1:]
