"""The cut: from the blueprint to units, one file a kind (docs/reference/units.md has their specs)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from meshctl.clouds.registry import CLOUDS, seconds
from meshctl.mesh import units as mesh_units
from meshctl.plan.blueprint import Blueprint
from meshctl.plan.cut import cluster_aws, cluster_azure, cluster_gcp, network_aws, network_azure, network_gcp
from meshctl.plan.cut.hub import hub
from meshctl.plan.cut.link import link
from meshctl.plan.cut.mesh import request
from meshctl.plan.model import PlannedCluster
from meshctl.topology.models import CloudName
from meshctl.units import Unit

_NETWORKS = {
    CloudName.AWS: network_aws.network,
    CloudName.GCP: network_gcp.network,
    CloudName.AZURE: network_azure.network,
}


def cut(blueprint: Blueprint) -> tuple[Unit, ...]:
    """Every unit, sorted by name, with the time that it takes."""
    units = [replace(unit, seconds=seconds(unit.program, unit.spec.get("kind", ""))) for unit in _units(blueprint)]
    return tuple(sorted(units, key=lambda unit: unit.name))


def _units(blueprint: Blueprint) -> Iterator[Unit]:
    for site in blueprint.sites.values():
        if site.cloud is not CloudName.ONPREM:
            yield _NETWORKS[site.cloud](blueprint, site)
    for chosen in blueprint.hubs.values():
        unit = hub(blueprint, chosen)
        if unit is not None:
            yield unit
    for planned in blueprint.links:
        yield link(blueprint, planned)
    for cluster in blueprint.clusters.values():
        yield _cluster(blueprint, cluster)
    yield from mesh_units(request(blueprint))


def _cluster(blueprint: Blueprint, cluster: PlannedCluster) -> Unit:
    if cluster.cloud is CloudName.AWS:
        return cluster_aws.cluster(blueprint, cluster)
    if cluster.cloud is CloudName.AZURE:
        return cluster_azure.cluster(blueprint, cluster)
    zones = CLOUDS[cluster.cloud].regions[blueprint.sites[cluster.site].region].zones
    return cluster_gcp.cluster(blueprint, cluster, zones[: blueprint.site(cluster.site).zones])
