"""Unit ``cluster/<cluster>`` on AWS: an EKS cluster whose pods have addresses of the VPC."""

from __future__ import annotations

import re
from typing import Any

from meshctl.plan.blueprint import Blueprint, cloud_name, serving, subnets
from meshctl.plan.cut.load_balancer_policy import POLICY
from meshctl.plan.model import PlannedCluster, Purpose
from meshctl.plan.names import fit
from meshctl.units import OutputRef, Unit

ROLE_LIMIT = 64
"""Characters of an IAM role's name."""
DISK_GB = 50
CLUSTER_POLICIES = ("arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",)
NODE_POLICIES = (
    "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
    "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
    "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy",
)
CONTROLLER = "aws-load-balancer-controller"
_GRAVITON = re.compile(r"[a-z]+\d+g[a-z]*\.")


def cluster(blueprint: Blueprint, planned: PlannedCluster) -> Unit:
    """The unit of an EKS cluster."""
    unit = f"cluster/{planned.name}"
    prefix = blueprint.prefix(planned.name)
    wanted = blueprint.wanted(planned.name)
    site = blueprint.sites[planned.site]
    nodes = serving(subnets(site, Purpose.NODES, Purpose.PODS), planned.name)
    spec = {
        **blueprint.base(unit, prefix, planned.site),
        "kubernetes": wanted.kubernetes,
        "services_cidr": str(planned.services[0]),
        "subnets": [cloud_name(site.cloud, blueprint.prefix(planned.site), subnet) for subnet in nodes],
        # Other clusters' istiods read this API with a token of its reader, from addresses not known before.
        "endpoint": {"public": True, "private": True, "public_cidrs": ["0.0.0.0/0"]},
        "cluster_role": fit(f"{prefix}-cluster", ROLE_LIMIT),
        "node_role": fit(f"{prefix}-nodes", ROLE_LIMIT),
        "node_policies": list(NODE_POLICIES),
        "cluster_policies": list(CLUSTER_POLICIES),
        "node_group": {
            "name": f"{prefix}-nodes",
            "instance_type": wanted.nodes.type,
            "ami_type": _ami_type(wanted.nodes.type),
            "min": wanted.nodes.min,
            "max": wanted.nodes.max,
            "desired": wanted.nodes.min,
            "max_unavailable": 1,
            "disk_gb": DISK_GB,
            "max_pods": wanted.pods_per_node,
            "launch_template": f"{prefix}-nodes",
        },
        "addons": _addons(blueprint.keeps_pod_addresses(planned.name)),
        "load_balancer_controller": _controller(prefix) if blueprint.has_gateway(planned.name) else None,
    }
    network = f"network/{planned.site}"
    inputs = {name: OutputRef(network, name) for name in ("subnet_ids", "security_group_id")}
    return Unit(unit, "cluster", "cluster/aws", spec, inputs)


def _ami_type(instance_type: str) -> str:
    """Amazon Linux 2023 for the processor: families with a ``g`` behind their number (``m7g``) are Graviton."""
    arm = _GRAVITON.match(instance_type) is not None
    return "AL2023_ARM_64_STANDARD" if arm else "AL2023_x86_64_STANDARD"


def _addons(keep: bool) -> list[dict[str, Any]]:
    environment = {"ENABLE_PREFIX_DELEGATION": "true", "WARM_PREFIX_TARGET": "1"}
    if keep:
        # EKS-SNAT: pods keep their address on the way to the other clouds.
        environment["AWS_VPC_K8S_CNI_EXTERNALSNAT"] = "true"
    return [
        _addon("coredns", {}, before_nodes=False),
        _addon("eks-pod-identity-agent", {}, before_nodes=True),
        _addon("kube-proxy", {}, before_nodes=True),
        _addon("vpc-cni", {"env": environment}, before_nodes=True),
    ]


def _addon(name: str, configuration: dict[str, Any], *, before_nodes: bool) -> dict[str, Any]:
    return {"name": name, "version": None, "configuration": configuration, "before_nodes": before_nodes}


def _controller(prefix: str) -> dict[str, Any]:
    return {
        "role": fit(f"{prefix}-load-balancer", ROLE_LIMIT),
        "policy": f"{prefix}-load-balancer",
        "policy_document": POLICY,
        "service_account": CONTROLLER,
        "namespace": "kube-system",
    }
