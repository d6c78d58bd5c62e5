"""An EKS cluster: control plane, one group of nodes, add-ons, and what its load balancers may do.

Add-ons of the network have to stand before the first node, the others need nodes to run on.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi_aws.ec2.launch_template import LaunchTemplate
from pulumi_aws.eks.addon import Addon
from pulumi_aws.eks.cluster import Cluster
from pulumi_aws.eks.node_group import NodeGroup
from pulumi_aws.iam.role import Role

from stacks import kubeconfig, providers
from stacks.cluster import aws_roles

ROOT_DEVICE = "/dev/xvda"
"""Of Amazon Linux 2023."""


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, pulumi.Input[Any]]:
    """Program ``cluster/aws`` of docs/reference/units.md."""
    opts = pulumi.ResourceOptions(provider=providers.aws(spec))
    cluster_role = aws_roles.service_role(spec, spec["cluster_role"], "eks.amazonaws.com", opts)
    cluster_policies = aws_roles.attach(spec["cluster_role"], cluster_role, spec["cluster_policies"], opts)
    node_role = aws_roles.service_role(spec, spec["node_role"], "ec2.amazonaws.com", opts)
    node_policies = aws_roles.attach(spec["node_role"], node_role, spec["node_policies"], opts)
    subnet_ids = [upstream["subnet_ids"][name] for name in spec["subnets"]]
    cluster = _cluster(spec, cluster_role, subnet_ids, _after(opts, cluster_policies))
    early = [_addon(spec, cluster, addon, opts) for addon in spec["addons"] if addon["before_nodes"]]
    template = _launch_template(spec, cluster, upstream["security_group_id"], opts)
    nodes = _nodes(spec, cluster, node_role, subnet_ids, template, _after(opts, [*node_policies, *early]))
    for addon in spec["addons"]:
        if not addon["before_nodes"]:
            _addon(spec, cluster, addon, _after(opts, [nodes]))
    if spec["load_balancer_controller"] is not None:
        aws_roles.load_balancer_controller(spec, cluster, opts)
    ca = cluster.certificate_authority.data
    return {
        "name": cluster.name,
        "endpoint": cluster.endpoint,
        "ca": ca,
        "kubeconfig": pulumi.Output.secret(
            pulumi.Output.all(cluster.name, cluster.endpoint, ca).apply(
                lambda found: kubeconfig.text(found[0], found[1], found[2], _user(spec, found[0]))
            )
        ),
        "security_group_id": cluster.vpc_config.cluster_security_group_id,
    }


def _after(opts: pulumi.ResourceOptions, first: list[pulumi.Resource]) -> pulumi.ResourceOptions:
    merged: pulumi.ResourceOptions = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=first))
    return merged


def _cluster(spec: Mapping[str, Any], role: Role, subnet_ids: list[Any], opts: pulumi.ResourceOptions) -> Cluster:
    name = spec["name"]
    return Cluster(
        name,
        name=name,
        role_arn=role.arn,
        version=spec["kubernetes"],
        # Whoever builds the cluster also installs the mesh, so it is the first that may enter.
        access_config={
            "authentication_mode": "API",
            "bootstrap_cluster_creator_admin_permissions": True,
        },
        bootstrap_self_managed_addons=False,  # all of them come as add-ons, in their configuration
        kubernetes_network_config={"service_ipv4_cidr": spec["services_cidr"], "ip_family": "ipv4"},
        vpc_config={
            "subnet_ids": subnet_ids,
            "endpoint_public_access": spec["endpoint"]["public"],
            "endpoint_private_access": spec["endpoint"]["private"],
            "public_access_cidrs": spec["endpoint"]["public_cidrs"],
        },
        tags={**spec["tags"], "Name": name},
        opts=opts,
    )


def _addon(spec: Mapping[str, Any], cluster: Cluster, addon: Mapping[str, Any], opts: pulumi.ResourceOptions) -> Addon:
    name = f"{spec['name']}-{addon['name']}"
    configuration = addon["configuration"]
    return Addon(
        name,
        cluster_name=cluster.name,
        addon_name=addon["name"],
        addon_version=addon["version"],
        configuration_values=json.dumps(configuration, sort_keys=True) if configuration else None,
        resolve_conflicts_on_create="OVERWRITE",
        resolve_conflicts_on_update="OVERWRITE",
        tags={**spec["tags"], "Name": name},
        opts=opts,
    )


def _launch_template(
    spec: Mapping[str, Any], cluster: Cluster, security_group_id: Any, opts: pulumi.ResourceOptions
) -> LaunchTemplate:
    group = spec["node_group"]
    name = group["launch_template"]
    tags = {**spec["tags"], "Name": group["name"]}
    return LaunchTemplate(
        name,
        name=name,
        update_default_version=True,
        # A template with groups of its own no longer gets the cluster's by itself.
        vpc_security_group_ids=[cluster.vpc_config.cluster_security_group_id, security_group_id],
        block_device_mappings=[
            {
                "device_name": ROOT_DEVICE,
                "ebs": {
                    "volume_size": group["disk_gb"],
                    "volume_type": "gp3",
                    "encrypted": "true",
                    "delete_on_termination": "true",
                },
            }
        ],
        # One hop: pods cannot take the node's role. Those that need one have a role of their own.
        metadata_options={
            "http_endpoint": "enabled",
            "http_tokens": "required",
            "http_put_response_hop_limit": 1,
        },
        user_data=_node_config(group["max_pods"]),
        tag_specifications=[
            {"resource_type": kind, "tags": tags} for kind in ("instance", "network-interface", "volume")
        ],
        tags={**spec["tags"], "Name": name},
        opts=opts,
    )


def _node_config(max_pods: int) -> str:
    """The part of the nodes' configuration that EKS does not know: it counts addresses one by one, and with
    prefixes there are more (EKS-PREFIX)."""
    part = {
        "apiVersion": "node.eks.aws/v1alpha1",
        "kind": "NodeConfig",
        "spec": {"kubelet": {"config": {"maxPods": max_pods}}},
    }
    lines = [
        "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="BOUNDARY"',
        "",
        "--BOUNDARY",
        "Content-Type: application/node.eks.aws",
        "",
        json.dumps(part),
        "",
        "--BOUNDARY--",
        "",
    ]
    return base64.b64encode("\n".join(lines).encode()).decode()


def _nodes(
    spec: Mapping[str, Any],
    cluster: Cluster,
    role: Role,
    subnet_ids: list[Any],
    template: LaunchTemplate,
    opts: pulumi.ResourceOptions,
) -> NodeGroup:
    group = spec["node_group"]
    return NodeGroup(
        group["name"],
        cluster_name=cluster.name,
        node_group_name=group["name"],
        node_role_arn=role.arn,
        subnet_ids=subnet_ids,
        ami_type=group["ami_type"],
        instance_types=[group["instance_type"]],
        launch_template={"id": template.id, "version": template.latest_version.apply(str)},
        # The desired size follows the smallest: EKS refuses one below it when that is raised.
        scaling_config={
            "min_size": group["min"],
            "max_size": group["max"],
            "desired_size": group["desired"],
        },
        update_config={"max_unavailable": group["max_unavailable"]},
        tags={**spec["tags"], "Name": group["name"]},
        opts=opts,
    )


def _user(spec: Mapping[str, Any], name: str) -> dict[str, Any]:
    profile = ["--profile", spec["account"]] if spec["account"] else []
    arguments = ["eks", "get-token", "--cluster-name", name, "--region", spec["region"], *profile]
    return kubeconfig.by_tool("aws", [*arguments, "--output", "json"])
