"""Peering of two AWS sites: asked for at the first end, accepted at the second, with routes at both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi_aws.ec2.route import Route
from pulumi_aws.ec2.vpc_peering_connection import VpcPeeringConnection
from pulumi_aws.ec2.vpc_peering_connection_accepter import VpcPeeringConnectionAccepter
from pulumi_aws.get_caller_identity import get_caller_identity_output

from stacks import providers


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, pulumi.Input[Any]]:
    """Program ``link/aws_peering`` of docs/reference/units.md."""
    first, second = spec["ends"]
    asking, accepting = (providers.aws(end, suffix=f"-{end['site']}") for end in spec["ends"])
    connection = VpcPeeringConnection(
        first["name"],
        vpc_id=upstream["vpc_id_0"],
        peer_vpc_id=upstream["vpc_id_1"],
        peer_region=second["region"],
        peer_owner_id=_owner(first, second, accepting),
        auto_accept=False,  # refused by AWS across regions
        tags={**first["tags"], "Name": first["name"]},
        opts=pulumi.ResourceOptions(provider=asking),
    )
    accepted = VpcPeeringConnectionAccepter(
        second["name"],
        vpc_peering_connection_id=connection.id,
        auto_accept=True,
        tags={**second["tags"], "Name": second["name"]},
        opts=pulumi.ResourceOptions(provider=accepting),
    )
    for number, (end, provider) in enumerate(((first, asking), (second, accepting))):
        for table in end["route_tables"]:
            for cidr in end["remote_ranges"]:
                # A route towards a peering that nobody has accepted is refused.
                Route(
                    f"{table}-{cidr}",
                    route_table_id=upstream[f"route_table_ids_{number}"][table],
                    destination_cidr_block=cidr,
                    vpc_peering_connection_id=connection.id,
                    opts=pulumi.ResourceOptions(provider=provider, depends_on=[accepted]),
                )
    return {"status": accepted.accept_status}


def _owner(
    first: Mapping[str, Any], second: Mapping[str, Any], accepting: pulumi.ProviderResource
) -> pulumi.Output[str] | None:
    """The account number of the second end, which AWS wants only where it is another account."""
    if first["account"] == second["account"]:
        return None
    identity = get_caller_identity_output(opts=pulumi.InvokeOutputOptions(provider=accepting))
    account_id: pulumi.Output[str] = identity.apply(lambda found: str(found.account_id))
    return account_id
