"""The topology as a file again, completed with every default.

What it writes is YAML that loads to an equal topology: short lists and mappings of plain values stand on one
line, everything that YAML could take for something else than text is quoted.
"""

from __future__ import annotations

from typing import Any

from meshctl.topology.models import Cluster, LinkPolicy, LinkWish, Site, Topology
from meshctl.topology.quantities import write_bandwidth, write_duration
from meshctl.topology.sections.document import API_VERSION

Plain = dict[str, Any]


def dump(topology: Topology) -> str:
    """The file, every default written out; keys in the order of the reference."""
    import yaml

    content = plain(topology)
    return str(yaml.safe_dump(content, sort_keys=False, default_flow_style=None, allow_unicode=True, width=100))


def plain(topology: Topology) -> Plain:
    """The content of the file as plain data: what a YAML or JSON parser would make of it."""
    addresses, mesh, state = topology.addresses, topology.mesh, topology.state
    environment = topology.environment
    return {
        "apiVersion": API_VERSION,
        "name": topology.name,
        "addresses": _known(
            pools=_texts(addresses.pools),
            ipv6=None if addresses.ipv6 is None else str(addresses.ipv6),
            reserved=[{"range": str(entry.range), "why": entry.why} for entry in addresses.reserved],
            growth=addresses.growth,
            reuse=addresses.reuse.value,
        ),
        "sites": [_site(site) for site in topology.sites],
        "connect": _known(
            model=topology.connect.model.value,
            links=_links(topology.connect.links),
            hub=topology.connect.hub,
        ),
        "mesh": {
            "kind": mesh.kind.value,
            "version": mesh.version,
            "data_plane": mesh.data_plane.value,
            "trust_domain": mesh.trust_domain,
            "mtls": mesh.mtls.value,
            "access": mesh.access.value,
            "observe": list(mesh.observe),
        },
        "state": {"backend": state.backend, "secrets": state.secrets},
        "environment": _known(
            ttl=None if environment.ttl_seconds is None else write_duration(environment.ttl_seconds),
            owner=environment.owner,
            tags=dict(environment.tags),
        ),
    }


def _site(site: Site) -> Plain:
    router = site.router
    return _known(
        name=site.name,
        cloud=site.cloud.value,
        region=site.region or None,
        account=site.account,
        zones=site.zones,
        ranges=_texts(site.ranges),
        existing=site.existing,
        clusters=[_cluster(cluster) for cluster in site.clusters],
        machines=[
            {
                "name": machine.name,
                "address": str(machine.address),
                "service": machine.service,
                "ports": dict(machine.ports),
            }
            for machine in site.machines
        ],
        router=router and {"public_ip": str(router.public_ip), "asn": router.asn, "kind": router.kind},
    )


def _cluster(cluster: Cluster) -> Plain:
    nodes, ranges = cluster.nodes, cluster.ranges
    return _known(
        name=cluster.name,
        kubernetes=cluster.kubernetes,
        nodes={"type": nodes.type, "min": nodes.min, "max": nodes.max},
        pods_per_node=cluster.pods_per_node,
        services=cluster.services,
        pod_addresses=cluster.pod_addresses.value,
        ranges={
            "nodes": _texts(ranges.nodes),
            "pods": _texts(ranges.pods),
            "services": _texts(ranges.services),
        },
        network=cluster.network,
        existing=None if cluster.existing_context is None else {"context": cluster.existing_context},
    )


def _links(links: LinkPolicy | tuple[LinkWish, ...]) -> Any:
    if isinstance(links, LinkPolicy):
        return links.value
    return [
        _known(
            between=list(link.between),
            via=link.via.value,
            bandwidth=None if link.bandwidth_gbps is None else write_bandwidth(link.bandwidth_gbps),
            survive=link.survive,
        )
        for link in links
    ]


def _known(**values: Any) -> Plain:
    """Without the keys for which nothing stands: to leave them out is their default."""
    return {key: value for key, value in values.items() if value is not None}


def _texts(values: tuple[object, ...]) -> list[str]:
    return [str(value) for value in values]
