"""Unit ``link/<a>~<b>`` for two sites of one cloud: their networks are peered."""

from __future__ import annotations

from meshctl.plan.blueprint import Blueprint
from meshctl.plan.cut.network_aws import private_tables
from meshctl.plan.model import Link
from meshctl.topology.models import CloudName
from meshctl.units import OutputRef, Unit

_INPUTS = {
    CloudName.AWS: {"vpc_id": "vpc_id", "route_table_ids": "private_route_table_ids"},
    CloudName.GCP: {"network_id": "network_id"},
    CloudName.AZURE: {"vnet_id": "vnet_id", "resource_group": "resource_group"},
}
"""For each end: what the program calls it, and the output of the network that it is."""


def peering(blueprint: Blueprint, link: Link) -> Unit:
    """The unit of a peering."""
    unit = f"link/{link.name}"
    cloud = blueprint.sites[link.between[0]].cloud
    prefix = blueprint.prefix(*link.between)
    ends = []
    for site, other in (link.between, link.between[::-1]):
        place = blueprint.place(unit, site)
        del place["cloud"]
        end = {"site": site, **place, "name": blueprint.prefix(site, other)}
        end["remote_ranges"] = blueprint.own_ranges(other)
        if cloud is CloudName.AWS:
            planned = blueprint.sites[site]
            tables = private_tables(blueprint.prefix(site), planned)
            end["route_tables"] = [table["name"] for table in tables]
        ends.append(end)
    inputs = {
        f"{name}_{index}": OutputRef(f"network/{site}", output)
        for index, site in enumerate(link.between)
        for name, output in _INPUTS[cloud].items()
    }
    return Unit(unit, "link", f"link/{cloud}_peering", {"name": prefix, "ends": ends}, inputs)
