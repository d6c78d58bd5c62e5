"""What an Azure site is made of, for the tests of Azure's kinds."""

from __future__ import annotations

from typing import Any

from meshctl.simulate.azure import aks, edge, gateway, group, identity, network
from tests.simulate.small_cloud import Made, SmallCloud

GROUP = "shop"
REGION = "northeurope"
PLACE = {"resourceGroupName": GROUP, "location": REGION}
SUBSCRIPTION = "/subscriptions/sub"
PROVIDER = {"subscriptionId": "sub", "location": REGION}
INSTANCES = ("instance-0", "instance-1")


def a_group(azure: SmallCloud, name: str = GROUP) -> Made:
    return azure.create(group.GROUP, resourceGroupName=name, location=REGION)


def a_vnet(azure: SmallCloud, *prefixes: str, name: str = "net", **more: Any) -> Made:
    space = {"addressPrefixes": list(prefixes) or ["10.0.0.0/16"]}
    return azure.create(network.VNET, virtualNetworkName=name, addressSpace=space, **{**PLACE, **more})


def a_subnet(azure: SmallCloud, cidr: str, name: str = "nodes", vnet: str = "net", **more: Any) -> Made:
    inputs = {"resourceGroupName": GROUP, "virtualNetworkName": vnet, "addressPrefix": cidr}
    return azure.create(network.SUBNET, subnetName=name, **{**inputs, **more})


def an_address(azure: SmallCloud, name: str, **more: Any) -> Made:
    inputs = {"sku": {"name": "Standard"}, "publicIPAllocationMethod": "Static", **PLACE}
    return azure.create(edge.PUBLIC_IP, publicIpAddressName=name, **{**inputs, **more})


def a_nat(azure: SmallCloud, address: Made, name: str = "nat") -> Made:
    return azure.create(
        network.NAT_GATEWAY,
        natGatewayName=name,
        sku={"name": "Standard"},
        publicIpAddresses=[{"id": address.id}],
        **PLACE,
    )


def gateway_inputs(azure: SmallCloud, name: str = "vpn") -> dict[str, Any]:
    """All that an active-active gateway needs, with what it stands on made."""
    a_group(azure)
    a_vnet(azure)
    subnet = a_subnet(azure, "10.0.255.0/27", network.GATEWAY_SUBNET)
    addresses = [an_address(azure, f"{name}-{number}") for number in (0, 1)]
    id_ = f"{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.Network/virtualNetworkGateways/{name}"
    custom = (["169.254.21.2", "169.254.22.2"], ["169.254.21.6", "169.254.22.6"])
    return {
        "virtualNetworkGatewayName": name,
        "gatewayType": "Vpn",
        "vpnType": "RouteBased",
        "vpnGatewayGeneration": "Generation2",
        "sku": {"name": "VpnGw2AZ", "tier": "VpnGw2AZ"},
        "activeActive": True,
        "enableBgp": True,
        "ipConfigurations": [
            {"name": instance, "publicIPAddress": {"id": address.id}, "subnet": {"id": subnet.id}}
            for instance, address in zip(INSTANCES, addresses, strict=True)
        ],
        "bgpSettings": {
            "asn": 64522,
            "bgpPeeringAddresses": [
                {"ipconfigurationId": f"{id_}/ipConfigurations/{instance}", "customBgpIpAddresses": listed}
                for instance, listed in zip(INSTANCES, custom, strict=True)
            ],
        },
        **PLACE,
    }


def connection_inputs(azure: SmallCloud) -> dict[str, Any]:
    """All that a connection needs, with gateway and peer made."""
    made = azure.create(gateway.VPN_GATEWAY, **gateway_inputs(azure))
    local = azure.create(
        gateway.LOCAL_GATEWAY,
        localNetworkGatewayName="peer",
        gatewayIpAddress="35.0.0.1",
        localNetworkAddressSpace={"addressPrefixes": []},
        bgpSettings={"asn": 64521, "bgpPeeringAddress": "169.254.21.1"},
        **PLACE,
    )
    return {
        "virtualNetworkGatewayConnectionName": "link",
        "connectionType": "IPsec",
        "connectionProtocol": "IKEv2",
        "enableBgp": True,
        "sharedKey": "abcdefgh",
        "dpdTimeoutSeconds": 45,
        "virtualNetworkGateway1": {"id": made.id},
        "localNetworkGateway2": {"id": local.id},
        "ipsecPolicies": [POLICY],
        "gatewayCustomBgpIpAddresses": [
            {"ipConfigurationId": f"{made.id}/ipConfigurations/instance-0", "customBgpIpAddress": "169.254.21.2"},
            {"ipConfigurationId": f"{made.id}/ipConfigurations/instance-1", "customBgpIpAddress": "169.254.21.6"},
        ],
        **PLACE,
    }


POLICY: dict[str, Any] = {
    "ikeEncryption": "GCMAES256",
    "ikeIntegrity": "SHA256",
    "dhGroup": "ECP384",
    "ipsecEncryption": "GCMAES256",
    "ipsecIntegrity": "GCMAES256",
    "pfsGroup": "ECP384",
    "saLifeTimeSeconds": 3600,
    "saDataSizeKilobytes": 102400000,
}


def cluster_inputs(azure: SmallCloud, nodes: str = "10.0.0.0/24") -> dict[str, Any]:
    """All that a cluster with a pod subnet needs, with what it stands on made."""
    a_group(azure)
    a_vnet(azure)
    nat = a_nat(azure, an_address(azure, "nat"))
    node_subnet = a_subnet(azure, nodes, natGateway={"id": nat.id})
    pod_subnet = a_subnet(azure, "10.0.16.0/20", "pods", natGateway={"id": nat.id})
    made = azure.create(identity.IDENTITY, resourceName="shop", **PLACE)
    return {
        "resourceName": "shop",
        "dnsPrefix": "shop",
        "kubernetesVersion": "1.34",
        "identity": {"type": "UserAssigned", "userAssignedIdentities": [made.id]},
        "networkProfile": {
            "networkPlugin": "azure",
            "serviceCidr": "10.1.0.0/16",
            "dnsServiceIP": "10.1.0.10",
            "outboundType": "userAssignedNATGateway",
        },
        "agentPoolProfiles": [
            {
                "name": "system",
                "mode": "System",
                "count": 3,
                "minCount": 3,
                "maxCount": 9,
                "enableAutoScaling": True,
                "maxPods": 110,
                "vnetSubnetID": node_subnet.id,
                "podSubnetID": pod_subnet.id,
            }
        ],
        **PLACE,
    }


def a_cluster(azure: SmallCloud) -> Made:
    return azure.create(aks.CLUSTER, **cluster_inputs(azure))
