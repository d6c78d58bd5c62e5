"""The links of the plan: joins with their tunnels, MTU, bandwidth and cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from meshctl.plan.blueprint import Blueprint
from meshctl.plan.cost import link_monthly
from meshctl.plan.hubs import bandwidth, redundancy
from meshctl.plan.model import Link, Tunnel
from meshctl.plan.recipes import link_mtu


def links(blueprint: Blueprint, tunnels: Mapping[str, tuple[Tunnel, ...]]) -> tuple[Link, ...]:
    """Every link, sorted by name."""
    topology = blueprint.topology
    made = []
    for name, join in sorted(blueprint.joins.items()):
        first, second = (topology.site(site).cloud for site in join.between)
        link = Link(
            name=name,
            between=join.between,
            via=str(join.via),
            redundancy=redundancy(topology, join),
            mtu=link_mtu(first, second),
            bandwidth_gbps=bandwidth(topology, join, blueprint.hubs),
            tunnels=tunnels.get(name, ()),
            monthly_cost=0.0,
        )
        made.append(replace(link, monthly_cost=link_monthly(blueprint, link)))
    return tuple(made)
