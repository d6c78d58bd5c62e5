"""The plan as text: what would stand, how each pair of clusters meets, what changes, at what price."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from meshctl.findings import Severity
from meshctl.plan.model import Pair, Plan
from meshctl.report.findings_text import findings_text, wrapped
from meshctl.report.table import duration, table

_MARK = {"create": "+", "update": "~", "delete": "-"}


def plan_text(plan: Plan, changes: Mapping[str, str]) -> str:
    """The whole plan; ``changes`` maps units to create, update, delete or none."""
    sections = [
        _head(plan),
        _section("Sites", _sites(plan)),
        _section("Clusters", _clusters(plan)),
        _section("Links", _links(plan)),
        _section("Pairs", _pairs(plan)),
        _section("Networks", _networks(plan)),
        _section("Changes", _changes(changes)),
        _section("Findings", findings_text(plan.findings)),
        _foot(plan, changes),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def summary(changes: Mapping[str, str]) -> str:
    """The last line of a plan: ``Plan: 3 to create, 0 to update, 2 to delete``."""
    counted = {kind: sum(change == kind for change in changes.values()) for kind in _MARK}
    if not any(counted.values()):
        return "Plan: nothing to do"
    return f"Plan: {counted['create']} to create, {counted['update']} to update, {counted['delete']} to delete"


def _section(title: str, lines: list[str]) -> list[str]:
    return [title, *lines] if lines else []


def _head(plan: Plan) -> list[str]:
    mesh = plan.mesh
    what = f"{plan.name}: {plan.model} model, {_number(len(plan.clusters), 'cluster')} "
    what += f"on {_number(len(plan.sites), 'site')}"
    if mesh.kind == "none":
        return [what]
    return [
        what,
        f"mesh: {mesh.kind} {mesh.version}, {mesh.data_plane} data plane, mutual TLS {mesh.mtls}, "
        f"trust domain {mesh.trust_domain}",
    ]


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _sites(plan: Plan) -> list[str]:
    rows = [
        (
            site.name,
            str(site.cloud),
            site.region or "-",
            _ranges(map(str, site.ranges)),
            str(site.asn) if site.asn else "-",
        )
        for site in plan.sites
    ]
    return table(("name", "cloud", "region", "addresses", "asn"), rows)


def _clusters(plan: Plan) -> list[str]:
    rows = [
        (
            cluster.name,
            cluster.network,
            str(cluster.nodes_max),
            str(cluster.pods_per_node),
            _ranges(map(str, cluster.pods)),
            _ranges(map(str, cluster.services)),
        )
        for cluster in plan.clusters
    ]
    return table(("name", "network", "nodes", "pods/node", "pods", "services"), rows)


def _ranges(ranges: Iterable[str]) -> str:
    """The first range, and how many more there are."""
    listed = list(ranges)
    if not listed:
        return "-"
    return listed[0] if len(listed) == 1 else f"{listed[0]} +{len(listed) - 1}"


def _links(plan: Plan) -> list[str]:
    rows = [
        (
            link.name,
            link.via,
            str(len(link.tunnels)) if link.tunnels else "-",
            f"{link.bandwidth_gbps:g} Gbps",
            str(link.mtu),
            _number(link.redundancy, "failure"),
            f"${link.monthly_cost:,.0f}",
        )
        for link in plan.links
    ]
    return table(("name", "via", "tunnels", "bandwidth", "mtu", "survives", "per month"), rows)


def _pairs(plan: Plan) -> list[str]:
    lines = table(("from", "to", "path", "mtu", "through"), (_pair(pair) for pair in plan.pairs))
    for pair in plan.pairs:
        if pair.fix:
            lines += [f"  {pair.source} to {pair.target}: {pair.reason.text}", f"    fix: {pair.fix}"]
    return lines


def _pair(pair: Pair) -> tuple[str, str, str, str, str]:
    through = ", ".join(pair.through) or ("gateways" if pair.path == "gateway" else "-")
    return pair.source, pair.target, str(pair.path), str(pair.mtu), through


def _networks(plan: Plan) -> list[str]:
    rows = [
        (
            network.name,
            " ".join(network.clusters),
            "none"
            if network.gateway is None
            else f"{network.gateway.addresses}, ports {' '.join(map(str, network.gateway.ports))}",
        )
        for network in plan.networks
    ]
    return table(("name", "clusters", "gateway"), rows)


def _changes(changes: Mapping[str, str]) -> list[str]:
    return [f"  {_MARK[change]} {unit}" for unit, change in sorted(changes.items()) if change in _MARK]


def _foot(plan: Plan, changes: Mapping[str, str]) -> list[str]:
    if any(finding.severity is Severity.ERROR for finding in plan.findings):
        return ["Refused: nothing can be built until the errors are mended"]
    lines = [f"Cost: ${plan.cost.hourly:,.2f} an hour, ${plan.cost.monthly:,.0f} a month (list prices)"]
    if plan.time.seconds:
        chain = " → ".join(f"{step.unit} {duration(step.seconds)}" for step in plan.time.critical_path)
        lines += wrapped(f"Time from nothing: about {duration(plan.time.seconds)}: {chain}", "")
    return [*lines, summary(changes)]
