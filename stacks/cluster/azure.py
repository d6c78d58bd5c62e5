"""An AKS cluster in a network that stands, with an identity of its own that may use that network.

The identity may change everything in the network's resource group: nodes join its subnets, and load
balancers take its public addresses.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Mapping
from typing import Any

import pulumi
import yaml
from pulumi_azure_native.authorization.role_assignment import RoleAssignment
from pulumi_azure_native.containerservice.list_managed_cluster_user_credentials import (
    ListManagedClusterUserCredentialsResult,
    list_managed_cluster_user_credentials_output,
)
from pulumi_azure_native.containerservice.managed_cluster import ManagedCluster
from pulumi_azure_native.managedidentity.user_assigned_identity import UserAssignedIdentity

from stacks import providers

NETWORK_CONTRIBUTOR = "4d97b98b-1d4f-4787-a291-c67834d212e7"
"""The built-in role, the same in every subscription."""


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, pulumi.Input[Any]]:
    """Program ``cluster/azure`` of docs/reference/units.md."""
    provider = providers.azure(spec)
    opts = pulumi.ResourceOptions(provider=provider)
    common = {
        "resource_group_name": upstream["resource_group"],
        "location": spec["region"],
        "tags": spec["tags"],
    }
    identity = UserAssignedIdentity(spec["identity"], resource_name_=spec["identity"], opts=opts, **common)
    node_subnet = pulumi.Output.from_input(upstream["subnet_ids"][spec["node_subnet"]])
    may = _network_contributor(spec, identity, node_subnet, opts)
    cluster = ManagedCluster(
        spec["name"],
        resource_name_=spec["name"],
        dns_prefix=spec["dns_prefix"],
        kubernetes_version=spec["kubernetes"],
        node_resource_group=spec["node_resource_group"],
        sku={"name": "Base", "tier": spec["sku_tier"]},
        enable_rbac=True,
        identity={"type": "UserAssigned", "user_assigned_identities": [identity.id]},
        network_profile=_network(spec["network"]),
        api_server_access_profile=_access(spec["authorized_ranges"]),
        agent_pool_profiles=[_pool(spec, upstream, node_subnet)],
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=[may])),
        **common,
    )
    credentials = list_managed_cluster_user_credentials_output(
        resource_group_name=upstream["resource_group"],
        resource_name=cluster.name,
        opts=pulumi.InvokeOutputOptions(provider=provider, depends_on=[cluster]),
    )
    kubeconfig = pulumi.Output.secret(credentials.apply(_kubeconfig))
    return {
        "name": cluster.name,
        "endpoint": pulumi.Output.concat("https://", cluster.fqdn, ":443"),
        "ca": pulumi.Output.unsecret(kubeconfig.apply(_authority)),
        "kubeconfig": kubeconfig,
    }


def _network_contributor(
    spec: Mapping[str, Any],
    identity: UserAssignedIdentity,
    subnet_id: pulumi.Output[str],
    opts: pulumi.ResourceOptions,
) -> RoleAssignment:
    scope = subnet_id.apply(lambda found: found.partition("/providers/")[0])
    subscription = scope.apply(lambda found: found.partition("/resourceGroups/")[0])
    # An assignment is called by a GUID, and cannot be given to another identity later.
    name = pulumi.Output.all(scope, identity.principal_id).apply(
        lambda found: str(uuid.uuid5(uuid.NAMESPACE_URL, "|".join([*found, NETWORK_CONTRIBUTOR])))
    )
    return RoleAssignment(
        f"{spec['identity']}-network",
        role_assignment_name=name,
        scope=scope,
        role_definition_id=pulumi.Output.concat(
            subscription, "/providers/Microsoft.Authorization/roleDefinitions/", NETWORK_CONTRIBUTOR
        ),
        principal_id=identity.principal_id,
        principal_type="ServicePrincipal",  # else Azure looks for an identity that it may not know yet
        opts=opts,
    )


def _network(network: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "network_plugin": network["plugin"],
        "network_plugin_mode": network["plugin_mode"],
        "pod_cidr": network["pod_cidr"],
        "service_cidr": network["service_cidr"],
        "dns_service_ip": network["dns_service_ip"],
        "outbound_type": network["outbound_type"],
        "load_balancer_sku": "standard",
    }


def _access(ranges: list[str]) -> dict[str, Any] | None:
    return {"authorized_ip_ranges": ranges} if ranges else None


def _pool(spec: Mapping[str, Any], upstream: Mapping[str, Any], node_subnet: pulumi.Output[str]) -> dict[str, Any]:
    pool = spec["node_pool"]
    return {
        "name": pool["name"],
        "mode": "System",
        "type": "VirtualMachineScaleSets",
        "os_type": "Linux",
        "vm_size": pool["vm_size"],
        "enable_auto_scaling": True,
        "min_count": pool["min"],
        "max_count": pool["max"],
        "count": pool["count"],
        "max_pods": pool["max_pods"],
        "availability_zones": pool["zones"],
        "os_disk_size_gb": pool["os_disk_gb"],
        "vnet_subnet_id": node_subnet,
        "pod_subnet_id": upstream["subnet_ids"][spec["pod_subnet"]] if spec["pod_subnet"] else None,
        "orchestrator_version": spec["kubernetes"],
        "upgrade_settings": {"max_surge": "10%"},
        "tags": spec["tags"],
    }


def _kubeconfig(credentials: ListManagedClusterUserCredentialsResult) -> str:
    return base64.b64decode(credentials.kubeconfigs[0].value).decode()


def _authority(kubeconfig: str) -> str:
    """The cluster's certificate authority, base64 of PEM as everywhere."""
    found: str = yaml.safe_load(kubeconfig)["clusters"][0]["cluster"]["certificate-authority-data"]
    return found
