"""What it all costs while nothing happens: list prices of everything that is billed by the hour.

Traffic is not in it (a pair tells its price per terabyte), nor are discounts and free tiers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from meshctl.clouds.registry import CLOUDS
from meshctl.plan.blueprint import Blueprint
from meshctl.plan.model import Cost, CostLine, Link, PlannedCluster
from meshctl.topology.models import CloudName
from meshctl.units import Unit

HOURS = 730
"""In a month."""
CURRENCY = "USD"


def cost(blueprint: Blueprint, units: tuple[Unit, ...]) -> Cost:
    """All lines, sorted by unit, and their sums."""
    specs = {unit.name: unit.spec for unit in units}
    lines = [line for line in _lines(blueprint, specs) if line.hourly]
    lines.sort(key=lambda line: (line.where, line.what))
    hourly = round(sum(line.hourly for line in lines), 4)
    return Cost(hourly, round(hourly * HOURS, 2), CURRENCY, tuple(lines))


def link_monthly(blueprint: Blueprint, link: Link) -> float:
    """What a link costs a month, its tunnels and connections without the gateways that it shares."""
    return round(sum(line.hourly for line in _link(blueprint, link)) * HOURS, 2)


def _line(cloud: CloudName, price: str, what: str, where: str, count: int = 1) -> CostLine:
    text = what if count == 1 else f"{count} x {what}"
    return CostLine(text, where, round(CLOUDS[cloud].prices[price].usd * count, 4))


def _lines(blueprint: Blueprint, specs: dict[str, Any]) -> Iterator[CostLine]:
    for name, site in sorted(blueprint.sites.items()):
        if site.cloud is not CloudName.ONPREM:
            yield from _network(site.cloud, f"network/{name}", specs[f"network/{name}"])
    for name, hub in sorted(blueprint.hubs.items()):
        if hub.cloud is CloudName.AZURE:
            yield _line(hub.cloud, hub.kind, f"VPN gateway {hub.kind}", f"hub/{name}")
            yield _line(hub.cloud, "public-ipv4", "public address", f"hub/{name}", 2)
        elif hub.kind == "tgw":
            yield _line(hub.cloud, "tgw-attachment", "transit gateway attachment", f"hub/{name}")
    for link in blueprint.links:
        yield from _link(blueprint, link)
    for _, cluster in sorted(blueprint.clusters.items()):
        yield from _cluster(blueprint, cluster)


def _network(cloud: CloudName, unit: str, spec: dict[str, Any]) -> Iterator[CostLine]:
    nats = len(spec["nat"]) if cloud is CloudName.AWS else 1
    yield _line(cloud, "nat", "NAT gateway", unit, nats)
    addresses = nats + len(spec.get("gateway_addresses", ()))
    yield _line(cloud, "public-ipv4", "public address", unit, addresses)


def _link(blueprint: Blueprint, link: Link) -> Iterator[CostLine]:
    unit = f"link/{link.name}"
    tunnels = len(link.tunnels)
    for name in link.between:
        cloud = blueprint.sites[name].cloud
        if not tunnels or cloud is CloudName.ONPREM:
            continue
        if cloud is CloudName.AWS:
            yield _line(cloud, "vpn-connection", "VPN connection", unit, tunnels // 2)
            yield _line(cloud, "public-ipv4", "tunnel address", unit, tunnels)
            if blueprint.hubs[name].kind == "tgw":
                yield _line(cloud, "tgw-attachment", "transit gateway attachment", unit, tunnels // 2)
        elif cloud is CloudName.GCP:
            yield _line(cloud, "vpn-tunnel", "Cloud VPN tunnel", unit, tunnels)
        else:
            yield _line(cloud, "vpn-connection", "VPN connection", unit, tunnels)


def _cluster(blueprint: Blueprint, cluster: PlannedCluster) -> Iterator[CostLine]:
    unit = f"cluster/{cluster.name}"
    nodes = blueprint.wanted(cluster.name).nodes
    yield _line(cluster.cloud, "cluster", "control plane", unit)
    known = CLOUDS[cluster.cloud].node_types.get(nodes.type)
    if known is not None:
        yield CostLine(f"{nodes.min} x node {nodes.type}", unit, round(known.hourly * nodes.min, 4))
    if blueprint.has_gateway(cluster.name):
        yield _line(cluster.cloud, "load-balancer", "east-west load balancer", unit)
