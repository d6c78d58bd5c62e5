"""The IAM roles of an EKS cluster: its control plane's, its nodes' and its load balancer controller's."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
from pulumi_aws.eks.cluster import Cluster
from pulumi_aws.eks.pod_identity_association import PodIdentityAssociation
from pulumi_aws.iam.policy import Policy
from pulumi_aws.iam.role import Role
from pulumi_aws.iam.role_policy_attachment import RolePolicyAttachment

PODS = "pods.eks.amazonaws.com"
"""EKS Pod Identity: takes roles on behalf of pods, and tags the session with the pod's own names."""


def service_role(spec: Mapping[str, Any], name: str, service: str, opts: pulumi.ResourceOptions) -> Role:
    """A role that an AWS service takes."""
    actions = ["sts:AssumeRole", "sts:TagSession"] if service == PODS else ["sts:AssumeRole"]
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": actions}
    return Role(
        name,
        name=name,
        assume_role_policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        tags={**spec["tags"], "Name": name},
        opts=opts,
    )


def attach(name: str, role: Role, policies: Sequence[str], opts: pulumi.ResourceOptions) -> list[pulumi.Resource]:
    """Gives the role each of these managed policies (ARNs)."""
    return [
        RolePolicyAttachment(f"{name}-{arn.rpartition('/')[2]}", role=role.name, policy_arn=arn, opts=opts)
        for arn in policies
    ]


def load_balancer_controller(spec: Mapping[str, Any], cluster: Cluster, opts: pulumi.ResourceOptions) -> None:
    """The role of the controller, bound to the account that its chart makes."""
    wanted = spec["load_balancer_controller"]
    role = service_role(spec, wanted["role"], PODS, opts)
    policy = Policy(
        wanted["policy"],
        name=wanted["policy"],
        policy=json.dumps(wanted["policy_document"]),
        tags={**spec["tags"], "Name": wanted["policy"]},
        opts=opts,
    )
    RolePolicyAttachment(wanted["policy"], role=role.name, policy_arn=policy.arn, opts=opts)
    name = f"{spec['name']}-{wanted['service_account']}"
    PodIdentityAssociation(
        name,
        cluster_name=cluster.name,
        namespace=wanted["namespace"],
        service_account=wanted["service_account"],
        role_arn=role.arn,
        tags={**spec["tags"], "Name": name},
        opts=opts,
    )
