"""Security groups and their rules."""

from __future__ import annotations

from typing import Any

from meshctl.simulate.aws.names import COMMON, RETAGGED, arn, common, in_use, numbered, refers, refusal
from meshctl.simulate.aws.network import of_vpc
from meshctl.simulate.kind import Kind, Request, index

SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
_RULES = 60
"""In each direction (AWS-SG-RULES)."""
_SAME = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId", "ipProtocol", "fromPort", "toPort")


def _group_name(request: Request) -> str:
    return str(request.inputs.get("name") or request.outputs.get("name") or request.name)


def _check_group(request: Request) -> None:
    name, vpc_id = _group_name(request), request.inputs.get("vpcId")
    for row in request.all(SECURITY_GROUP):
        if row.id != request.id and (row.outputs["name"], row.inputs.get("vpcId")) == (name, vpc_id):
            raise refusal("InvalidGroup.Duplicate", f"The security group '{name}' already exists for VPC '{vpc_id}'")


def _group_outputs(request: Request, id_: str) -> dict[str, Any]:
    return common(request) | {
        "arn": arn(request, "ec2", f"security-group/{id_}"),
        "ownerId": request.account,
        "name": _group_name(request),
    }


def _check_rule(request: Request) -> None:
    inputs = request.inputs
    group = inputs["securityGroupId"]
    beside = [
        row for row in request.all(request.token) if row.inputs["securityGroupId"] == group and row.id != request.id
    ]
    for row in beside:
        if all(row.inputs.get(key) == inputs.get(key) for key in _SAME):
            raise refusal("InvalidPermission.Duplicate", "the specified rule already exists")
    if len(beside) >= _RULES:
        raise refusal(
            "RulesPerSecurityGroupLimitExceeded",
            "The maximum number of rules per security group has been reached.",
        )


def _rule_outputs(request: Request, id_: str) -> dict[str, Any]:
    return common(request) | {"arn": arn(request, "ec2", f"security-group-rule/{id_}"), "securityGroupRuleId": id_}


def _rule(token: str) -> Kind:
    return Kind(
        token,
        numbered("sgr"),
        _rule_outputs,
        computed=("arn", "securityGroupRuleId", *COMMON),
        recomputed=RETAGGED,
        replaces=frozenset({"securityGroupId"}),
        references=(
            refers("securityGroupId", SECURITY_GROUP, "InvalidGroup.NotFound", "security group", holds=False),
            refers("referencedSecurityGroupId", SECURITY_GROUP, "InvalidGroup.NotFound", "security group"),
        ),
        check=_check_rule,
    )


KINDS = index(
    Kind(
        SECURITY_GROUP,
        numbered("sg"),
        _group_outputs,
        computed=("arn", "ownerId", "name", *COMMON),
        recomputed=RETAGGED,
        seconds=2,
        replaces=frozenset({"name", "namePrefix", "description", "vpcId"}),
        references=(of_vpc(),),
        check=_check_group,
        blocked=in_use("security group"),
        delete_first=True,
    ),
    _rule(INGRESS),
    _rule(EGRESS),
)
