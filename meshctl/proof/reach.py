"""Pods to pods on their own addresses, one way: routes, the destination's firewall, the source address."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from meshctl.proof.fabric import BuiltCluster, Fabric
from meshctl.proof.model import Answer, Fault, Verdict
from meshctl.proof.routes import Tables, way


def verdicts(fabric: Fabric, known: Tables, source: BuiltCluster, target: BuiltCluster) -> Iterator[Verdict]:
    """Three verdicts for packets from ``source`` to ``target``."""
    yield _route(fabric, known, source, target)
    yield _firewall(fabric, source, target)
    yield _source(source, target)


def _verdict(layer: str, source: BuiltCluster, target: BuiltCluster, fault: Fault | None) -> Verdict:
    answer = Answer.UNREACHABLE if fault else Answer.REACHABLE
    return Verdict(layer, source.name, target.name, answer, fault)


def _route(fabric: Fabric, known: Tables, source: BuiltCluster, target: BuiltCluster) -> Verdict:
    if not target.routable:
        text = "its pods are in an overlay and cannot be addressed from outside"
        fault = Fault("MC714", target.element, text, "set `pod_addresses: routable`, or use the gateway model")
        return _verdict("route", source, target, fault)
    if not target.pods:
        fault = Fault("MC715", target.element, "where its pods live was not built", "run `meshctl up`")
        return Verdict("route", source.name, target.name, Answer.UNDETERMINED, fault)
    ways = [way(fabric, known, source.place, target.place, pods) for pods in target.pods]
    hops = max((found.hops for found in ways), key=len)
    faults = [found.fault for found in ways if found.fault]
    if not faults and not source.learns and source.place != target.place:
        text = "the route tables of its subnets do not take the hub's routes"
        faults = [Fault("MC716", source.element, text, "run `meshctl up`")]
    if not faults:
        return Verdict("route", source.name, target.name, Answer.REACHABLE, None, hops)
    answer = Answer.UNREACHABLE if len(faults) >= len(ways) else Answer.AMBIGUOUS
    return Verdict("route", source.name, target.name, answer, faults[0], hops)


def _firewall(fabric: Fabric, source: BuiltCluster, target: BuiltCluster) -> Verdict:
    allowed = [
        permission.source
        for permission in fabric.permissions
        if permission.place == target.place and permission.cluster in (None, target.name)
    ]
    closed = [pods for pods in source.pods if not _covered(pods, allowed)]
    fault = None
    if closed:
        text = f"no rule of {fabric.places[target.place].name} lets {closed[0]} of {source.name} in"
        fault = Fault("MC721", fabric.places[target.place].name, text, "run `meshctl up`")
    return _verdict("firewall", source, target, fault)


def _covered(wanted: IPv4Network, allowed: list[IPv4Network]) -> bool:
    """Is every address of ``wanted`` in one of the allowed ranges, or in several side by side."""
    rest = [wanted]
    for range_ in allowed:
        kept: list[IPv4Network] = []
        for part in rest:
            if part.subnet_of(range_):
                continue
            kept += part.address_exclude(range_) if range_.subnet_of(part) else [part]
        rest = kept
    return not rest


def _source(source: BuiltCluster, target: BuiltCluster) -> Verdict:
    fault = None
    if not source.keeps_source:
        text = "its pods leave with the address of their node: the other side cannot tell them apart"
        fault = Fault("MC722", source.element, text, "run `meshctl up`; in a flat mesh the plan turns translation off")
    return _verdict("source", source, target, fault)
