"""The pairs of the plan: each verdict in the light of the networks, with its reason and the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from meshctl.findings import Finding, Severity
from meshctl.plan.blueprint import Blueprint
from meshctl.plan.eligibility import Obstacle
from meshctl.plan.model import Link, Pair, Path, PlannedCluster, Reason
from meshctl.plan.transfer import monthly_per_terabyte
from meshctl.plan.verdicts import Verdict
from meshctl.topology.models import MeshKind, Model, Positions, Topology

NETWORK_MTU = 1460
"""Inside one site, and over the internet between gateways: what every cloud carries (GCP-MTU)."""

_REFUSED = {
    "overlay-pods": "MC401",
    "no-link": "MC402",
    "ranges-overlap": "MC403",
    "data-plane": "MC404",
    "network-pinned": "MC405",
}
"""The finding of a pair that ``model: flat`` demands and that cannot be, by the reason."""


def pairs(blueprint: Blueprint, verdicts: Iterable[Verdict]) -> tuple[Pair, ...]:
    """Every pair, sorted by names."""
    links = {link.name: link for link in blueprint.links}
    return tuple(_pair(blueprint, verdict, links) for verdict in verdicts)


def _pair(blueprint: Blueprint, verdict: Verdict, links: Mapping[str, Link]) -> Pair:
    topology = blueprint.topology
    one, two = blueprint.clusters[verdict.source], blueprint.clusters[verdict.target]
    obstacle = _in_the_way(topology, verdict, one, two)
    if obstacle is None:
        way = [links[name] for name in verdict.through]
        mtu = min((link.mtu for link in way), default=NETWORK_MTU)
        text = f"over {', '.join(verdict.through)}" if way else f"both are in {one.site}"
        reason = Reason("flat", f"pods reach pods on their own addresses, {text}")
        cost = monthly_per_terabyte(topology, one, two, way)
        return Pair(verdict.source, verdict.target, Path.FLAT, reason, None, verdict.through, mtu, cost)
    reason = Reason(obstacle.code, obstacle.text)
    if topology.mesh.kind is MeshKind.NONE or topology.connect.model is Model.FLAT:
        return Pair(verdict.source, verdict.target, Path.NONE, reason, obstacle.fix, (), 0, 0.0)
    cost = monthly_per_terabyte(topology, one, two, [])
    return Pair(verdict.source, verdict.target, Path.GATEWAY, reason, obstacle.fix, (), NETWORK_MTU, cost)


def _in_the_way(topology: Topology, verdict: Verdict, one: PlannedCluster, two: PlannedCluster) -> Obstacle | None:
    if topology.connect.model is Model.GATEWAY:
        return Obstacle("model", "the gateway model makes each cluster its own network", "set `model: auto`")
    if verdict.obstacle is not None:
        return verdict.obstacle
    if one.network != two.network:
        text = f"another cluster of {one.network} or {two.network} cannot be flat with both"
        return Obstacle("not-all-flat", text, "make every pair of the two networks flat")
    return None


def refusals(blueprint: Blueprint, positions: Positions) -> list[Finding]:
    """Errors for pairs that must share a network, by the model or by a pin, and cannot."""
    topology, clusters = blueprint.topology, blueprint.clusters
    findings: list[Finding] = []
    for pair in blueprint.pairs:
        what = f"{pair.source} and {pair.target}"
        if pair.path is Path.FLAT:
            continue
        if topology.connect.model is Model.FLAT:
            text = f"{what} cannot be flat: {pair.reason.text}"
            hint = f"{pair.fix or 'separate them'}, or use `model: auto`"
            findings.append(
                Finding(positions.where("connect.model"), _REFUSED[pair.reason.code], Severity.ERROR, text, hint)
            )
        elif clusters[pair.source].network == clusters[pair.target].network:
            network = clusters[pair.source].network
            text = f"{what} are both pinned to network {network} and cannot be flat: {pair.reason.text}"
            hint = f"{pair.fix or 'use `model: auto`'}, or give them different networks"
            findings.append(Finding(positions.where("sites"), "MC406", Severity.ERROR, text, hint))
    return findings
