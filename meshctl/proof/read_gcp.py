"""Google Cloud as it stands: VPC networks, HA VPN with Cloud Routers, peerings, firewalls, GKE clusters."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Interface

from meshctl.engine.built import Resource
from meshctl.proof.fabric import BuiltCluster, DirectRoute, End, Part, Permission, Place, Speaker
from meshctl.proof.inventory import Inventory, networks

NETWORK = "gcp:compute/network:Network"
SUBNETWORK = "gcp:compute/subnetwork:Subnetwork"
ROUTER = "gcp:compute/router:Router"


def read(inventory: Inventory) -> Part:
    """Everything of Google Cloud that decides about packets."""
    return Part(
        places=tuple(_places(inventory)),
        speakers=tuple(_speakers(inventory)),
        ends=tuple(_ends(inventory)),
        direct=tuple(_direct(inventory)),
        permissions=tuple(_permissions(inventory)),
        clusters=tuple(_clusters(inventory)),
    )


def _network(inventory: Inventory, reference: object) -> str:
    found = inventory.referred(NETWORK, reference)
    return found.id if found else str(reference)


def _ranges(subnetwork: Resource) -> list[str]:
    secondary = subnetwork.outputs.get("secondaryIpRanges") or ()
    return [subnetwork.outputs["ipCidrRange"], *(range_["ipCidrRange"] for range_ in secondary)]


def _places(inventory: Inventory) -> Iterator[Place]:
    for network in inventory.all(NETWORK):
        subnetworks = [
            subnetwork
            for subnetwork in inventory.all(SUBNETWORK)
            if _network(inventory, subnetwork.outputs["network"]) == network.id
        ]
        # The default advertisement holds every subnet range, secondary ones too (GKE-ALIAS-ADV).
        ranges = networks(range_ for subnetwork in subnetworks for range_ in _ranges(subnetwork))
        yield Place(network.id, network.name, ranges)


def _speakers(inventory: Inventory) -> Iterator[Speaker]:
    for router in inventory.all(ROUTER):
        bgp = router.outputs.get("bgp")
        if bgp:
            place = _network(inventory, router.outputs["network"])
            yield Speaker(router.id, router.name, place, int(bgp["asn"]), readvertises=False)


def _ends(inventory: Inventory) -> Iterator[End]:
    for peer in inventory.all("gcp:compute/routerPeer:RouterPeer"):
        interface = inventory.referred("gcp:compute/routerInterface:RouterInterface", peer.outputs["interface"])
        router = inventory.referred(ROUTER, peer.outputs["router"])
        tunnel = interface and inventory.referred("gcp:compute/vPNTunnel:VPNTunnel", interface.outputs["vpnTunnel"])
        if interface is None or router is None or tunnel is None:
            continue
        here = inventory.referred("gcp:compute/haVpnGateway:HaVpnGateway", tunnel.outputs["vpnGateway"])
        there = inventory.referred(
            "gcp:compute/externalVpnGateway:ExternalVpnGateway", tunnel.outputs["peerExternalGateway"]
        )
        if here is None or there is None:
            continue
        yield End(
            unit=tunnel.unit,
            element=tunnel.name,
            speaker=router.id,
            outside=_address(here.outputs["vpnInterfaces"], tunnel.outputs["vpnGatewayInterface"]),
            inside=IPv4Interface(interface.outputs["ipRange"]).ip,
            peer_outside=_address(there.outputs["interfaces"], tunnel.outputs["peerExternalGatewayInterface"]),
            peer_inside=IPv4Address(peer.outputs["peerIpAddress"]),
            peer_asn=int(peer.outputs["peerAsn"]),
        )


def _address(interfaces: list[dict[str, object]], number: object) -> str:
    for interface in interfaces:
        if int(str(interface["id"])) == int(str(number)):
            return str(interface["ipAddress"])
    return ""


def _direct(inventory: Inventory) -> Iterator[DirectRoute]:
    places = {place.key: place for place in _places(inventory)}
    ways = {
        (
            _network(inventory, peering.outputs["network"]),
            _network(inventory, peering.outputs["peerNetwork"]),
        ): peering
        for peering in inventory.all("gcp:compute/networkPeering:NetworkPeering")
    }
    for (here, there), peering in ways.items():
        # A peering works only when both networks have asked for it.
        if (there, here) in ways and there in places:
            yield DirectRoute(peering.name, here, there, places[there].ranges)


def _permissions(inventory: Inventory) -> Iterator[Permission]:
    for firewall in inventory.all("gcp:compute/firewall:Firewall"):
        allows = firewall.outputs.get("allows") or ()
        if any(rule["protocol"] == "all" for rule in allows):
            place = _network(inventory, firewall.outputs["network"])
            for source in networks(firewall.outputs.get("sourceRanges") or ()):
                yield Permission(place, None, source)


def _clusters(inventory: Inventory) -> Iterator[BuiltCluster]:
    for cluster in inventory.all("gcp:container/cluster:Cluster"):
        subnetwork = inventory.referred(SUBNETWORK, cluster.outputs["subnetwork"])
        if subnetwork is None:
            continue
        wanted = cluster.outputs["ipAllocationPolicy"]["clusterSecondaryRangeName"]
        pods = [
            range_["ipCidrRange"]
            for range_ in subnetwork.outputs.get("secondaryIpRanges") or ()
            if range_["rangeName"] == wanted
        ]
        yield BuiltCluster(
            name=cluster.unit.split("/", 1)[1],
            place=_network(inventory, subnetwork.outputs["network"]),
            pods=networks(pods),
            routable=True,
            keeps_source=bool((cluster.outputs.get("defaultSnatStatus") or {}).get("disabled")),
            learns=True,
            element=cluster.name,
        )
