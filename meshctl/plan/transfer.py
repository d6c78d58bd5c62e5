"""What a terabyte between two clusters costs: what leaves a cloud is paid for, for each that it leaves."""

from __future__ import annotations

from collections.abc import Sequence

from meshctl.clouds.registry import CLOUDS
from meshctl.plan.model import Link, PlannedCluster
from meshctl.topology.models import CloudName, Topology

GIGABYTES = 1000
"""In a terabyte, as clouds bill."""


def monthly_per_terabyte(
    topology: Topology, source: PlannedCluster, target: PlannedCluster, way: Sequence[Link]
) -> float:
    """USD for a terabyte a month, half of it each way; first price tier, no free allowances."""
    if source.site == target.site:
        return 0.0
    if not way:
        return _usd((_egress(source.cloud) + _egress(target.cloud)) / 2)
    there = back = 0.0
    here = source.site
    for link in way:
        following = link.between[0] if link.between[1] == here else link.between[1]
        there += _leaving(topology, here, link)
        back += _leaving(topology, following, link)
        here = following
    return _usd((there + back) / 2)


def _leaving(topology: Topology, site: str, link: Link) -> float:
    cloud = topology.site(site).cloud
    if link.via == "peering":
        return CLOUDS[cloud].prices["region-transfer"].usd
    return _egress(cloud)


def _egress(cloud: CloudName) -> float:
    return 0.0 if cloud is CloudName.ONPREM else CLOUDS[cloud].prices["egress"].usd


def _usd(per_gigabyte: float) -> float:
    return round(per_gigabyte * GIGABYTES, 2)
