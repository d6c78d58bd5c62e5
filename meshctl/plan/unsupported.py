"""What the topology file can say and this version cannot build: refused in so many words, never skipped."""

from __future__ import annotations

from collections.abc import Iterator

from meshctl.findings import Finding, Severity
from meshctl.topology.models import (
    CloudName,
    Cluster,
    Positions,
    Site,
    Topology,
    Via,
)


def unsupported(topology: Topology, positions: Positions) -> tuple[Finding, ...]:
    """One error for every value that cannot be built yet."""
    return tuple(_findings(topology, positions))


def _refusal(positions: Positions, path: str, code: str, text: str, hint: str) -> Finding:
    return Finding(positions.where(path), code, Severity.ERROR, text, hint)


def _findings(topology: Topology, positions: Positions) -> Iterator[Finding]:
    if topology.addresses.ipv6 is not None:
        yield _refusal(
            positions,
            "addresses.ipv6",
            "MC440",
            "IPv6 is not built yet",
            "remove `ipv6`: the mesh is then IPv4",
        )
    for index, site in enumerate(topology.sites):
        yield from _of_site(site, f"sites[{index}]", positions)
    yield from _of_links(topology, positions)


def _of_site(site: Site, path: str, positions: Positions) -> Iterator[Finding]:
    if site.existing is not None:
        yield _refusal(
            positions,
            f"{path}.existing",
            "MC441",
            f"site {site.name}: adopting a network that exists is not built yet",
            "remove `existing`: the site then gets a network of its own",
        )
    if site.machines:
        yield _refusal(
            positions,
            f"{path}.machines",
            "MC501",
            f"site {site.name}: machines outside Kubernetes cannot join the mesh yet",
            "remove `machines`",
        )
    for index, cluster in enumerate(site.clusters):
        yield from _of_cluster(site, cluster, f"{path}.clusters[{index}]", positions)


def _of_cluster(site: Site, cluster: Cluster, path: str, positions: Positions) -> Iterator[Finding]:
    if site.cloud is CloudName.ONPREM:
        yield _refusal(
            positions,
            path,
            "MC443",
            f"cluster {cluster.name}: clusters in a data centre are not built yet",
            f"give site {site.name} `clusters: []`: it is then linked and addressed",
        )
    elif cluster.existing_context is not None:
        yield _refusal(
            positions,
            f"{path}.existing",
            "MC442",
            f"cluster {cluster.name}: adopting a cluster that runs is not built yet",
            "remove `existing`: the cluster is then created",
        )


def _of_links(topology: Topology, positions: Positions) -> Iterator[Finding]:
    if not isinstance(topology.connect.links, tuple):
        return
    for index, wish in enumerate(topology.connect.links):
        if wish.via is Via.INTERCONNECT:
            yield _refusal(
                positions,
                f"connect.links[{index}].via",
                "MC430",
                f"link {wish.between[0]}~{wish.between[1]}: private interconnects are not built yet",
                "use `via: vpn`, or `via: transit-gateway` where one end is AWS and 1.25 Gbps are too little",
            )
