"""VPC peering: asked for on one side, accepted on the other, which may be another region or account."""

from __future__ import annotations

from typing import Any

from meshctl.simulate.aws.names import COMMON, RETAGGED, common, numbered, refusal
from meshctl.simulate.aws.network import SECONDARY, VPC, of_vpc
from meshctl.simulate.aws.ranges import parsed
from meshctl.simulate.kind import Kind, Request, index
from meshctl.simulate.store import Row

PEERING = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"
ACCEPTER = "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter"


def connection(request: Request, id_: object) -> Row | None:
    """The connection that either end knows by that id."""
    return next((row for row in request.store.rows(None, None, PEERING) if row.id == id_), None)


def accepted(request: Request, row: Row) -> bool:
    """Did the second end accept it, or was nobody to be asked."""
    others = request.store.rows(None, None, ACCEPTER)
    return bool(row.inputs.get("autoAccept")) or any(
        other.id == row.id and other.inputs.get("autoAccept") for other in others
    )


def usable(request: Request, id_: str) -> bool:
    """Can this end route towards it: it is one of its two ends, and the connection is active."""
    row = connection(request, id_)
    if row is None or not accepted(request, row):
        return False
    return (request.account, request.region) in ((row.account, row.region), _second_end(row))


def _second_end(row: Row) -> tuple[str, str]:
    return str(row.outputs["peerOwnerId"]), str(row.outputs["peerRegion"])


def _check(request: Request) -> None:
    inputs = request.inputs
    owner = str(inputs.get("peerOwnerId") or request.account)
    region = str(inputs.get("peerRegion") or request.region)
    if inputs.get("autoAccept") and (owner, region) != (request.account, request.region):
        raise refusal(
            "InvalidParameterCombination",
            "`peer_region` cannot be set whilst `auto_accept` is `true` when creating an EC2 VPC Peering Connection",
        )
    first = request.find(VPC, inputs["vpcId"])
    second = request.store.find(owner, region, VPC, str(inputs["peerVpcId"]))
    if second is None:
        raise refusal("InvalidVpcID.NotFound", f"The vpc ID '{inputs['peerVpcId']}' does not exist")
    if first is not None and _overlap(request, first, second):
        # AWS-PEER-OVERLAP: AWS makes it, and it fails at once.
        raise refusal(
            "unexpected state 'failed', wanted target 'active, pending-acceptance'",
            f"VPC Peering Connection between {first.id} and {second.id} failed: overlapping CIDR blocks",
        )
    for row in request.all(PEERING):
        if row.id != request.id and {row.inputs["vpcId"], row.inputs["peerVpcId"]} == {
            inputs["vpcId"],
            inputs["peerVpcId"],
        }:
            raise refusal(
                "VpcPeeringConnectionAlreadyExists", f"A VPC peering connection already exists: {row.id}"
            )


def _overlap(request: Request, first: Row, second: Row) -> bool:
    ours, theirs = (
        [
            parsed(row.inputs["cidrBlock"])
            for row in (vpc, *request.store.rows(vpc.account, vpc.region, SECONDARY))
            if row is vpc or row.inputs["vpcId"] == vpc.id
        ]
        for vpc in (first, second)
    )
    return any(one.overlaps(other) for one in ours for other in theirs)


def _outputs(request: Request, id_: str) -> dict[str, Any]:
    inputs = request.inputs
    return common(request) | {
        "acceptStatus": "active" if inputs.get("autoAccept") else "pending-acceptance",
        "peerOwnerId": inputs.get("peerOwnerId") or request.account,
        "peerRegion": inputs.get("peerRegion") or request.region,
    }


def _check_accepter(request: Request) -> None:
    wanted = request.inputs["vpcPeeringConnectionId"]
    row = connection(request, wanted)
    if row is None or _second_end(row) != (request.account, request.region):
        raise refusal(
            "InvalidVpcPeeringConnectionID.NotFound", f"The vpcPeeringConnection ID '{wanted}' does not exist"
        )


def _accepter_outputs(request: Request, id_: str) -> dict[str, Any]:
    row = connection(request, id_)
    first = row.inputs if row else {}
    active = request.inputs.get("autoAccept") or first.get("autoAccept")
    return common(request) | {
        "acceptStatus": "active" if active else "pending-acceptance",
        "vpcId": first.get("peerVpcId"),
        "peerVpcId": first.get("vpcId"),
        "peerOwnerId": row.account if row else "",
        "peerRegion": row.region if row else "",
    }


KINDS = index(
    Kind(
        PEERING,
        numbered("pcx"),
        _outputs,
        computed=("acceptStatus", "peerOwnerId", "peerRegion", *COMMON),
        recomputed=RETAGGED,
        seconds=5,
        delete_seconds=5,
        replaces=frozenset({"vpcId", "peerVpcId", "peerOwnerId", "peerRegion"}),
        references=(of_vpc(),),
        check=_check,
        delete_first=True,
    ),
    Kind(
        ACCEPTER,
        lambda request: str(request.inputs["vpcPeeringConnectionId"]),
        _accepter_outputs,
        computed=("acceptStatus", "vpcId", "peerVpcId", "peerOwnerId", "peerRegion", *COMMON),
        recomputed=RETAGGED | {"acceptStatus"},
        seconds=5,
        replaces=frozenset({"vpcPeeringConnectionId"}),
        check=_check_accepter,
    ),
)
