"""A small site of AWS to try things in: a VPC of two zones, and what may stand in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from meshctl.simulate.aws import PACKAGE
from tests.simulate.small_cloud import Made, SmallCloud

REGION = "eu-west-1"
VPC = "aws:ec2/vpc:Vpc"
BLOCK = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"
SUBNET = "aws:ec2/subnet:Subnet"
INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway"
EIP = "aws:ec2/eip:Eip"
NAT_GATEWAY = "aws:ec2/natGateway:NatGateway"
ROUTE_TABLE = "aws:ec2/routeTable:RouteTable"
ROUTE = "aws:ec2/route:Route"
TABLE_ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
VPN_GATEWAY = "aws:ec2/vpnGateway:VpnGateway"
VPN_ATTACHMENT = "aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment"
PROPAGATION = "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation"
CUSTOMER_GATEWAY = "aws:ec2/customerGateway:CustomerGateway"
VPN_CONNECTION = "aws:ec2/vpnConnection:VpnConnection"
TRANSIT_GATEWAY = "aws:ec2transitgateway/transitGateway:TransitGateway"
TRANSIT_ATTACHMENT = "aws:ec2transitgateway/vpcAttachment:VpcAttachment"
PEERING = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"
ACCEPTER = "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter"
ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/policy:Policy"
POLICY_ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
CLUSTER = "aws:eks/cluster:Cluster"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"
ADDON = "aws:eks/addon:Addon"
POD_IDENTITY = "aws:eks/podIdentityAssociation:PodIdentityAssociation"

DOCUMENT = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": ["eks.amazonaws.com", "ec2.amazonaws.com"]},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)
WORKER_POLICY = "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"
NOWHERE = {
    VPC: "vpc-00000000000000000",
    SUBNET: "subnet-00000000000000000",
    ROUTE_TABLE: "rtb-00000000000000000",
}


def a_cloud(folder: Path, region: str = REGION, profile: str | None = None) -> SmallCloud:
    """An empty account in one region; the same folder is the same cloud."""
    return SmallCloud(folder, PACKAGE, {"region": region, **({"profile": profile} if profile else {})})


def a_vpc(aws: SmallCloud, cidr: str = "10.8.0.0/16", **more: Any) -> Made:
    return aws.create(VPC, cidrBlock=cidr, enableDnsHostnames=True, enableDnsSupport=True, **more)


def a_subnet(aws: SmallCloud, vpc: Made, cidr: str = "10.8.0.0/24", zone: str = "a", **more: Any) -> Made:
    return aws.create(SUBNET, vpcId=vpc.id, cidrBlock=cidr, availabilityZone=f"{vpc['region']}{zone}", **more)


def a_table(aws: SmallCloud, vpc: Made) -> Made:
    return aws.create(ROUTE_TABLE, vpcId=vpc.id)


def a_nat(aws: SmallCloud, subnet: Made) -> Made:
    address = aws.create(EIP, domain="vpc")
    return aws.create(NAT_GATEWAY, subnetId=subnet.id, allocationId=address.id)


def a_vpn_gateway(aws: SmallCloud, vpc: Made, asn: int = 64512) -> Made:
    """One that is attached."""
    gateway = aws.create(VPN_GATEWAY, amazonSideAsn=str(asn))
    aws.create(VPN_ATTACHMENT, vpcId=vpc.id, vpnGatewayId=gateway.id)
    return gateway


def a_customer(aws: SmallCloud, address: str = "20.0.0.1", **changes: Any) -> Made:
    inputs = {"type": "ipsec.1", "ipAddress": address, "bgpAsn": "65010", "deviceName": "peer", **changes}
    return aws.create(CUSTOMER_GATEWAY, **inputs)


def a_connection(aws: SmallCloud, gateway: Made, customer: Made, **changes: Any) -> Made:
    side = "transitGatewayId" if gateway.token == TRANSIT_GATEWAY else "vpnGatewayId"
    inputs: dict[str, Any] = {side: gateway.id, "customerGatewayId": customer.id, "type": "ipsec.1"}
    return aws.create(VPN_CONNECTION, **{**inputs, **changes})


def a_role(aws: SmallCloud, name: str = "role") -> Made:
    return aws.create(ROLE, name=name, assumeRolePolicy=TRUST)


def subnets(aws: SmallCloud, vpc: Made) -> list[Made]:
    """Two, in two zones."""
    return [a_subnet(aws, vpc, "10.8.0.0/24", "a"), a_subnet(aws, vpc, "10.8.1.0/24", "b")]


def a_cluster(aws: SmallCloud, subnet_ids: list[str], role: Made, name: str = "shop", **changes: Any) -> Made:
    inputs: dict[str, Any] = {
        "name": name,
        "roleArn": role["arn"],
        "vpcConfig": {"subnetIds": subnet_ids},
        "kubernetesNetworkConfig": {"serviceIpv4Cidr": "172.20.0.0/16"},
    }
    return aws.create(CLUSTER, **{**inputs, **changes})


def a_node_group(aws: SmallCloud, cluster: Made, role: Made, subnet_ids: list[str], **changes: Any) -> Made:
    inputs: dict[str, Any] = {
        "clusterName": cluster["name"],
        "nodeGroupName": "nodes",
        "nodeRoleArn": role["arn"],
        "subnetIds": subnet_ids,
        "scalingConfig": {"minSize": 1, "desiredSize": 2, "maxSize": 3},
    }
    return aws.create(NODE_GROUP, **{**inputs, **changes})
