"""How pods of two clusters reach each other: flat where everything on the way allows it, else by gateway.

A chain of links carries routes where every site between its ends passes on what it has learned: a VPN
gateway in AWS and Azure does, Cloud Router does not, peering never does (X-TRANSIT, CR-NO-TRANSIT).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from meshctl.plan.assigned import AssignedCluster
from meshctl.plan.eligibility import Obstacle, obstacle_in_file
from meshctl.plan.joins import Join
from meshctl.topology.models import CloudName, Cluster, Network, Topology, Via

_PASS_ON = frozenset((CloudName.AWS, CloudName.AZURE))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether two clusters can be flat: over which links, or what is in the way."""

    source: str
    target: str
    through: tuple[str, ...]
    obstacle: Obstacle | None


def verdicts(
    topology: Topology, joins: tuple[Join, ...], clusters: Mapping[str, AssignedCluster]
) -> tuple[Verdict, ...]:
    """One verdict for each pair of planned clusters, sorted by names."""
    wanted = {cluster.name: cluster for site in topology.sites for cluster in site.clusters}
    ways = {site.name: _ways(topology, joins, site.name) for site in topology.sites}
    found = []
    for source, target in combinations(sorted(clusters), 2):
        one, two = clusters[source], clusters[target]
        through = ways[one.site].get(two.site)
        obstacle = _obstacle(topology, wanted[source], wanted[target], one, two, through)
        found.append(Verdict(source, target, through or (), obstacle))
    return tuple(found)


def _obstacle(
    topology: Topology,
    source: Cluster,
    target: Cluster,
    one: AssignedCluster,
    two: AssignedCluster,
    through: tuple[str, ...] | None,
) -> Obstacle | None:
    in_file = obstacle_in_file(topology, source, target)
    if in_file is not None:
        return in_file
    shared = _overlap((*one.nodes, *one.pods), (*two.nodes, *two.pods))
    if shared is not None and one.site != two.site:
        text = f"{one.name} has {shared[0]} and {two.name} has {shared[1]}: they overlap"
        return Obstacle("ranges-overlap", text, "remove the pinned `ranges`, or set `addresses.reuse: never`")
    if through is None:
        text = f"no link or chain of links carries routes between {one.site} and {two.site}"
        return Obstacle("no-link", text, f"add a link between {one.site} and {two.site}")
    return None


def _overlap(ours: tuple[Network, ...], theirs: tuple[Network, ...]) -> tuple[Network, Network] | None:
    for mine in ours:
        for other in theirs:
            if mine.version == other.version and mine.overlaps(other):
                return mine, other
    return None


def _ways(topology: Topology, joins: tuple[Join, ...], start: str) -> dict[str, tuple[str, ...]]:
    """The shortest chain of links to every site that is reached; first by name among equals."""
    ways: dict[str, tuple[str, ...]] = {start: ()}
    waiting = deque([(start, True)])
    while waiting:
        here, passes_on = waiting.popleft()
        if not passes_on:
            continue
        for join in joins:
            if here not in join.between:
                continue
            there = join.between[0] if join.between[1] == here else join.between[1]
            if there in ways or (here != start and join.via is Via.PEERING):
                continue
            ways[there] = (*ways[here], join.name)
            carries = join.via is not Via.PEERING and topology.site(there).cloud in _PASS_ON
            waiting.append((there, carries))
    return ways
