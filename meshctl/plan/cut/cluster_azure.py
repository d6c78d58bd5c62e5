"""Unit ``cluster/<cluster>`` on Azure: AKS with a pod subnet where pods are routable, else an overlay."""

from __future__ import annotations

from typing import Any

from meshctl.plan.blueprint import Blueprint, cloud_name, serving, subnets
from meshctl.plan.model import PlannedCluster, PlannedSite, Purpose
from meshctl.plan.names import fit
from meshctl.topology.models import PodAddresses
from meshctl.units import OutputRef, Unit

DNS_LIMIT = 54
"""Characters of the DNS prefix of an AKS cluster."""
DNS_HOST = 10
"""AKS-DNS-IP: inside the service range, not its first address."""
DISK_GB = 64


def cluster(blueprint: Blueprint, planned: PlannedCluster) -> Unit:
    """The unit of an AKS cluster."""
    unit = f"cluster/{planned.name}"
    prefix = blueprint.prefix(planned.name)
    wanted = blueprint.wanted(planned.name)
    site = blueprint.sites[planned.site]
    routable = wanted.pod_addresses is PodAddresses.ROUTABLE
    spec = {
        **blueprint.base(unit, prefix, planned.site),
        "kubernetes": wanted.kubernetes,
        "sku_tier": "Standard",
        "network": _network(planned, routable),
        "node_subnet": _subnet(blueprint, site, planned.name, Purpose.NODES),
        "pod_subnet": _subnet(blueprint, site, planned.name, Purpose.PODS) if routable else None,
        "node_pool": {
            "name": "system",
            "vm_size": wanted.nodes.type,
            "min": wanted.nodes.min,
            "max": wanted.nodes.max,
            "count": wanted.nodes.min,
            "max_pods": wanted.pods_per_node,
            "zones": [str(zone + 1) for zone in range(blueprint.site(planned.site).zones)],
            "os_disk_gb": DISK_GB,
        },
        "dns_prefix": fit(prefix, DNS_LIMIT),
        "node_resource_group": f"{prefix}-nodes",
        "identity": prefix,
        # Other clusters' istiods read this API with a token of its reader, from addresses not known before.
        "authorized_ranges": [],
    }
    network = f"network/{planned.site}"
    inputs = {name: OutputRef(network, name) for name in ("resource_group", "subnet_ids")}
    return Unit(unit, "cluster", "cluster/azure", spec, inputs)


def _network(planned: PlannedCluster, routable: bool) -> dict[str, Any]:
    services = planned.services[0]
    return {
        "plugin": "azure",
        "plugin_mode": None if routable else "overlay",
        "pod_cidr": None if routable else str(planned.pods[0]),
        "service_cidr": str(services),
        "dns_service_ip": str(services[DNS_HOST]),
        # Nodes leave by the NAT gateway of their subnet.
        "outbound_type": "userAssignedNATGateway",
    }


def _subnet(blueprint: Blueprint, site: PlannedSite, cluster: str, purpose: Purpose) -> str:
    mine = serving(subnets(site, purpose), cluster)
    return cloud_name(site.cloud, blueprint.prefix(site.name), mine[0])
