"""What the file asks for, against what the clouds have: regions, zones and machine types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from meshctl.clouds.registry import CLOUDS
from meshctl.findings import Finding, Severity
from meshctl.plan.blueprint import Blueprint
from meshctl.plan.cut.network_aws import GATEWAY_ZONES
from meshctl.topology.models import CloudName, Cluster, Positions, Site, Topology

ELASTIC_ADDRESSES = 5
"""AWS-QUOTA-EIP: in a region, by default; can be raised."""


def against_clouds(topology: Topology, positions: Positions) -> tuple[Finding, ...]:
    """Errors for regions that do not exist, and for what their cloud does not have there."""
    found: list[Finding] = []
    for index, site in enumerate(topology.sites):
        if site.cloud is not CloudName.ONPREM:
            found += _site(site, f"sites[{index}]", positions)
    return tuple(found)


def _site(site: Site, path: str, positions: Positions) -> Iterator[Finding]:
    cloud = CLOUDS[site.cloud]
    if site.region not in cloud.regions:
        text = f"site {site.name}: {site.cloud} has no region {site.region}"
        yield Finding(
            positions.where(f"{path}.region"),
            "MC320",
            Severity.ERROR,
            text,
            _nearest(site.region, cloud.regions),
        )
        return
    most = len(cloud.regions[site.region].zones)
    if site.zones > most:
        text = f"site {site.name}: {site.region} has {most} zone(s), {site.zones} are asked for"
        where = positions.where(f"{path}.zones")
        yield Finding(where, "MC322", Severity.ERROR, text, f"set `zones: {most}` or less, or take another region")
    for index, cluster in enumerate(site.clusters):
        yield from _cluster(site, cluster, f"{path}.clusters[{index}]", positions)


def _cluster(site: Site, cluster: Cluster, path: str, positions: Positions) -> Iterator[Finding]:
    cloud = CLOUDS[site.cloud]
    if cluster.nodes.type not in cloud.node_types:
        text = f"cluster {cluster.name}: machine type {cluster.nodes.type} is not among those that are known"
        hint = _nearest(cluster.nodes.type, cloud.node_types)
        yield Finding(positions.where(f"{path}.nodes.type"), "MC321", Severity.WARNING, text, hint)


def _nearest(wanted: str, known: Iterable[str]) -> str:
    close = get_close_matches(wanted, sorted(known), n=1, cutoff=0.5)
    return f"did you mean {close[0]}" if close else "see the cloud's own list"


def gateways(blueprint: Blueprint, positions: Positions) -> Iterator[Finding]:
    """What the east-west gateways of a design run into."""
    addresses: Counter[tuple[str | None, str]] = Counter()
    for index, wanted in enumerate(blueprint.topology.sites):
        with_gateway = blueprint.gateways_at(wanted.name)
        where = positions.where(f"sites[{index}].clusters")
        if len(with_gateway) > 1 and wanted.cloud in (CloudName.AWS, CloudName.AZURE):
            both = " and ".join(with_gateway)
            text = f"site {wanted.name}: the gateways of {both} would share their addresses"
            hint = "give each of them a site of its own: several gateways in one site are not built yet"
            yield Finding(where, "MC450", Severity.ERROR, text, hint)
        if wanted.cloud is CloudName.AWS:
            place = (wanted.account, wanted.region)
            addresses[place] += wanted.zones + (min(GATEWAY_ZONES, wanted.zones) if with_gateway else 0)
    for (account, region), count in sorted(addresses.items(), key=str):
        if count > ELASTIC_ADDRESSES:
            text = f"{count} Elastic IPs in {region} of {account or 'an account'}: over {ELASTIC_ADDRESSES}"
            hint = "ask AWS to raise the quota, or set fewer `zones`"
            yield Finding(positions.where("sites"), "MC324", Severity.WARNING, text, hint, "AWS-QUOTA-EIP (AWSIP26)")
