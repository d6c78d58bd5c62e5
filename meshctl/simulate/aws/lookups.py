"""Questions to AWS: who is asking, where, and what has certain tags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from meshctl.simulate.aws.place import arn, zone_id, zones
from meshctl.simulate.kind import InvokeCall
from meshctl.simulate.store import Row

_UNARNED = {
    "aws:ec2/natGateway:NatGateway": "natgateway",
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": "vpc-peering-connection",
}
"""What has an ARN that its resource does not tell."""


def caller_identity(call: InvokeCall) -> Mapping[str, Any]:
    """Who is asking."""
    user = "AIDASIMULATEDUSER000"
    return {
        "accountId": call.account,
        "arn": arn("iam", "", call.account, "user/simulated"),
        "userId": user,
        "id": call.account,
    }


def region(call: InvokeCall) -> Mapping[str, Any]:
    """Where the provider works."""
    return {
        "id": call.region,
        "name": call.region,
        "region": call.region,
        "endpoint": f"ec2.{call.region}.amazonaws.com",
        "description": call.region,
    }


def availability_zones(call: InvokeCall) -> Mapping[str, Any]:
    """The zones of the region."""
    names = zones(call.region)
    return {
        "id": call.region,
        "names": names,
        "zoneIds": [zone_id(name) for name in names],
        "groupNames": [call.region],
        "region": call.region,
    }


def tagged(call: InvokeCall) -> Mapping[str, Any]:
    """What has all of the tags, ready or not; IAM's resources are not among them."""
    filters = call.args.get("tagFilters") or []
    found = [row for row in call.store.rows(call.account, call.region) if row.package == "aws" and _has(row, filters)]
    return {
        "id": call.region,
        "region": call.region,
        "tagFilters": filters,
        "resourceTagMappingLists": [
            {"resourceArn": name, "tags": row.outputs["tagsAll"], "complianceDetails": []}
            for row in found
            if (name := _arn(row))
        ],
    }


def _has(row: Row, filters: list[Mapping[str, Any]]) -> bool:
    tags = row.outputs.get("tagsAll") or {}
    return bool(tags) and all(
        each["key"] in tags and (not each.get("values") or tags[each["key"]] in each["values"]) for each in filters
    )


def _arn(row: Row) -> str:
    noun = _UNARNED.get(row.token)
    if noun:
        return arn("ec2", row.region, row.account, f"{noun}/{row.id}")
    return str(row.outputs.get("arn") or row.outputs.get("associationArn") or "")


INVOKES = {
    "aws:index/getCallerIdentity:getCallerIdentity": caller_identity,
    "aws:index/getRegion:getRegion": region,
    "aws:index/getAvailabilityZones:getAvailabilityZones": availability_zones,
    "aws:resourcegroupstaggingapi/getResources:getResources": tagged,
}
