"""Azure as it stands: VNets, VPN gateways with their connections, peerings, security groups, AKS clusters."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network

from meshctl.engine.built import Resource
from meshctl.proof.fabric import BuiltCluster, DirectRoute, End, Part, Permission, Place, Speaker
from meshctl.proof.inventory import Inventory, last, networks

VNET = "azure-native:network:VirtualNetwork"
SUBNET = "azure-native:network:Subnet"
GATEWAY = "azure-native:network:VirtualNetworkGateway"
AKS = "azure-native:containerservice:ManagedCluster"


def read(inventory: Inventory) -> Part:
    """Everything of Azure that decides about packets."""
    return Part(
        places=tuple(_places(inventory)),
        speakers=tuple(_speakers(inventory)),
        ends=tuple(_ends(inventory)),
        direct=tuple(_direct(inventory)),
        permissions=tuple(_permissions(inventory)),
        clusters=tuple(_clusters(inventory)),
    )


def _places(inventory: Inventory) -> Iterator[Place]:
    for vnet in inventory.all(VNET):
        yield Place(vnet.id, vnet.name, networks(vnet.outputs["addressSpace"]["addressPrefixes"]))


def _place_of(inventory: Inventory, subnet: str) -> str:
    """The VNet that a subnet's id names."""
    vnet = subnet.split("/subnets/", 1)[0]
    found = inventory.referred(VNET, vnet)
    return found.id if found else vnet


def _speakers(inventory: Inventory) -> Iterator[Speaker]:
    for gateway in inventory.all(GATEWAY):
        subnet = gateway.outputs["ipConfigurations"][0]["subnet"]["id"]
        asn = int(gateway.outputs["bgpSettings"]["asn"])
        yield Speaker(gateway.id, gateway.name, _place_of(inventory, subnet), asn, readvertises=True)


def _ends(inventory: Inventory) -> Iterator[End]:
    for connection in inventory.all("azure-native:network:VirtualNetworkGatewayConnection"):
        gateway = inventory.referred(GATEWAY, _id(connection.outputs["virtualNetworkGateway1"]))
        local = inventory.referred(
            "azure-native:network:LocalNetworkGateway", _id(connection.outputs["localNetworkGateway2"])
        )
        if gateway is None or local is None or not connection.outputs.get("enableBgp"):
            continue
        chosen = {
            last(entry["ipConfigurationId"]): entry["customBgpIpAddress"]
            for entry in connection.outputs.get("gatewayCustomBgpIpAddresses") or ()
        }
        settings = local.outputs["bgpSettings"]
        for number, configuration in enumerate(gateway.outputs["ipConfigurations"]):
            inside = chosen.get(configuration["name"])
            if inside is None:
                continue
            yield End(
                unit=connection.unit,
                element=f"{connection.name} instance {number}",
                speaker=gateway.id,
                outside=_public_address(inventory, configuration),
                inside=IPv4Address(inside),
                peer_outside=local.outputs["gatewayIpAddress"],
                peer_inside=IPv4Address(settings["bgpPeeringAddress"]),
                peer_asn=int(settings["asn"]),
                spare=True,
            )


def _id(value: object) -> str:
    return str(value["id"]) if isinstance(value, dict) else str(value)


def _public_address(inventory: Inventory, configuration: dict[str, dict[str, str]]) -> str:
    reference = (configuration.get("publicIPAddress") or configuration.get("publicIpAddress") or {}).get("id")
    found = inventory.referred("azure-native:network:PublicIPAddress", reference)
    return str(found.outputs["ipAddress"]) if found else ""


def _direct(inventory: Inventory) -> Iterator[DirectRoute]:
    places = {place.key: place for place in _places(inventory)}
    ways = {}
    for peering in inventory.all("azure-native:network:VirtualNetworkPeering"):
        here = inventory.referred(VNET, peering.id.split("/virtualNetworkPeerings/", 1)[0])
        there = inventory.referred(VNET, _id(peering.outputs["remoteVirtualNetwork"]))
        if here and there:
            ways[here.id, there.id] = peering
    for (here_id, there_id), peering in ways.items():
        # Each VNet has to have asked for the peering (AZ-PEER-TRANSIT).
        if (there_id, here_id) in ways and there_id in places:
            yield DirectRoute(peering.name, here_id, there_id, places[there_id].ranges)


def _permissions(inventory: Inventory) -> Iterator[Permission]:
    """What the security group of a cluster's pod subnet lets in; a subnet without one lets everything in."""
    groups = {group.id: group for group in inventory.all("azure-native:network:NetworkSecurityGroup")}
    for cluster in inventory.all(AKS):
        subnet = _pod_subnet(inventory, cluster)
        if subnet is None:
            continue
        place, name = _place_of(inventory, subnet.id), _name(cluster)
        group = groups.get(_id(subnet.outputs.get("networkSecurityGroup") or ""))
        if group is None:
            yield Permission(place, name, IPv4Network("0.0.0.0/0"))
            continue
        for rule in group.outputs.get("securityRules") or ():
            if rule["direction"] == "Inbound" and rule["access"] == "Allow" and rule["protocol"] == "*":
                sources = rule.get("sourceAddressPrefixes") or [rule.get("sourceAddressPrefix")]
                for source in networks(entry for entry in sources if entry and "/" in entry):
                    yield Permission(place, name, source)


def _pod_subnet(inventory: Inventory, cluster: Resource) -> Resource | None:
    """Where its pods have their addresses: their own subnet, or that of the nodes."""
    pool = cluster.outputs["agentPoolProfiles"][0]
    return inventory.referred(SUBNET, pool.get("podSubnetID") or pool["vnetSubnetID"])


def _name(cluster: Resource) -> str:
    return cluster.unit.split("/", 1)[1]


def _clusters(inventory: Inventory) -> Iterator[BuiltCluster]:
    for cluster in inventory.all(AKS):
        pool = cluster.outputs["agentPoolProfiles"][0]
        profile = cluster.outputs["networkProfile"]
        subnet = _pod_subnet(inventory, cluster)
        routable = bool(pool.get("podSubnetID")) and profile.get("networkPluginMode") != "overlay"
        yield BuiltCluster(
            name=_name(cluster),
            place=_place_of(inventory, pool["vnetSubnetID"]),
            pods=_pods(subnet, profile.get("podCidr"), routable),
            routable=routable,
            # Pods of an overlay leave as their node (AKS-OVL-FLAT), those of a pod subnet as themselves.
            keeps_source=routable,
            learns=True,
            element=cluster.name,
        )


def _pods(subnet: Resource | None, overlay: str | None, routable: bool) -> tuple[IPv4Network, ...]:
    if not routable:
        return networks([overlay])
    if subnet is None:
        return ()
    prefixes = subnet.outputs.get("addressPrefixes") or [subnet.outputs.get("addressPrefix")]
    return networks(prefixes)
