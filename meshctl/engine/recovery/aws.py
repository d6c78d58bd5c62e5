"""Finding a resource of AWS that was begun: by its tags, or by an id that follows from its inputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.runtime import invoke_async

_TAGGED = {
    "aws:ec2/vpc:Vpc": "vpc",
    "aws:ec2/subnet:Subnet": "subnet",
    "aws:ec2/internetGateway:InternetGateway": "internet-gateway",
    "aws:ec2/eip:Eip": "elastic-ip",
    "aws:ec2/natGateway:NatGateway": "natgateway",
    "aws:ec2/routeTable:RouteTable": "route-table",
    "aws:ec2/securityGroup:SecurityGroup": "security-group",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "security-group-rule",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "security-group-rule",
    "aws:ec2/vpnGateway:VpnGateway": "vpn-gateway",
    "aws:ec2/customerGateway:CustomerGateway": "customer-gateway",
    "aws:ec2/vpnConnection:VpnConnection": "vpn-connection",
    "aws:ec2/launchTemplate:LaunchTemplate": "launch-template",
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": "vpc-peering-connection",
    "aws:ec2transitgateway/transitGateway:TransitGateway": "transit-gateway",
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment": "transit-gateway-attachment",
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": "podidentityassociation",
}
"""Pulumi type → the kind in an ARN."""

_DERIVED = {
    "aws:ec2/route:Route": "{routeTableId}_{destinationCidrBlock}",
    "aws:ec2/routeTableAssociation:RouteTableAssociation": "{subnetId}/{routeTableId}",
    "aws:iam/role:Role": "{name}",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "{role}/{policyArn}",
    "aws:eks/cluster:Cluster": "{name}",
    "aws:eks/nodeGroup:NodeGroup": "{clusterName}:{nodeGroupName}",
    "aws:eks/addon:Addon": "{clusterName}:{addonName}",
}
"""Pulumi type → the id by which it is imported. Attachments and propagations of a VPN gateway are not among
them: AWS takes asking for them twice as asking once."""


async def locate(type_: str, props: Mapping[str, Any], options: pulumi.InvokeOptions) -> str | None:
    """The id of the resource, or None where there is none; KeyError where it cannot be known."""
    if type_ in _DERIVED:
        return _DERIVED[type_].format(**props)
    if type_ == "aws:iam/policy:Policy":
        identity = await invoke_async("aws:index/getCallerIdentity:getCallerIdentity", {}, options)
        return f"arn:aws:iam::{identity['accountId']}:policy/{props['name']}"
    kind = _TAGGED.get(type_)
    return await _tagged(kind, props["tags"], options) if kind else None


async def _tagged(kind: str, tags: Mapping[str, str], options: pulumi.InvokeOptions) -> str | None:
    filters = [{"key": key, "values": [tags[key]]} for key in ("meshctl-unit", "Name")]
    answer = await invoke_async(
        "aws:resourcegroupstaggingapi/getResources:getResources", {"tagFilters": filters}, options
    )
    for mapping in answer.get("resourceTagMappingLists") or ():
        arn_kind, _, rest = mapping["resourceArn"].split(":", 5)[5].partition("/")
        if arn_kind == kind:
            # An association of a pod identity is named by its cluster and its own id.
            return str(rest.replace("/", ",") if kind == "podidentityassociation" else rest)
    return None
