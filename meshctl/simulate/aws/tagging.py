"""The tagging API: everything of an account and region that carries certain tags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from meshctl.simulate.aws import eks, gateways, peering, transit, vpn_connection, vpn_gateway, words
from meshctl.simulate.kind import InvokeCall
from meshctl.simulate.store import Row

_EC2 = {
    words.VPC: "vpc",
    words.SUBNET: "subnet",
    gateways.INTERNET_GATEWAY: "internet-gateway",
    gateways.EIP: "elastic-ip",
    gateways.NAT_GATEWAY: "natgateway",
    words.ROUTE_TABLE: "route-table",
    words.SECURITY_GROUP: "security-group",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "security-group-rule",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "security-group-rule",
    vpn_gateway.VPN_GATEWAY: "vpn-gateway",
    vpn_gateway.CUSTOMER_GATEWAY: "customer-gateway",
    vpn_connection.CONNECTION: "vpn-connection",
    eks.TEMPLATE: "launch-template",
    peering.PEERING: "vpc-peering-connection",
    peering.ACCEPTER: "vpc-peering-connection",
    transit.TRANSIT_GATEWAY: "transit-gateway",
    transit.ATTACHMENT: "transit-gateway-attachment",
}
"""The kind in an ARN, where the id follows it."""


def get_resources(call: InvokeCall) -> Mapping[str, Any]:
    """``aws:resourcegroupstaggingapi/getResources:getResources``."""
    filters = call.args.get("tagFilters") or ()
    found = [
        {"resourceArn": name, "tags": row.inputs["tags"], "complianceDetails": []}
        for row in call.store.rows(call.account, call.region)
        if row.package == "aws" and row.inputs.get("tags") and (name := _arn(row)) and _matches(row, filters)
    ]
    return {**call.args, "id": call.region, "resourceTagMappingLists": found}


def caller_identity(call: InvokeCall) -> Mapping[str, Any]:
    """``aws:index/getCallerIdentity:getCallerIdentity``: who calls."""
    return {
        "accountId": call.account,
        "arn": f"arn:aws:iam::{call.account}:user/operator",
        "id": call.account,
        "userId": f"AIDA{call.account}MESH",
    }


def _arn(row: Row) -> str:
    if kind := _EC2.get(row.token):
        return f"arn:aws:ec2:{row.region}:{row.account}:{kind}/{row.id}"
    return str(row.outputs.get("arn") or row.outputs.get("associationArn") or "")


def _matches(row: Row, filters: Any) -> bool:
    tags = row.inputs["tags"]
    return all(
        wanted["key"] in tags and (not wanted.get("values") or tags[wanted["key"]] in wanted["values"])
        for wanted in filters
    )
