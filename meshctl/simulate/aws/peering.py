"""Peering of two VPCs: asked for by one side, accepted by the other, whose region and account may be others."""

from __future__ import annotations

from typing import Any

from meshctl.simulate.aws.ec2 import RETAGGED, numbered, tags
from meshctl.simulate.aws.vpc import blocks
from meshctl.simulate.aws.words import VPC, no_vpc, not_found, refused
from meshctl.simulate.kind import CloudError, Kind, Reference, Request, index
from meshctl.simulate.store import Row

PEERING = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"
ACCEPTER = "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter"

_OPTIONS = {"allowRemoteVpcDnsResolution": False}


def peering(request: Request, id_: str) -> Row | None:
    """A peering connection: both sides see it, wherever they are."""
    return next((row for row in request.store.rows(None, None, PEERING) if row.id == id_), None)


def _peer(request: Request) -> Row | None:
    owner = str(request.inputs.get("peerOwnerId") or request.account)
    region = str(request.inputs.get("peerRegion") or request.region)
    return request.store.find(owner, region, VPC, str(request.inputs["peerVpcId"]))


def _check(request: Request) -> None:
    if request.inputs.get("autoAccept") and request.inputs.get("peerRegion"):
        raise CloudError(
            "InvalidParameterCombination",
            "`peer_region` cannot be set whilst `auto_accept` is `true` when creating an EC2 VPC Peering Connection",
        )
    own, peer = request.find(VPC, request.inputs["vpcId"]), _peer(request)
    if own is None:
        return
    crossing = peer is not None and any(
        mine.overlaps(theirs) for mine in blocks(request, own) for theirs in blocks(request, peer)
    )
    if peer is None or crossing:
        raise CloudError(
            "Failed",
            "waiting for EC2 VPC Peering Connection create: unexpected state 'failed', wanted target 'active, "
            "pending-acceptance'. last error: failed: Failed due to incorrect VPC-ID, Account ID, or overlapping "
            "CIDR range",
        )
    for other in request.all(PEERING):
        if other.id != request.id and {other.inputs["vpcId"], other.inputs["peerVpcId"]} == {own.id, peer.id}:
            raise refused(
                "VpcPeeringConnectionAlreadyExists",
                f"A VPC peering connection between {own.id} and {peer.id} already exists: {other.id}",
            )


def _outputs(request: Request, id_: str) -> dict[str, Any]:
    accepted = request.inputs.get("autoAccept") or request.outputs.get("acceptStatus") == "active"
    return {
        "acceptStatus": "active" if accepted else "pending-acceptance",
        "peerOwnerId": request.inputs.get("peerOwnerId") or request.account,
        "peerRegion": request.inputs.get("peerRegion") or request.region,
        "region": request.region,
        "accepter": _OPTIONS,
        "requester": _OPTIONS,
        "tagsAll": tags(request.inputs),
    }


def _check_accepter(request: Request) -> None:
    id_ = str(request.inputs["vpcPeeringConnectionId"])
    found = peering(request, id_)
    there = found and (found.outputs["peerOwnerId"], found.outputs["peerRegion"]) == (request.account, request.region)
    if not there:
        raise not_found("InvalidVpcPeeringConnectionID.NotFound", "vpcPeeringConnection")(id_)


def _accept(request: Request, id_: str) -> dict[str, Any]:
    """Accepts, so that both sides see the connection as active."""
    found = peering(request, id_)
    status = found.outputs["acceptStatus"] if found else "deleted"
    if found and request.inputs.get("autoAccept"):
        status = "active"
        request.store.change(found, found.inputs, {**found.outputs, "acceptStatus": status})
    return {
        "acceptStatus": status,
        "vpcId": found.inputs["peerVpcId"] if found else "",
        "peerVpcId": found.inputs["vpcId"] if found else "",
        "peerOwnerId": found.account if found else "",
        "peerRegion": found.region if found else "",
        "region": request.region,
        "accepter": _OPTIONS,
        "requester": _OPTIONS,
        "tagsAll": tags(request.inputs),
    }


KINDS = index(
    Kind(
        PEERING,
        numbered("pcx"),
        _outputs,
        computed=("acceptStatus", "peerOwnerId", "peerRegion", "region", "accepter", "requester", "tagsAll"),
        recomputed=RETAGGED,
        seconds=5,
        delete_seconds=5,
        replaces=frozenset({"vpcId", "peerVpcId", "peerOwnerId", "peerRegion", "region"}),
        references=(Reference("vpcId", VPC, no_vpc, holds=False),),
        check=_check,
    ),
    Kind(
        ACCEPTER,
        lambda request: str(request.inputs["vpcPeeringConnectionId"]),
        _accept,
        computed=(
            *("acceptStatus", "vpcId", "peerVpcId", "peerOwnerId", "peerRegion", "region"),
            *("accepter", "requester", "tagsAll"),
        ),
        recomputed=frozenset({"tagsAll", "acceptStatus"}),
        seconds=5,
        replaces=frozenset({"vpcPeeringConnectionId", "region"}),
        check=_check_accepter,
    ),
)
