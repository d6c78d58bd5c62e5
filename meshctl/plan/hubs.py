"""Which VPN gateway each site gets: as small as its links allow.

AWS: a virtual private gateway (1.25 Gbps in all, ten connections), else a transit gateway. Azure: the
smallest zone-redundant SKU that carries the sum of what its links ask for, and their tunnels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from meshctl.findings import Finding, Severity
from meshctl.plan.joins import Join
from meshctl.plan.recipes import Recipe, recipe
from meshctl.topology.models import CloudName, Positions, Topology, Via

VGW_GBPS = 1.25
"""VGW-BW: in all, whatever the number of tunnels (VGW-NO-ECMP)."""
VGW_CONNECTIONS = 10
"""VGW-CONNS: default quota."""
TUNNEL_GBPS = 1.25
"""VPN-BW: one tunnel to a transit gateway, which spreads flows over all (TGW-ECMP)."""
AZURE_TUNNEL_GBPS = 1.0
"""VNG-TUNNEL-BW; HAVPN-PPS gives a Cloud VPN tunnel 1 Gbps at the least."""
PEERING_GBPS = 10.0
"""Peering has no gateway: a virtual machine's own limit is what is left."""


@dataclass(frozen=True, slots=True)
class AzureSku:
    name: str
    generation: str
    gbps: float
    tunnels: int


AZURE_SKUS = (
    AzureSku("VpnGw1AZ", "Generation1", 0.65, 30),
    AzureSku("VpnGw2AZ", "Generation2", 1.25, 30),
    AzureSku("VpnGw3AZ", "Generation2", 2.5, 30),
    AzureSku("VpnGw4AZ", "Generation2", 5.0, 100),
    AzureSku("VpnGw5AZ", "Generation2", 10.0, 100),
)
"""VNG-SKU-G1, VNG-SKU-G2: aggregate throughput and tunnels, smallest first."""


@dataclass(frozen=True, slots=True)
class Hub:
    """The gateway of one site that ends its VPN links."""

    site: str
    cloud: CloudName
    kind: str
    """``vgw`` or ``tgw``; ``ha-vpn``; an Azure SKU; ``router`` in a data centre."""
    gbps: float
    """What it carries in all."""
    generation: str = ""


def hubs(topology: Topology, joins: tuple[Join, ...], positions: Positions) -> tuple[dict[str, Hub], list[Finding]]:
    """The hub of each site that has a VPN link, by site, and what has to be said about the choice."""
    chosen: dict[str, Hub] = {}
    findings: list[Finding] = []
    vpns = [join for join in joins if join.via is not Via.PEERING]
    for name in sorted({site for join in vpns for site in join.between}):
        mine = [join for join in vpns if name in join.between]
        cloud = topology.site(name).cloud
        if cloud is CloudName.AWS:
            hub, why = _aws(topology, name, mine)
            if why:
                where = positions.where(mine[0].path)
                findings.append(Finding(where, "MC435", Severity.NOTE, f"site {name} gets a transit gateway: {why}"))
        elif cloud is CloudName.AZURE:
            hub = _azure(topology, name, mine)
        elif cloud is CloudName.GCP:
            hub = Hub(name, cloud, "ha-vpn", AZURE_TUNNEL_GBPS * sum(_tunnels(topology, mine)))
        else:
            hub = Hub(name, cloud, "router", TUNNEL_GBPS * 2)
        chosen[name] = hub
    return chosen, findings


def recipe_of(topology: Topology, join: Join) -> Recipe:
    """The recipe of a VPN link; there is one, or ``joins`` would have refused it."""
    found = recipe(*(topology.site(name).cloud for name in join.between))
    if found is None:
        raise LookupError(f"no recipe for {join.name}")
    return found


def tunnel_counts(topology: Topology, joins: Iterable[Join]) -> list[tuple[tuple[str, str], int]]:
    """The number of tunnels of each VPN link, by its two sites."""
    return [(join.between, recipe_of(topology, join).tunnels) for join in joins if join.via is not Via.PEERING]


def _tunnels(topology: Topology, joins: Iterable[Join]) -> list[int]:
    return [recipe_of(topology, join).tunnels for join in joins]


def _aws(topology: Topology, name: str, joins: list[Join]) -> tuple[Hub, str]:
    wanted = sum(join.bandwidth_gbps or 0.0 for join in joins)
    connections = sum(recipe_of(topology, join).connections for join in joins)
    transit = Hub(name, CloudName.AWS, "tgw", TUNNEL_GBPS * sum(_tunnels(topology, joins)))
    if any(join.via is Via.TRANSIT_GATEWAY for join in joins):
        return transit, ""
    if wanted > VGW_GBPS:
        return transit, f"{wanted:g} Gbps are asked for, a virtual private gateway carries {VGW_GBPS:g}"
    if connections > VGW_CONNECTIONS:
        return transit, f"{connections} connections, a virtual private gateway has {VGW_CONNECTIONS}"
    return replace(transit, kind="vgw", gbps=VGW_GBPS), ""


def _azure(topology: Topology, name: str, joins: list[Join]) -> Hub:
    wanted = sum(join.bandwidth_gbps or 0.0 for join in joins)
    tunnels = sum(_tunnels(topology, joins))
    fitting = [sku for sku in AZURE_SKUS if sku.gbps >= wanted and sku.tunnels >= tunnels]
    sku = (fitting or AZURE_SKUS[-1:])[0]
    return Hub(name, CloudName.AZURE, sku.name, sku.gbps, sku.generation)


def bandwidth(topology: Topology, join: Join, hubs: Mapping[str, Hub]) -> float:
    """What a link carries at most, in Gbps: its tunnels, or the smaller of its two gateways."""
    if join.via is Via.PEERING:
        return PEERING_GBPS
    clouds = {topology.site(name).cloud for name in join.between}
    per_tunnel = TUNNEL_GBPS if CloudName.AWS in clouds and CloudName.AZURE not in clouds else AZURE_TUNNEL_GBPS
    tunnels = recipe_of(topology, join).tunnels
    return min(per_tunnel * tunnels, *(hubs[site].gbps for site in join.between))


def promises(
    topology: Topology, joins: tuple[Join, ...], hubs: Mapping[str, Hub], positions: Positions
) -> list[Finding]:
    """Errors for links that cannot carry, or cannot outlive, what the file asks of them."""
    findings: list[Finding] = []
    for join in joins:
        most = bandwidth(topology, join, hubs)
        if (join.bandwidth_gbps or 0.0) > most:
            text = f"link {join.name} carries {most:g} Gbps, {join.bandwidth_gbps:g} are asked for"
            where = positions.where(f"{join.path}.bandwidth")
            findings.append(Finding(where, "MC434", Severity.ERROR, text, f"ask for {most:g}Gbps or less"))
        outlives = redundancy(topology, join)
        if join.survive > outlives:
            text = f"link {join.name} outlives {outlives} failure(s), {join.survive} are asked for"
            where = positions.where(f"{join.path}.survive")
            hint = f"set `survive: {outlives}`: each end has {'one device' if not outlives else 'two instances'}"
            findings.append(Finding(where, "MC433", Severity.ERROR, text, hint))
    return findings


def redundancy(topology: Topology, join: Join) -> int:
    """Failures of a tunnel or instance that it outlives. Peering has neither: what is asked, at least 1."""
    if join.via is Via.PEERING:
        return max(1, join.survive)
    return recipe_of(topology, join).redundancy
