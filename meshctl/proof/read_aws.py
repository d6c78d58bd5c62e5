"""AWS as it stands: VPCs, virtual private gateways, VPN connections, peerings, EKS clusters."""

from __future__ import annotations

import json
from collections.abc import Iterator
from ipaddress import IPv4Address

from meshctl.engine.built import Resource
from meshctl.proof.fabric import BuiltCluster, DirectRoute, End, Part, Permission, Place, Speaker
from meshctl.proof.inventory import Inventory, networks

SUBNET = "aws:ec2/subnet:Subnet"


def read(inventory: Inventory) -> Part:
    """Everything of AWS that decides about packets."""
    return Part(
        places=tuple(_places(inventory)),
        speakers=tuple(_speakers(inventory)),
        ends=tuple(_ends(inventory)),
        direct=tuple(_direct(inventory)),
        permissions=tuple(_permissions(inventory)),
        clusters=tuple(_clusters(inventory)),
    )


def _places(inventory: Inventory) -> Iterator[Place]:
    for vpc in inventory.all("aws:ec2/vpc:Vpc"):
        secondary = [
            block.outputs["cidrBlock"]
            for block in inventory.all("aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation")
            if block.outputs["vpcId"] == vpc.id
        ]
        yield Place(vpc.id, vpc.name, networks([vpc.outputs["cidrBlock"], *secondary]))


def _speakers(inventory: Inventory) -> Iterator[Speaker]:
    for attachment in inventory.all("aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment"):
        gateway = inventory.referred("aws:ec2/vpnGateway:VpnGateway", attachment.outputs["vpnGatewayId"])
        if gateway:
            asn = int(gateway.outputs["amazonSideAsn"])
            yield Speaker(gateway.id, gateway.name, attachment.outputs["vpcId"], asn, readvertises=True)
    for attachment in inventory.all("aws:ec2transitgateway/vpcAttachment:VpcAttachment"):
        gateway = inventory.referred(
            "aws:ec2transitgateway/transitGateway:TransitGateway", attachment.outputs["transitGatewayId"]
        )
        if gateway:
            asn = int(gateway.outputs["amazonSideAsn"])
            yield Speaker(gateway.id, gateway.name, attachment.outputs["vpcId"], asn, readvertises=True)


def _ends(inventory: Inventory) -> Iterator[End]:
    for connection in inventory.all("aws:ec2/vpnConnection:VpnConnection"):
        values = connection.outputs
        customer = inventory.referred("aws:ec2/customerGateway:CustomerGateway", values["customerGatewayId"])
        speaker = values.get("vpnGatewayId") or values.get("transitGatewayId")
        if customer is None or not speaker:
            continue
        for number in (1, 2):
            yield End(
                unit=connection.unit,
                element=f"{connection.name} tunnel {number}",
                speaker=str(speaker),
                outside=values[f"tunnel{number}Address"],
                inside=IPv4Address(values[f"tunnel{number}VgwInsideAddress"]),
                peer_outside=customer.outputs["ipAddress"],
                peer_inside=IPv4Address(values[f"tunnel{number}CgwInsideAddress"]),
                peer_asn=int(customer.outputs.get("bgpAsn") or customer.outputs["bgpAsnExtended"]),
            )


def _direct(inventory: Inventory) -> Iterator[DirectRoute]:
    tables = {table.id: table for table in inventory.all("aws:ec2/routeTable:RouteTable")}
    for peering in inventory.all("aws:ec2/vpcPeeringConnection:VpcPeeringConnection"):
        ends = (peering.outputs["vpcId"], peering.outputs["peerVpcId"])
        for route in inventory.all("aws:ec2/route:Route"):
            table = tables.get(route.outputs["routeTableId"])
            if route.outputs.get("vpcPeeringConnectionId") != peering.id or table is None:
                continue
            here = table.outputs["vpcId"]
            there = ends[1] if here == ends[0] else ends[0]
            yield DirectRoute(route.name, here, there, networks([route.outputs["destinationCidrBlock"]]))


def _permissions(inventory: Inventory) -> Iterator[Permission]:
    groups = {group.id: group for group in inventory.all("aws:ec2/securityGroup:SecurityGroup")}
    for cluster, nodes in _node_groups(inventory):
        attached = _security_groups(inventory, nodes)
        for rule in inventory.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"):
            group = rule.outputs["securityGroupId"]
            if group in attached and group in groups and str(rule.outputs["ipProtocol"]) == "-1":
                for source in networks([rule.outputs.get("cidrIpv4")]):
                    yield Permission(groups[group].outputs["vpcId"], _cluster_name(cluster), source)


def _security_groups(inventory: Inventory, nodes: Resource) -> set[str]:
    template = (nodes.outputs.get("launchTemplate") or {}).get("id")
    found = inventory.referred("aws:ec2/launchTemplate:LaunchTemplate", template) if template else None
    return set(found.outputs.get("vpcSecurityGroupIds") or ()) if found else set()


def _node_groups(inventory: Inventory) -> Iterator[tuple[Resource, Resource]]:
    for nodes in inventory.all("aws:eks/nodeGroup:NodeGroup"):
        cluster = inventory.referred("aws:eks/cluster:Cluster", nodes.outputs["clusterName"])
        if cluster:
            yield cluster, nodes


def _clusters(inventory: Inventory) -> Iterator[BuiltCluster]:
    for cluster, nodes in _node_groups(inventory):
        subnets = [inventory.referred(SUBNET, subnet) for subnet in nodes.outputs["subnetIds"]]
        found = [subnet for subnet in subnets if subnet]
        if not found:
            continue
        yield BuiltCluster(
            name=_cluster_name(cluster),
            place=found[0].outputs["vpcId"],
            pods=networks(subnet.outputs["cidrBlock"] for subnet in found),
            routable=True,
            keeps_source=_external_snat(inventory, cluster),
            learns=all(_learns(inventory, subnet.id) for subnet in found),
            element=cluster.name,
        )


def _cluster_name(cluster: Resource) -> str:
    return cluster.unit.split("/", 1)[1]


def _external_snat(inventory: Inventory, cluster: Resource) -> bool:
    """EKS-SNAT: the CNI translates pod addresses unless it is told not to."""
    for addon in inventory.all("aws:eks/addon:Addon"):
        if addon.outputs["addonName"] == "vpc-cni" and addon.outputs["clusterName"] == cluster.outputs["name"]:
            settings = json.loads(addon.outputs.get("configurationValues") or "{}")
            return str(settings.get("env", {}).get("AWS_VPC_K8S_CNI_EXTERNALSNAT", "")).lower() == "true"
    return False


def _learns(inventory: Inventory, subnet: str) -> bool:
    """Is the route table of the subnet one that takes the hub's routes."""
    tables = {
        association.outputs["routeTableId"]
        for association in inventory.all("aws:ec2/routeTableAssociation:RouteTableAssociation")
        if association.outputs.get("subnetId") == subnet
    }
    taking = {
        propagation.outputs["routeTableId"]
        for propagation in inventory.all("aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation")
    } | {
        route.outputs["routeTableId"]
        for route in inventory.all("aws:ec2/route:Route")
        if route.outputs.get("transitGatewayId")
    }
    return bool(tables & taking)
