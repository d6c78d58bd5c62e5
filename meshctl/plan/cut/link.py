"""Unit ``link/<a>~<b>``: the tunnels between two sites, or their peering."""

from __future__ import annotations

from typing import Any

from meshctl.plan.blueprint import Blueprint
from meshctl.plan.cut import link_aws, link_azure, link_gcp
from meshctl.plan.cut.ends import tunnel_end
from meshctl.plan.cut.peering import peering
from meshctl.plan.hubs import recipe_of
from meshctl.plan.model import Link
from meshctl.topology.models import CloudName, Via
from meshctl.units import OutputRef, Unit

_HALVES = {
    CloudName.AWS: link_aws.half,
    CloudName.GCP: link_gcp.half,
    CloudName.AZURE: link_azure.half,
}

_INPUTS = {
    CloudName.AWS: {"aws_gateway_id": ("hub", "gateway_id")},
    CloudName.GCP: {
        "gcp_gateway_id": ("hub", "gateway_id"),
        "gcp_router_name": ("hub", "router_name"),
        "gcp_addresses": ("hub", "addresses"),
    },
    CloudName.AZURE: {
        "azure_gateway_id": ("hub", "gateway_id"),
        "azure_addresses": ("hub", "addresses"),
        "azure_ip_configuration_ids": ("hub", "ip_configuration_ids"),
        "azure_resource_group": ("network", "resource_group"),
    },
}


def link(blueprint: Blueprint, planned: Link) -> Unit:
    """The unit of a link."""
    join = blueprint.joins[planned.name]
    if join.via is Via.PEERING:
        return peering(blueprint, planned)
    unit = f"link/{planned.name}"
    prefix = blueprint.prefix(*planned.between)
    by_cloud = {blueprint.sites[name].cloud: name for name in planned.between}
    spec: dict[str, Any] = {"name": prefix}
    inputs: dict[str, OutputRef] = {}
    for cloud, name in sorted(by_cloud.items()):
        if cloud is CloudName.ONPREM:
            spec["onprem"] = _onprem(blueprint, name)
            continue
        spec[str(cloud)] = {
            **_place(blueprint, unit, name),
            **_HALVES[cloud](blueprint, planned, name, prefix),
        }
        for key, (kind, output) in _INPUTS[cloud].items():
            inputs[key] = OutputRef(f"{kind}/{name}", output)
    spec["tunnels"] = [
        {
            "name": tunnel.name,
            "inside": str(tunnel.inside),
            "ends": {str(cloud): tunnel_end(tunnel, name).address for cloud, name in sorted(by_cloud.items())},
            "psk": f"{prefix}-key-{tunnel.name}",
        }
        for tunnel in planned.tunnels
    ]
    return Unit(unit, "link", recipe_of(blueprint.topology, join).program, spec, inputs)


def _place(blueprint: Blueprint, unit: str, site: str) -> dict[str, Any]:
    place = blueprint.place(unit, site)
    del place["cloud"]
    return {**place, "asn": blueprint.sites[site].asn}


def _onprem(blueprint: Blueprint, site: str) -> dict[str, Any]:
    router = blueprint.site(site).router
    if router is None:
        raise LookupError(f"site {site} has no router")
    return {"address": str(router.public_ip), "asn": router.asn}
