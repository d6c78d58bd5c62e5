"""What the AWS Load Balancer Controller may do, for the network load balancer of an east-west gateway.

It looks at the network, makes load balancers, target groups and security groups, and changes only those
that carry its tag.
"""

from __future__ import annotations

from typing import Any

_OWN = {"Null": {"aws:ResourceTag/elbv2.k8s.aws/cluster": "false"}}
_NEW = {"Null": {"aws:RequestTag/elbv2.k8s.aws/cluster": "false"}}
_ELB = "arn:aws:elasticloadbalancing:*:*"


def _allow(
    service: str,
    actions: tuple[str, ...],
    resource: str | list[str] = "*",
    condition: dict[str, Any] | None = None,
) -> dict[str, Any]:
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Action": [f"{service}:{action}" for action in actions],
        "Resource": resource,
    }
    return {**statement, "Condition": condition} if condition else statement


_LOOK = (
    "DescribeAccountAttributes",
    "DescribeAddresses",
    "DescribeAvailabilityZones",
    "DescribeCoipPools",
    "DescribeInstances",
    "DescribeInternetGateways",
    "DescribeNetworkInterfaces",
    "DescribeRouteTables",
    "DescribeSecurityGroups",
    "DescribeSubnets",
    "DescribeTags",
    "DescribeVpcPeeringConnections",
    "DescribeVpcs",
    "GetCoipPoolUsage",
    "GetSecurityGroupsForVpc",
)
_LOOK_AT_BALANCERS = (
    "DescribeListenerAttributes",
    "DescribeListenerCertificates",
    "DescribeListeners",
    "DescribeLoadBalancerAttributes",
    "DescribeLoadBalancers",
    "DescribeRules",
    "DescribeSSLPolicies",
    "DescribeTags",
    "DescribeTargetGroupAttributes",
    "DescribeTargetGroups",
    "DescribeTargetHealth",
)
_CHANGE_BALANCERS = (
    "DeleteLoadBalancer",
    "DeleteTargetGroup",
    "ModifyLoadBalancerAttributes",
    "ModifyTargetGroup",
    "ModifyTargetGroupAttributes",
    "SetIpAddressType",
    "SetSecurityGroups",
    "SetSubnets",
)
_CHANGE_LISTENERS = (
    "CreateListener",
    "CreateRule",
    "DeleteListener",
    "DeleteRule",
    "ModifyListener",
    "ModifyListenerAttributes",
    "ModifyRule",
)
_BALANCERS = [f"{_ELB}:{kind}/*" for kind in ("loadbalancer/net", "targetgroup")]
_LISTENERS = [f"{_ELB}:{kind}/*" for kind in ("listener/net", "listener-rule/net")]

POLICY: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        _allow(
            "iam",
            ("CreateServiceLinkedRole",),
            condition={"StringEquals": {"iam:AWSServiceName": "elasticloadbalancing.amazonaws.com"}},
        ),
        _allow("ec2", _LOOK),
        _allow("elasticloadbalancing", _LOOK_AT_BALANCERS),
        _allow("ec2", ("AuthorizeSecurityGroupIngress", "CreateSecurityGroup", "RevokeSecurityGroupIngress")),
        _allow("ec2", ("CreateTags",), "arn:aws:ec2:*:*:security-group/*", _NEW),
        _allow("ec2", ("CreateTags", "DeleteTags"), "arn:aws:ec2:*:*:security-group/*", _OWN),
        _allow("ec2", ("DeleteSecurityGroup",), condition=_OWN),
        _allow("elasticloadbalancing", ("CreateLoadBalancer", "CreateTargetGroup"), condition=_NEW),
        _allow("elasticloadbalancing", ("AddTags",), _BALANCERS, _NEW),
        _allow("elasticloadbalancing", ("AddTags", "RemoveTags"), [*_BALANCERS, *_LISTENERS]),
        _allow("elasticloadbalancing", _CHANGE_BALANCERS, condition=_OWN),
        _allow("elasticloadbalancing", _CHANGE_LISTENERS),
        _allow("elasticloadbalancing", ("DeregisterTargets", "RegisterTargets"), f"{_ELB}:targetgroup/*"),
    ],
}
