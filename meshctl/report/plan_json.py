"""The plan as JSON: the stable interface for pipelines. Equal plans give equal bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from meshctl.findings import Finding
from meshctl.plan.model import (
    Link,
    Pair,
    Plan,
    PlannedCluster,
    PlannedNetwork,
    PlannedSite,
    Tunnel,
)
from meshctl.report.plan_schema import plan_schema
from meshctl.topology.models import Network
from meshctl.units import Unit

__all__ = ["FORMAT_VERSION", "plan_document", "plan_json", "plan_schema"]

FORMAT_VERSION = "1.0"
"""A minor step only adds keys."""


def plan_json(plan: Plan, changes: Mapping[str, str]) -> str:
    """The plan as text, ending in a newline. ``changes`` gives a unit's change; what it lacks is created."""
    return json.dumps(plan_document(plan, changes), indent=2, ensure_ascii=False) + "\n"


def plan_document(plan: Plan, changes: Mapping[str, str]) -> dict[str, Any]:
    """The same as plain values, in the order of the contract; lists are sorted by name."""
    units = [_unit(unit, changes.get(unit.name, "create")) for unit in _by_name(plan.units)]
    gone = sorted(name for name, change in changes.items() if change == "delete")
    known = {unit.name for unit in plan.units}
    units += [_removed(name) for name in gone if name not in known]
    units.sort(key=lambda unit: str(unit["name"]))
    return {
        "format_version": FORMAT_VERSION,
        "name": plan.name,
        "model": plan.model,
        "has_changes": any(unit["change"] != "none" for unit in units),
        "sites": [_site(site) for site in _by_name(plan.sites)],
        "clusters": [_cluster(cluster) for cluster in _by_name(plan.clusters)],
        "networks": [_network(network) for network in _by_name(plan.networks)],
        "links": [_link(link) for link in _by_name(plan.links)],
        "pairs": [_pair(pair) for pair in sorted(plan.pairs, key=lambda p: (p.source, p.target))],
        "mesh": {**asdict(plan.mesh), "observe": sorted(plan.mesh.observe)},
        "units": units,
        "findings": [_finding(finding) for finding in sorted(plan.findings)],
        "cost": _cost(plan),
        "time": {
            "seconds": plan.time.seconds,
            "critical_path": [asdict(step) for step in plan.time.critical_path],
        },
    }


def _by_name(things: Any) -> list[Any]:
    return sorted(things, key=lambda thing: str(thing.name))


def _texts(ranges: tuple[Network, ...]) -> list[str]:
    return [str(found) for found in ranges]


def _site(site: PlannedSite) -> dict[str, Any]:
    return {
        "name": site.name,
        "cloud": str(site.cloud),
        "region": site.region,
        "ranges": _texts(site.ranges),
        "asn": site.asn,
        "subnets": [
            {
                "name": subnet.name,
                "purpose": str(subnet.purpose),
                "zone": subnet.zone,
                "range": str(subnet.range),
            }
            for subnet in _by_name(site.subnets)
        ],
    }


def _cluster(cluster: PlannedCluster) -> dict[str, Any]:
    return {
        "name": cluster.name,
        "site": cluster.site,
        "cloud": str(cluster.cloud),
        "network": cluster.network,
        "nodes": _texts(cluster.nodes),
        "pods": _texts(cluster.pods),
        "services": _texts(cluster.services),
        "nodes_max": cluster.nodes_max,
        "pods_per_node": cluster.pods_per_node,
        "pod_addresses": cluster.pod_addresses,
    }


def _network(network: PlannedNetwork) -> dict[str, Any]:
    gateway = network.gateway
    return {
        "name": network.name,
        "clusters": sorted(network.clusters),
        "gateway": gateway and {"addresses": gateway.addresses, "ports": list(gateway.ports)},
    }


def _link(link: Link) -> dict[str, Any]:
    return {
        "name": link.name,
        "between": list(link.between),
        "via": link.via,
        "redundancy": link.redundancy,
        "mtu": link.mtu,
        "bandwidth_gbps": link.bandwidth_gbps,
        "tunnels": [_tunnel(tunnel) for tunnel in _by_name(link.tunnels)],
        "monthly_cost": link.monthly_cost,
    }


def _tunnel(tunnel: Tunnel) -> dict[str, Any]:
    return {
        "name": tunnel.name,
        "inside": str(tunnel.inside),
        "ends": [{"site": end.site, "address": end.address, "asn": end.asn} for end in tunnel.ends],
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "from": pair.source,
        "to": pair.target,
        "path": str(pair.path),
        "reason": {"code": pair.reason.code, "text": pair.reason.text},
        "fix": pair.fix,
        "through": list(pair.through),
        "mtu": pair.mtu,
        "monthly_cost_per_tb": pair.monthly_cost_per_tb,
    }


def _unit(unit: Unit, change: str) -> dict[str, Any]:
    return {"name": unit.name, "kind": unit.kind, "needs": list(unit.needs), "change": change}


def _removed(name: str) -> dict[str, Any]:
    return {"name": name, "kind": name.partition("/")[0], "needs": [], "change": "delete"}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "where": finding.where,
        "text": finding.text,
        "hint": finding.hint,
        "source": finding.source,
    }


def _cost(plan: Plan) -> dict[str, Any]:
    lines = sorted(plan.cost.lines, key=lambda line: (line.where, line.what))
    return {
        "hourly": plan.cost.hourly,
        "monthly": plan.cost.monthly,
        "currency": plan.cost.currency,
        "lines": [asdict(line) for line in lines],
    }
