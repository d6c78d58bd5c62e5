"""A GKE cluster over the zones of a region: private nodes, pods with addresses of the VPC network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi_gcp.container.cluster import Cluster
from pulumi_gcp.container.node_pool import NodePool
from pulumi_gcp.projects.iam_member import IAMMember
from pulumi_gcp.serviceaccount.account import Account

from stacks import kubeconfig, providers

NODE_ROLE = "roles/container.defaultNodeServiceAccount"
"""What a node has to do: write logs and metrics."""
PLUGIN = "gke-gcloud-auth-plugin"
SCOPE = "https://www.googleapis.com/auth/cloud-platform"
"""What nodes may do is said by the role alone."""


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, pulumi.Input[Any]]:
    """Program ``cluster/gcp`` of docs/reference/units.md."""
    opts = pulumi.ResourceOptions(provider=providers.gcp(spec))
    project = pulumi.Output.from_input(upstream["network_id"]).apply(_project)
    account_id = spec["node_pool"]["service_account_id"]
    account = Account(account_id, account_id=account_id, display_name=f"Nodes of {spec['name']}", opts=opts)
    may = IAMMember(
        account_id,
        project=project,
        role=NODE_ROLE,
        member=pulumi.Output.concat("serviceAccount:", account.email),
        opts=opts,
    )
    cluster = _cluster(spec, upstream, account, project, opts)
    _nodes(spec, cluster, account, may, opts)
    endpoint = pulumi.Output.concat("https://", cluster.endpoint)
    ca = cluster.master_auth.cluster_ca_certificate
    return {
        "name": cluster.name,
        "endpoint": endpoint,
        "ca": ca,
        "kubeconfig": pulumi.Output.secret(
            pulumi.Output.all(cluster.name, endpoint, ca).apply(
                lambda found: kubeconfig.text(found[0], found[1], found[2], kubeconfig.by_tool(PLUGIN, []))
            )
        ),
    }


def _project(network_id: str) -> str:
    """The project, out of ``.../projects/<project>/global/networks/<name>``: a spec need not name it."""
    return network_id.partition("/projects/")[2].partition("/")[0]


def _cluster(
    spec: Mapping[str, Any],
    upstream: Mapping[str, Any],
    account: Account,
    project: pulumi.Output[str],
    opts: pulumi.ResourceOptions,
) -> Cluster:
    return Cluster(
        spec["name"],
        name=spec["name"],
        location=spec["location"],
        node_locations=spec["zones"],
        min_master_version=spec["kubernetes"],
        release_channel={"channel": spec["release_channel"]},
        network=upstream["network_id"],
        subnetwork=upstream["subnetwork_ids"][spec["subnetwork"]],
        networking_mode="VPC_NATIVE",
        ip_allocation_policy={
            "cluster_secondary_range_name": spec["pods_range"],
            "services_secondary_range_name": spec["services_range"],
        },
        default_max_pods_per_node=spec["max_pods_per_node"],
        default_snat_status={"disabled": spec["default_snat_disabled"]},  # GKE-SNAT-OFF
        datapath_provider=spec["datapath"],
        private_cluster_config={
            "enable_private_nodes": True,
            "enable_private_endpoint": False,
            "master_ipv4_cidr_block": spec["master_cidr"],  # GKE-MASTER-PSC: None on new clusters
        },
        master_authorized_networks_config={
            "cidr_blocks": [{"cidr_block": cidr} for cidr in spec["authorized_networks"]]
        },
        workload_identity_config={"workload_pool": pulumi.Output.concat(project, ".svc.id.goog")},
        # A cluster cannot be made without a pool; the one that it comes with goes at once.
        remove_default_node_pool=True,
        initial_node_count=1,
        node_config={"service_account": account.email, "oauth_scopes": [SCOPE]},
        deletion_protection=False,
        resource_labels=spec["tags"],
        opts=pulumi.ResourceOptions.merge(
            opts, pulumi.ResourceOptions(ignore_changes=["nodeConfig", "initialNodeCount"])
        ),
    )


def _nodes(
    spec: Mapping[str, Any],
    cluster: Cluster,
    account: Account,
    may: IAMMember,
    opts: pulumi.ResourceOptions,
) -> NodePool:
    pool = spec["node_pool"]
    return NodePool(
        pool["name"],
        name=pool["name"],
        cluster=cluster.name,
        location=spec["location"],
        node_locations=spec["zones"],
        initial_node_count=1,  # in each zone; the limits are of the pool as a whole
        autoscaling={
            "total_min_node_count": pool["min_total"],
            "total_max_node_count": pool["max_total"],
            "location_policy": "BALANCED",
        },
        max_pods_per_node=spec["max_pods_per_node"],
        management={"auto_repair": True, "auto_upgrade": True},  # a release channel demands both
        upgrade_settings={"max_surge": 1, "max_unavailable": 0},
        node_config={
            "machine_type": pool["machine_type"],
            "disk_size_gb": pool["disk_gb"],
            "service_account": account.email,
            "oauth_scopes": [SCOPE],
            "workload_metadata_config": {"mode": "GKE_METADATA"},
            "shielded_instance_config": {"enable_secure_boot": True, "enable_integrity_monitoring": True},
            "metadata": {"disable-legacy-endpoints": "true"},
            "resource_labels": spec["tags"],
        },
        opts=pulumi.ResourceOptions.merge(
            opts, pulumi.ResourceOptions(depends_on=[may], ignore_changes=["initialNodeCount"])
        ),
    )
