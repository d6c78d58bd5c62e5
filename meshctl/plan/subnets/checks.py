"""What a site or cluster asks for that its cloud does not have or does not allow."""

from __future__ import annotations

from difflib import get_close_matches
from ipaddress import IPv4Network, ip_network

from meshctl.clouds.aws import secondary_refusal
from meshctl.clouds.registry import CLOUDS
from meshctl.clouds.rulebook import rules
from meshctl.findings import Finding, Severity
from meshctl.plan.subnets.obstacles import avoided
from meshctl.topology.models import CloudName, Cluster, Network, Positions, Site

SIZES = {
    CloudName.AWS: ("AWS-VPC-SIZE", 16, 28),
    CloudName.GCP: ("GCP-SUB-MIN", 8, 29),
    CloudName.AZURE: ("AZ-NET-SIZE", 2, 29),
}
DOCKER = ip_network("172.17.0.0/16")


def check_region(site: Site, path: str, positions: Positions) -> list[Finding]:
    """MC301 an unknown region, MC302 more zones than it has."""
    if site.cloud not in CLOUDS:
        return []
    regions = CLOUDS[site.cloud].regions
    if site.region not in regions:
        near = get_close_matches(site.region, regions, 3) or sorted(regions)[:3]
        return [
            Finding(
                positions.where(f"{path}.region"),
                "MC301",
                Severity.ERROR,
                f"{site.cloud} has no region {site.region}",
                f"nearest: {', '.join(near)}",
            )
        ]
    zones = regions[site.region].zones
    if site.zones > len(zones):
        return [
            Finding(
                positions.where(f"{path}.zones"),
                "MC302",
                Severity.ERROR,
                f"{site.region} has {len(zones)} zones, {site.name} asks for {site.zones}",
                f"set `zones: {len(zones)}`, or take another region",
            )
        ]
    return []


def check_site(site: Site, path: str, positions: Positions) -> list[Finding]:
    """Sizes and places of the ranges that the file names (MC303, MC304), and EKS's two zones (MC305)."""
    found: list[Finding] = []
    where = positions.where(f"{path}.ranges")
    if site.cloud in SIZES:
        rule, shortest, longest = SIZES[site.cloud]
        for named in site.ranges:
            if named.version == 4 and not shortest <= named.prefixlen <= longest:
                hint = f"name one from /{shortest} to /{longest}"
                text = f"{named} of {site.name} is not of a size that {site.cloud} allows"
                found.append(rules()[rule].finding(where, "MC303", text, hint))
        for named in site.ranges[1:] if site.cloud is CloudName.AWS else ():
            primary = site.ranges[0]
            if isinstance(primary, IPv4Network) and isinstance(named, IPv4Network):
                refusal = secondary_refusal(primary, named)
                if refusal:
                    text = f"{named} cannot be added to {site.name}, whose first range is {primary}"
                    hint = "name one of the same private space, or of 100.64.0.0/10"
                    found.append(rules()[refusal].finding(where, "MC311", text, hint))
        for named in site.ranges:
            found += _avoid(named, site.name, where)
    if site.cloud is CloudName.AWS and site.clusters and site.zones < 2:
        text = f"{site.name} has {site.zones} zone, an EKS cluster needs subnets in two"
        zones = positions.where(f"{path}.zones")
        found.append(rules()["EKS-AZ"].finding(zones, "MC305", text, "set `zones: 2` or more"))
    return found


def check_cluster(site: Site, cluster: Cluster, path: str, positions: Positions) -> list[Finding]:
    """Service ranges (MC307, MC308), pods per node (MC309), node types (MC310)."""
    if site.cloud not in CLOUDS:
        return []
    found: list[Finding] = []
    for named in cluster.ranges.services:
        where = positions.where(f"{path}.ranges.services")
        shortest, longest = (13, 27) if site.cloud is not CloudName.AWS else (12, 24)
        if not shortest <= named.prefixlen <= longest:
            rule = {CloudName.AWS: "EKS-SVC-SIZE", CloudName.AZURE: "AKS-SVC-SIZE"}.get(site.cloud)
            text = f"{named} for services of {cluster.name} is not of a size that {site.cloud} allows"
            hint = f"name one from /{shortest} to /{longest}"
            found.append(rules()[rule or "GKE-SVC-RANGE-MIN"].finding(where, "MC307", text, hint))
        if site.cloud is CloudName.AWS and not rfc1918(named):
            text = f"{named} for services of {cluster.name} is not in RFC 1918 space"
            hint = "name one in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16"
            found.append(rules()["EKS-SVC-RANGE"].finding(where, "MC308", text, hint))
        found += _avoid(named, cluster.name, where)
    limit, rule = {
        CloudName.AWS: (250, "EKS-PREFIX-MAX"),
        CloudName.GCP: (256, "GKE-NODE-CIDR-256"),
        CloudName.AZURE: (250, "AKS-PODSUB"),
    }[site.cloud]
    if cluster.pods_per_node > limit:
        text = f"{cluster.name} asks for {cluster.pods_per_node} pods a node, {site.cloud} holds {limit}"
        where = positions.where(f"{path}.pods_per_node")
        found.append(rules()[rule].finding(where, "MC309", text, f"set `pods_per_node: {limit}` or less"))
    types = CLOUDS[site.cloud].node_types
    if cluster.nodes.type not in types:
        near = get_close_matches(cluster.nodes.type, types, 3) or sorted(types)[:3]
        found.append(
            Finding(
                positions.where(f"{path}.nodes.type"),
                "MC310",
                Severity.WARNING,
                f"{cluster.nodes.type} is no {site.cloud} type that meshctl knows; 4 vCPU and 16 GiB assumed",
                f"nearest: {', '.join(near)}",
            )
        )
    return found


def _avoid(named: Network, owner: str, where: str) -> list[Finding]:
    found = []
    for blocked, rule in avoided():
        if named.version == blocked.version and named.overlaps(blocked):
            text = f"{named} of {owner} overlaps {blocked}, which clouds refuse or use themselves"
            warn = blocked == DOCKER or rule == "GKE-SVC-MANAGED"
            found.append(rules()[rule].finding(where, "MC304", text, "name a range clear of it", error=not warn))
    return found


def rfc1918(named: Network) -> bool:
    """Whether a range lies in one of the three private spaces."""
    spaces = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
    return any(named.version == 4 and named.subnet_of(ip_network(space)) for space in spaces)  # type: ignore[arg-type]  # both are IPv4
