"""The id of a resource of Azure follows from its names, its resource group and the subscription."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.runtime import invoke_async

_PATHS = {
    "azure-native:network:NetworkSecurityGroup": "Microsoft.Network/networkSecurityGroups/{networkSecurityGroupName}",
    "azure-native:network:VirtualNetwork": "Microsoft.Network/virtualNetworks/{virtualNetworkName}",
    "azure-native:network:Subnet": "Microsoft.Network/virtualNetworks/{virtualNetworkName}/subnets/{subnetName}",
    "azure-native:network:VirtualNetworkPeering": (
        "Microsoft.Network/virtualNetworks/{virtualNetworkName}/virtualNetworkPeerings/{virtualNetworkPeeringName}"
    ),
    "azure-native:network:PublicIPAddress": "Microsoft.Network/publicIPAddresses/{publicIpAddressName}",
    "azure-native:network:NatGateway": "Microsoft.Network/natGateways/{natGatewayName}",
    "azure-native:network:VirtualNetworkGateway": (
        "Microsoft.Network/virtualNetworkGateways/{virtualNetworkGatewayName}"
    ),
    "azure-native:network:LocalNetworkGateway": "Microsoft.Network/localNetworkGateways/{localNetworkGatewayName}",
    "azure-native:network:VirtualNetworkGatewayConnection": (
        "Microsoft.Network/connections/{virtualNetworkGatewayConnectionName}"
    ),
    "azure-native:managedidentity:UserAssignedIdentity": (
        "Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}"
    ),
    "azure-native:containerservice:ManagedCluster": "Microsoft.ContainerService/managedClusters/{resourceName}",
}
_ASSIGNMENT = "{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}"


async def locate(type_: str, props: Mapping[str, Any], options: pulumi.InvokeOptions) -> str | None:
    """The id by which the resource would be imported, whether it is there or not; KeyError where it is not known."""
    if type_ == "azure-native:authorization:RoleAssignment":
        return _ASSIGNMENT.format(**props)
    client = await invoke_async("azure-native:authorization:getClientConfig", {}, options)
    group = f"/subscriptions/{client['subscriptionId']}/resourceGroups/{props['resourceGroupName']}"
    if type_ == "azure-native:resources:ResourceGroup":
        return group
    path = _PATHS.get(type_)
    return f"{group}/providers/{path.format(**props)}" if path else None
