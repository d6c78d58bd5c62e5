"""The passes, in the order in which they run: each takes what was decided before, and decides one thing.

What is wrong is collected; a gate after a phase stops where nothing more can be decided. A plan that is
refused later is still whole, so that it can be looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from meshctl import mesh
from meshctl.address.lock import Lock
from meshctl.findings import Finding, Severity
from meshctl.plan import checks, hubs, joins, pairs, spaces, verdicts
from meshctl.plan.addresses import assign
from meshctl.plan.asns import assign_asns
from meshctl.plan.assigned import Assigned, AssignedCluster
from meshctl.plan.blueprint import Blueprint
from meshctl.plan.cost import cost
from meshctl.plan.cut import cut
from meshctl.plan.grouping import network_names, networks
from meshctl.plan.links import links
from meshctl.plan.longest import longest_chain
from meshctl.plan.model import Cost, Plan, PlannedCluster, PlannedMesh, Time
from meshctl.plan.names import Names
from meshctl.plan.tunnels import assign_tunnels
from meshctl.plan.unsupported import unsupported
from meshctl.topology.models import Positions, Reuse, Topology


def plan(topology: Topology, positions: Positions, lock: Lock, *, environment: str | None = None) -> Plan:
    """Decide everything. Pure: the same topology, lock and environment give the same plan.

    ``environment`` is one of many environments of the same file; its name goes into every name in a cloud.
    The plan carries its findings; where one of them is an error it must not be built.
    """
    names = Names(topology.name, environment)

    # What the file asks for, against what the clouds have and what can be built.
    findings = [
        *unsupported(topology, positions),
        *checks.against_clouds(topology, positions),
        *mesh.findings(topology, positions),
    ]
    if _refused(findings):
        return _nothing(topology, findings, lock)

    # Which sites are joined, and by what gateways.
    joined, wrong = joins.joins(topology, positions)
    chosen, notes = hubs.hubs(topology, joined, positions)
    findings += [*wrong, *notes, *hubs.promises(topology, joined, chosen, positions)]

    # Addresses, ASNs and tunnels, out of the lock where it has them.
    assigned = _addresses(topology, positions, joined, lock)
    asns, lock_with_asns, asn_findings = assign_asns(topology, positions, assigned.lock)
    findings += [*assigned.findings, *asn_findings]
    if _refused([*assigned.findings, *asn_findings]):
        return _nothing(topology, findings, lock)
    wanted = hubs.tunnel_counts(topology, joined)
    tunnels, new_lock, tunnel_findings = assign_tunnels(topology, wanted, asns, lock_with_asns)
    findings += tunnel_findings
    if _refused(tunnel_findings):
        return _nothing(topology, findings, lock)

    # Which pairs can be flat, and so which clusters share a network.
    placed = {cluster.name: cluster for cluster in assigned.clusters}
    found = verdicts.verdicts(topology, joined, placed)
    network_of = network_names(topology, placed, found)
    grouped = networks(topology, network_of)

    # The blueprint: first the links, then the pairs that go over them.
    blueprint = Blueprint(
        topology=topology,
        names=names,
        sites={site.name: replace(site, asn=asns.get(site.name)) for site in assigned.sites},
        clusters=_clusters(topology, placed, network_of),
        networks=grouped,
        joins={join.name: join for join in joined},
        links=(),
        hubs=chosen,
    )
    blueprint = replace(blueprint, links=links(blueprint, tunnels))
    blueprint = replace(blueprint, pairs=pairs.pairs(blueprint, found))
    findings += pairs.refusals(blueprint, positions)
    findings += checks.gateways(blueprint, positions)

    # Units, and what they cost and take.
    units = cut(blueprint)
    return Plan(
        name=topology.name,
        model=str(topology.connect.model),
        sites=tuple(site for _, site in sorted(blueprint.sites.items())),
        clusters=tuple(cluster for _, cluster in sorted(blueprint.clusters.items())),
        networks=grouped,
        links=blueprint.links,
        pairs=blueprint.pairs,
        mesh=_mesh(topology),
        units=units,
        findings=tuple(sorted(findings)),
        cost=cost(blueprint, units),
        time=longest_chain(units),
        lock_text=new_lock.text(),
        backend=_backend(topology),
    )


def _refused(findings: list[Finding] | tuple[Finding, ...]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def _addresses(topology: Topology, positions: Positions, joined: tuple[joins.Join, ...], lock: Lock) -> Assigned:
    """One space where `reuse` asks for it or the pools hold, else one for each group of joined sites."""
    together = spaces.of_clusters(topology, spaces.one_space(topology))
    apart = spaces.of_clusters(topology, spaces.space_for_each_group(topology, joined))
    reuse = topology.addresses.reuse
    if reuse is Reuse.ALWAYS:
        return assign(topology, positions, apart, lock)
    assigned = assign(topology, positions, together, lock)
    if reuse is Reuse.WHEN_NEEDED and apart != together and _refused(assigned.findings):
        return assign(topology, positions, apart, lock)
    return assigned


def _clusters(
    topology: Topology, placed: Mapping[str, AssignedCluster], network_of: Mapping[str, str]
) -> dict[str, PlannedCluster]:
    planned = {}
    for site in topology.sites:
        for cluster in site.clusters:
            given = placed[cluster.name]
            planned[cluster.name] = PlannedCluster(
                name=cluster.name,
                site=site.name,
                cloud=site.cloud,
                network=network_of[cluster.name],
                number=given.number,
                nodes=given.nodes,
                pods=given.pods,
                services=given.services,
                nodes_max=given.nodes_max,
                pods_per_node=cluster.pods_per_node,
                pod_addresses=str(cluster.pod_addresses),
            )
    return dict(sorted(planned.items()))


def _mesh(topology: Topology) -> PlannedMesh:
    wanted = topology.mesh
    return PlannedMesh(
        kind=str(wanted.kind),
        version=wanted.version,
        data_plane=str(wanted.data_plane),
        trust_domain=wanted.trust_domain,
        mtls=str(wanted.mtls),
        access=str(wanted.access),
        observe=tuple(sorted(wanted.observe)),
    )


def _backend(topology: Topology) -> dict[str, str]:
    return {"backend": topology.state.backend, "secrets": topology.state.secrets}


def _nothing(topology: Topology, findings: list[Finding], lock: Lock) -> Plan:
    """A plan of nothing but its findings."""
    return Plan(
        name=topology.name,
        model=str(topology.connect.model),
        sites=(),
        clusters=(),
        networks=(),
        links=(),
        pairs=(),
        mesh=_mesh(topology),
        units=(),
        findings=tuple(sorted(findings)),
        cost=Cost(0.0, 0.0, "USD", ()),
        time=Time(0, ()),
        lock_text=lock.text(),
        backend=_backend(topology),
    )
