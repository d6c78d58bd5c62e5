"""What the mesh is asked for, out of the blueprint: one member a cluster."""

from __future__ import annotations

from meshctl.mesh import Member, MeshRequest
from meshctl.plan.blueprint import Blueprint, cloud_name, subnets
from meshctl.plan.cut.cluster_gcp import CLUSTER_LIMIT
from meshctl.plan.cut.network_aws import GATEWAY_ZONES
from meshctl.plan.model import PlannedCluster, Purpose
from meshctl.plan.names import fit
from meshctl.topology.models import CloudName


def request(blueprint: Blueprint) -> MeshRequest:
    """The mesh of all clusters; its units are ``meshctl.mesh.units`` of this."""
    members = tuple(_member(blueprint, cluster) for _, cluster in sorted(blueprint.clusters.items()))
    return MeshRequest(blueprint.names.prefix, blueprint.topology.mesh, members)


def _member(blueprint: Blueprint, cluster: PlannedCluster) -> Member:
    place = blueprint.place(f"mesh/{cluster.name}", cluster.site)
    gateway = blueprint.has_gateway(cluster.name)
    prefix = blueprint.prefix(cluster.name)
    return Member(
        cluster=cluster.name,
        prefix=fit(prefix, CLUSTER_LIMIT) if cluster.cloud is CloudName.GCP else prefix,
        site=cluster.site,
        cloud=cluster.cloud,
        region=place["region"],
        account=place["account"],
        network=cluster.network,
        number=cluster.number,
        kubernetes=blueprint.wanted(cluster.name).kubernetes,
        gateway=gateway,
        gateway_subnets=_gateway_subnets(blueprint, cluster) if gateway else (),
        tags=place["tags"],
    )


def _gateway_subnets(blueprint: Blueprint, cluster: PlannedCluster) -> tuple[str, ...]:
    """On AWS a load balancer takes as many subnets as it is given fixed addresses."""
    if cluster.cloud is not CloudName.AWS:
        return ()
    publics = subnets(blueprint.sites[cluster.site], Purpose.PUBLIC)[:GATEWAY_ZONES]
    prefix = blueprint.prefix(cluster.site)
    return tuple(cloud_name(cluster.cloud, prefix, subnet) for subnet in publics)
