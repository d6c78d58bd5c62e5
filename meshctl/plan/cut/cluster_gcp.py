"""Unit ``cluster/<cluster>`` on GCP: a regional GKE cluster with private nodes and alias addresses."""

from __future__ import annotations

from meshctl.plan.blueprint import Blueprint, cloud_name, serving, subnets
from meshctl.plan.model import PlannedCluster, Purpose
from meshctl.plan.names import fit
from meshctl.units import OutputRef, Unit

CLUSTER_LIMIT = 40
"""Characters of the name of a GKE cluster or node pool."""
ACCOUNT_LIMIT = 28
"""Characters of a service account's id: 6 to 30."""
DISK_GB = 50


def cluster(blueprint: Blueprint, planned: PlannedCluster, zones: tuple[str, ...]) -> Unit:
    """The unit of a GKE cluster; ``zones`` are those of its nodes."""
    unit = f"cluster/{planned.name}"
    prefix = fit(blueprint.prefix(planned.name), CLUSTER_LIMIT)
    network_prefix = blueprint.prefix(planned.site)
    wanted = blueprint.wanted(planned.name)
    site = blueprint.sites[planned.site]

    def name_of(purpose: Purpose) -> str:
        return cloud_name(site.cloud, network_prefix, serving(subnets(site, purpose), planned.name)[0])

    masters = serving(subnets(site, Purpose.CONTROL_PLANE), planned.name)
    spec = {
        **blueprint.base(unit, prefix, planned.site),
        "location": site.region,
        "kubernetes": wanted.kubernetes,
        "release_channel": "REGULAR",
        "subnetwork": name_of(Purpose.NODES),
        "pods_range": name_of(Purpose.PODS),
        "services_range": name_of(Purpose.SERVICES),
        "master_cidr": str(masters[0].range) if masters else None,
        "max_pods_per_node": wanted.pods_per_node,
        # GKE-SNAT-OFF: pods keep their address on the way to the other clouds.
        "default_snat_disabled": blueprint.keeps_pod_addresses(planned.name),
        # Other clusters' istiods read this API with a token of its reader, from addresses not known before.
        "authorized_networks": ["0.0.0.0/0"],
        "node_pool": {
            "name": fit(f"{prefix}-nodes", CLUSTER_LIMIT),
            "machine_type": wanted.nodes.type,
            "min_total": wanted.nodes.min,
            "max_total": wanted.nodes.max,
            "disk_gb": DISK_GB,
            "service_account_id": blueprint.names.of(planned.name, "nodes", limit=ACCOUNT_LIMIT),
        },
        "datapath": "ADVANCED_DATAPATH",
        "zones": list(zones),
    }
    network = f"network/{planned.site}"
    inputs = {name: OutputRef(network, name) for name in ("network_id", "subnetwork_ids")}
    return Unit(unit, "cluster", "cluster/gcp", spec, inputs)
