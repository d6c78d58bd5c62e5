"""Unit ``hub/<site>``: the VPN gateway of a site, where a VPN link needs one."""

from __future__ import annotations

from typing import Any

from meshctl.plan.blueprint import Blueprint, cloud_name, subnets
from meshctl.plan.cut.ends import instance, tunnel_end
from meshctl.plan.cut.network_aws import private_tables
from meshctl.plan.hubs import Hub
from meshctl.plan.model import PlannedSite, Purpose, Subnet
from meshctl.topology.models import CloudName
from meshctl.units import OutputRef, Unit

KEEPALIVE = 20
"""CR-KEEP: Cloud Router's default, in seconds; the hold time is three times that."""


def hub(blueprint: Blueprint, chosen: Hub) -> Unit | None:
    """The unit of a site's gateway; a data centre's router is not ours to build."""
    if chosen.cloud is CloudName.ONPREM:
        return None
    unit = f"hub/{chosen.site}"
    site = blueprint.sites[chosen.site]
    prefix = blueprint.prefix(chosen.site)
    spec = {**blueprint.base(unit, prefix, chosen.site), **_spec(blueprint, chosen, site, prefix)}
    network = f"network/{chosen.site}"
    inputs = {name: OutputRef(network, name) for name in _INPUTS[chosen.cloud]}
    return Unit(unit, "hub", f"hub/{chosen.cloud}", spec, inputs)


_INPUTS = {
    CloudName.AWS: ("vpc_id", "private_route_table_ids", "public_route_table_id", "subnet_ids"),
    CloudName.GCP: ("network_id",),
    CloudName.AZURE: ("resource_group", "subnet_ids"),
}


def _spec(blueprint: Blueprint, chosen: Hub, site: PlannedSite, prefix: str) -> dict[str, Any]:
    if chosen.cloud is CloudName.AWS:
        return _aws(blueprint, chosen, site, prefix)
    if chosen.cloud is CloudName.GCP:
        return _gcp(site, prefix)
    return _azure(blueprint, chosen, site, prefix)


def _aws(blueprint: Blueprint, chosen: Hub, site: PlannedSite, prefix: str) -> dict[str, Any]:
    tables = [table["name"] for table in private_tables(prefix, site)]
    common = {"kind": chosen.kind, "asn": site.asn, "private_route_tables": tables}
    if chosen.kind == "vgw":
        return common
    return {
        **common,
        "attachment_subnets": [cloud_name(site.cloud, prefix, subnet) for subnet in _attachment(site)],
        # TGW-VPC-ROUTES: the VPC's tables learn nothing from a transit gateway.
        "remote_ranges": blueprint.remote_ranges(site.name),
    }


def _attachment(site: PlannedSite) -> list[Subnet]:
    """One subnet a zone (TGW-ATT-SUBNET): those made for it, else the first of the nodes' in each zone."""
    candidates = subnets(site, Purpose.TRANSIT) or subnets(site, Purpose.NODES, Purpose.PRIVATE)
    by_zone: dict[str | None, Subnet] = {}
    for subnet in candidates:
        by_zone.setdefault(subnet.zone, subnet)
    return list(by_zone.values())


def _gcp(site: PlannedSite, prefix: str) -> dict[str, Any]:
    router: dict[str, Any] = {
        "name": f"{prefix}-router",
        "asn": site.asn,
        "keepalive": KEEPALIVE,
        # CR-ADV-DEF: every subnet range of the region, secondary ranges (pods) among them (GKE-ALIAS-ADV).
        "advertise_mode": "DEFAULT",
        "advertised_groups": [],
        "advertised_ranges": [],
    }
    return {"gateway": f"{prefix}-vpn", "router": router}


def _azure(blueprint: Blueprint, chosen: Hub, site: PlannedSite, prefix: str) -> dict[str, Any]:
    return {
        "gateway": f"{prefix}-vpn",
        "sku": chosen.kind,
        "generation": chosen.generation,
        "asn": site.asn,
        "active_active": True,
        "instances": [
            {
                "ip_configuration": f"instance-{number}",
                "public_ip": f"{prefix}-vpn-{number}",
                "apipa": _apipa(blueprint, site.name, number),
            }
            for number in (0, 1)
        ],
    }


def _apipa(blueprint: Blueprint, site: str, number: int) -> list[str]:
    return sorted(
        (
            tunnel_end(tunnel, site).address
            for link in blueprint.links
            if site in link.between
            for tunnel in link.tunnels
            if instance(link, tunnel) == number
        ),
        key=lambda address: tuple(int(part) for part in address.split(".")),
    )
