"""Which sites are joined, and by what: links before they have addresses.

Two sites of one cloud are peered; all others are joined by VPN. ``links: auto`` joins the sites whose
clusters could be flat with one another, and those that have no cluster and so nothing but links.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

from meshctl.findings import Finding, Severity
from meshctl.plan.eligibility import could_be_flat
from meshctl.plan.recipes import recipe
from meshctl.topology.models import (
    CloudName,
    LinkPolicy,
    LinkWish,
    Model,
    Positions,
    Site,
    Topology,
    Via,
)


@dataclass(frozen=True, slots=True)
class Join:
    """Two sites that are linked; ``between`` is sorted."""

    between: tuple[str, str]
    via: Via
    """VPN, PEERING or TRANSIT_GATEWAY (a VPN that ends in one)."""
    bandwidth_gbps: float | None
    """What the file asks for."""
    survive: int
    path: str
    """Where in the topology file it comes from."""

    @property
    def name(self) -> str:
        return f"{self.between[0]}~{self.between[1]}"


def joins(topology: Topology, positions: Positions) -> tuple[tuple[Join, ...], tuple[Finding, ...]]:
    """The links of the mesh, sorted by name, and what is wrong with those that the file names."""
    if topology.connect.model is Model.GATEWAY:
        return (), _unused_links(topology, positions)
    wishes = topology.connect.links
    if isinstance(wishes, tuple):
        return _named(topology, wishes, positions)
    pairs = sorted((min(a.name, b.name), max(a.name, b.name)) for a, b in _policy(topology, wishes))
    made = [
        Join(pair, _natural(topology, pair), None, 0, "connect.links")
        for pair in pairs
        if not _both_onprem(topology, pair)
    ]
    return tuple(made), ()


def _policy(topology: Topology, policy: LinkPolicy) -> Iterator[tuple[Site, Site]]:
    if policy is LinkPolicy.HUB_AND_SPOKE:
        hub = topology.site(topology.connect.hub or "")
        yield from ((hub, site) for site in topology.sites if site is not hub)
    elif policy is not LinkPolicy.NONE:
        for a, b in combinations(topology.sites, 2):
            if policy is LinkPolicy.FULL_MESH or _need_a_link(topology, a, b):
                yield a, b


def _need_a_link(topology: Topology, a: Site, b: Site) -> bool:
    if topology.connect.model is Model.FLAT or not a.clusters or not b.clusters:
        return True
    return any(could_be_flat(topology, one, two) for one, two in product(a.clusters, b.clusters))


def _both_onprem(topology: Topology, pair: tuple[str, str]) -> bool:
    return all(topology.site(name).cloud is CloudName.ONPREM for name in pair)


def _natural(topology: Topology, pair: tuple[str, str]) -> Via:
    first, second = (topology.site(name).cloud for name in pair)
    return Via.PEERING if first is second else Via.VPN


def _named(
    topology: Topology, wishes: tuple[LinkWish, ...], positions: Positions
) -> tuple[tuple[Join, ...], tuple[Finding, ...]]:
    made: list[Join] = []
    findings: list[Finding] = []
    for index, wish in enumerate(wishes):
        path = f"connect.links[{index}]"
        if wish.via in (Via.NONE, Via.INTERCONNECT):
            continue
        via = _natural(topology, wish.between) if wish.via is Via.AUTO else wish.via
        join = Join(wish.between, via, wish.bandwidth_gbps, wish.survive, path)
        problem = _problem(topology, join)
        if problem is None:
            made.append(join)
        else:
            text, hint = problem
            findings.append(
                Finding(positions.where(f"{path}.via"), "MC431", Severity.ERROR, f"link {join.name}: {text}", hint)
            )
    return tuple(sorted(made, key=lambda join: join.name)), tuple(findings)


def _problem(topology: Topology, join: Join) -> tuple[str, str] | None:
    first, second = (topology.site(name).cloud for name in join.between)
    if first is second is CloudName.ONPREM:
        return "two data centres are joined by their own routers", "remove the link"
    if join.via is Via.PEERING and first is not second:
        return f"{first} and {second} cannot be peered", "use `via: vpn`"
    if join.via is not Via.PEERING and recipe(first, second) is None:
        return f"`via: {join.via}` between two sites of {first} is not built yet", "use `via: peering`"
    if join.via is Via.TRANSIT_GATEWAY and CloudName.AWS not in (first, second):
        return "a transit gateway needs an end in AWS", "use `via: vpn`"
    return None


def _unused_links(topology: Topology, positions: Positions) -> tuple[Finding, ...]:
    links = topology.connect.links
    if links in (LinkPolicy.AUTO, LinkPolicy.NONE) or links == ():
        return ()
    return (
        Finding(
            positions.where("connect.links"),
            "MC432",
            Severity.WARNING,
            "the gateway model builds no links: those of the file are not built",
            "remove `links`, or use `model: auto`",
        ),
    )
