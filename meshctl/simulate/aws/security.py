"""Security groups and their rules."""

from __future__ import annotations

from typing import Any

from meshctl.simulate.aws import ranges
from meshctl.simulate.aws.ec2 import RETAGGED, TOLD, numbered, tags, told
from meshctl.simulate.aws.eks import attached_groups, cluster_groups
from meshctl.simulate.aws.place import arn
from meshctl.simulate.aws.words import IN_VPC, SECURITY_GROUP, no_security_group, refused
from meshctl.simulate.kind import Kind, Request, index
from meshctl.simulate.quotas import allowed

_RULES = 60
_DIRECTIONS = ("Ingress", "Egress")


def _rule_token(direction: str) -> str:
    return f"aws:vpc/securityGroup{direction}Rule:SecurityGroup{direction}Rule"


def _check_group(request: Request) -> None:
    name, vpc = str(request.inputs["name"]), request.inputs["vpcId"]
    if name.startswith("sg-"):
        raise refused("InvalidParameterValue", f"invalid value for name (cannot begin with sg-): {name}")
    for other in request.all(SECURITY_GROUP):
        if other.id != request.id and (other.inputs["name"], other.inputs["vpcId"]) == (name, vpc):
            raise refused("InvalidGroup.Duplicate", f"The security group '{name}' already exists for VPC '{vpc}'")


def _group_outputs(request: Request, id_: str) -> dict[str, Any]:
    return told(request, "security-group", id_) | {
        "ingress": request.inputs.get("ingress") or [],
        "egress": request.inputs.get("egress") or [],
        "description": request.inputs.get("description") or "Managed by Pulumi",
    }


def _delete_group(request: Request) -> None:
    """Refuse while nodes have it; its rules go with it."""
    if request.id in attached_groups(request):
        raise refused("DependencyViolation", f"resource {request.id} has a dependent object")
    for direction in _DIRECTIONS:
        for row in request.all(_rule_token(direction)):
            if row.inputs["securityGroupId"] == request.id:
                request.store.delete(row, 0.0)
            elif row.inputs.get("referencedSecurityGroupId") == request.id:
                raise refused("DependencyViolation", f"resource {request.id} has a dependent object")


def _meaning(inputs: Any) -> tuple[Any, ...]:
    keys = ("securityGroupId", "ipProtocol", "fromPort", "toPort", "cidrIpv4", "cidrIpv6", "referencedSecurityGroupId")
    return tuple(inputs.get(key) for key in keys)


def _check_rule(request: Request) -> None:
    inputs = request.inputs
    group = str(inputs["securityGroupId"])
    if request.find(SECURITY_GROUP, group) is None and group not in cluster_groups(request):
        raise no_security_group(group)
    peers = [key for key in ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId") if inputs.get(key)]
    if len(peers) != 1:
        raise refused("InvalidParameterCombination", "Exactly one source or destination must be given.")
    if inputs.get("cidrIpv4"):
        ranges.parse(inputs["cidrIpv4"])
    if str(inputs["ipProtocol"]) == "-1" and (inputs.get("fromPort") or inputs.get("toPort")):
        raise refused("InvalidParameterValue", "Ports cannot be given with all protocols.")
    others = [row for row in request.all(request.token) if row.id != request.id]
    if any(_meaning(row.inputs) == _meaning(inputs) for row in others):
        what = (
            f"peer: {inputs[peers[0]]}, {'ALL' if str(inputs['ipProtocol']) == '-1' else inputs['ipProtocol']}, ALLOW"
        )
        raise refused("InvalidPermission.Duplicate", f'the specified rule "{what}" already exists')
    there = [row for row in others if row.inputs["securityGroupId"] == group]
    if not request.id and len(there) >= allowed(request.store, request.token, _RULES):
        raise refused(
            "RulesPerSecurityGroupLimitExceeded", "The maximum number of rules per security group has been reached."
        )


def _rule_outputs(request: Request, id_: str) -> dict[str, Any]:
    return {
        "arn": arn("ec2", request.region, request.account, f"security-group-rule/{id_}"),
        "securityGroupRuleId": id_,
        "tagsAll": tags(request.inputs),
        "region": request.region,
    }


KINDS = index(
    Kind(
        SECURITY_GROUP,
        numbered("sg"),
        _group_outputs,
        computed=(*TOLD, "ingress", "egress", "description"),
        recomputed=RETAGGED,
        seconds=3,
        delete_seconds=2,
        replaces=frozenset({"name", "description", "vpcId", "region"}),
        references=(IN_VPC,),
        check=_check_group,
        before_delete=_delete_group,
    ),
    *(
        Kind(
            _rule_token(direction),
            numbered("sgr"),
            _rule_outputs,
            computed=("arn", "securityGroupRuleId", "tagsAll", "region"),
            recomputed=RETAGGED,
            replaces=frozenset({"securityGroupId", "region"}),
            check=_check_rule,
        )
        for direction in _DIRECTIONS
    ),
)
