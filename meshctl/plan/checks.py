"""What the file asks for, against what the clouds have and allow by default."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from meshctl.findings import Finding, Severity
from meshctl.plan.blueprint import Blueprint
from meshctl.plan.cut.network_aws import GATEWAY_ZONES
from meshctl.plan.subnets.checks import check_region
from meshctl.topology.models import CloudName, Positions, Topology

ELASTIC_ADDRESSES = 5
"""AWS-QUOTA-EIP: in a region, by default; can be raised."""


def against_clouds(topology: Topology, positions: Positions) -> tuple[Finding, ...]:
    """Errors for regions that do not exist, or have fewer zones: without them nothing more can be planned."""
    return tuple(
        finding
        for index, site in enumerate(topology.sites)
        for finding in check_region(site, f"sites[{index}]", positions)
    )


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
