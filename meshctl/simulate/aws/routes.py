"""Route tables, their routes, and the subnets that use them."""

from __future__ import annotations

import binascii
from typing import Any

from meshctl.simulate.aws import ranges
from meshctl.simulate.aws.ec2 import RETAGGED, TOLD, numbered, told
from meshctl.simulate.aws.gateways import INTERNET_GATEWAY, NAT_GATEWAY
from meshctl.simulate.aws.peering import PEERING, peering
from meshctl.simulate.aws.transit import ATTACHMENT as TRANSIT_ATTACHMENT
from meshctl.simulate.aws.transit import TRANSIT_GATEWAY, no_transit_gateway
from meshctl.simulate.aws.vpc import ROUTE, blocks
from meshctl.simulate.aws.vpn_gateway import ATTACHMENT, VPN_GATEWAY, no_vpn_gateway
from meshctl.simulate.aws.words import (
    IN_VPC,
    ROUTE_TABLE,
    SUBNET,
    VPC,
    has_dependencies,
    no_route_table,
    no_subnet,
    not_found,
    refused,
    within,
)
from meshctl.simulate.kind import Kind, Reference, Request, index
from meshctl.simulate.quotas import allowed

ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
_TABLES, _ROUTES = 200, 500
_TARGETS = ("gatewayId", "natGatewayId", "transitGatewayId", "vpcPeeringConnectionId", "networkInterfaceId")


def _delete_table(request: Request) -> None:
    """The routes of a table go with it."""
    for row in request.all(ROUTE):
        if row.inputs["routeTableId"] == request.id:
            request.store.delete(row, 0.0)


def _route_id(table: str, destination: str) -> str:
    return f"r-{table}{binascii.crc32(destination.encode())}"


def _new_route_id(request: Request) -> str:
    destination = str(request.inputs["destinationCidrBlock"])
    id_ = _route_id(str(request.inputs["routeTableId"]), destination)
    if request.find(ROUTE, id_):
        raise refused("RouteAlreadyExists", f"The route identified by {destination} already exists.")
    return id_


def _imported_route(request: Request) -> str:
    table, separator, destination = request.id.partition("_")
    return _route_id(table, destination) if separator else request.id


def _check_route(request: Request) -> None:
    inputs = request.inputs
    destination = ranges.parse(inputs["destinationCidrBlock"])
    given = [name for name in _TARGETS if inputs.get(name)]
    if len(given) != 1:
        raise refused("InvalidParameterCombination", f"one of `{','.join(_TARGETS)}` must be specified")
    table = request.find(ROUTE_TABLE, inputs["routeTableId"])
    vpc = request.find(VPC, table.inputs["vpcId"]) if table else None
    if table is None or vpc is None:
        return
    if any(destination.subnet_of(block) for block in blocks(request, vpc)):
        raise refused(
            "InvalidParameterValue",
            f"The destination CIDR block {destination} is equal to or more specific than one of this VPC's CIDR "
            "blocks. This route can target only an interface or an instance.",
        )
    _check_target(request, given[0], table.id, vpc.id)
    there = [row for row in request.all(ROUTE) if row.inputs["routeTableId"] == table.id]
    if not request.id and len(there) >= allowed(request.store, ROUTE, _ROUTES):
        raise refused("RouteLimitExceeded", "The maximum number of routes in the route table has been reached.")


def _check_target(request: Request, name: str, table: str, vpc: str) -> None:
    """A route leads to something that is attached to the table's VPC."""
    target = str(request.inputs[name])
    if name == "gatewayId":
        gateway = request.find(INTERNET_GATEWAY, target)
        attached = {row.inputs["vpcId"] for row in request.all(ATTACHMENT) if row.inputs["vpnGatewayId"] == target}
        if gateway is None and request.find(VPN_GATEWAY, target) is None:
            raise refused("InvalidGatewayID.NotFound", f"The gateway ID '{target}' does not exist")
        if vpc not in (attached | ({gateway.inputs.get("vpcId")} if gateway else set())):
            raise refused(
                "InvalidParameterValue",
                f"route table {table} and network gateway {target} belong to different networks",
            )
    if name == "transitGatewayId":
        attachments = [row for row in request.all(TRANSIT_ATTACHMENT) if row.inputs["vpcId"] == vpc]
        if all(row.inputs["transitGatewayId"] != target for row in attachments):
            raise no_transit_gateway(target)
    if name == "vpcPeeringConnectionId":
        found = peering(request, target)
        if found is None:
            raise not_found("InvalidVpcPeeringConnectionID.NotFound", "vpcPeeringConnection")(target)
        if vpc not in (found.inputs["vpcId"], found.inputs["peerVpcId"]) or found.outputs["acceptStatus"] != "active":
            raise refused("InvalidParameterValue", f"The {PEERING.split(':')[-1]} {target} is not active in this VPC")


def _association_id(request: Request) -> str:
    table, subnet = request.inputs["routeTableId"], request.inputs["subnetId"]
    for row in request.all(ASSOCIATION):
        if row.inputs["subnetId"] == subnet:
            raise refused(
                "Resource.AlreadyAssociated",
                f"the specified association for route table {table} conflicts with an existing association",
            )
    return numbered("rtbassoc")(request)


def _imported_association(request: Request) -> str:
    subnet, separator, table = request.id.partition("/")
    for row in request.all(ASSOCIATION) if separator else ():
        if (row.inputs["subnetId"], row.inputs["routeTableId"]) == (subnet, table):
            return row.id
    return request.id


def _check_association(request: Request) -> None:
    table = request.find(ROUTE_TABLE, request.inputs["routeTableId"])
    subnet = request.find(SUBNET, request.inputs["subnetId"])
    if table and subnet and table.inputs["vpcId"] != subnet.inputs["vpcId"]:
        raise refused(
            "InvalidParameterValue", f"Route table {table.id} and subnet {subnet.id} belong to different networks"
        )


def _table_outputs(request: Request, id_: str) -> dict[str, Any]:
    return told(request, "route-table", id_) | {"routes": [], "propagatingVgws": []}


def _check_table(request: Request) -> None:
    vpc = request.inputs["vpcId"]
    within(request, _TABLES, "RouteTableLimitExceeded", "route tables", lambda row: row.inputs["vpcId"] == vpc)


def _check_propagation(request: Request) -> None:
    table = request.find(ROUTE_TABLE, request.inputs["routeTableId"])
    gateway = request.inputs["vpnGatewayId"]
    attached = {row.inputs["vpcId"] for row in request.all(ATTACHMENT) if row.inputs["vpnGatewayId"] == gateway}
    if table and table.inputs["vpcId"] not in attached:
        raise refused("Gateway.NotAttached", f"resource {gateway} is not attached to network {table.inputs['vpcId']}")


_OF_TABLE = Reference("routeTableId", ROUTE_TABLE, no_route_table, holds=False)

KINDS = index(
    Kind(
        ROUTE_TABLE,
        numbered("rtb"),
        _table_outputs,
        computed=(*TOLD, "routes", "propagatingVgws"),
        recomputed=RETAGGED,
        replaces=frozenset({"vpcId", "region"}),
        references=(IN_VPC,),
        check=_check_table,
        blocked=has_dependencies("routeTable"),
        before_delete=_delete_table,
    ),
    Kind(
        ROUTE,
        _new_route_id,
        lambda request, id_: {"origin": "CreateRoute", "state": "active", "instanceId": "", "instanceOwnerId": ""},
        computed=("origin", "state", "instanceId", "instanceOwnerId"),
        replaces=frozenset({"routeTableId", "destinationCidrBlock", "region"}),
        references=(
            _OF_TABLE,
            Reference(
                "natGatewayId", NAT_GATEWAY, not_found("InvalidNatGatewayID.NotFound", "natGateway"), holds=False
            ),
            Reference("transitGatewayId", TRANSIT_GATEWAY, no_transit_gateway, holds=False),
        ),
        check=_check_route,
        imported=_imported_route,
    ),
    Kind(
        ASSOCIATION,
        _association_id,
        replaces=frozenset({"subnetId", "gatewayId", "region"}),
        references=(
            Reference("routeTableId", ROUTE_TABLE, no_route_table),
            Reference("subnetId", SUBNET, no_subnet, holds=False),
        ),
        check=_check_association,
        imported=_imported_association,
    ),
    Kind(
        "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation",
        lambda request: f"{request.inputs['vpnGatewayId']}_{request.inputs['routeTableId']}",
        replaces=frozenset({"routeTableId", "vpnGatewayId", "region"}),
        references=(_OF_TABLE, Reference("vpnGatewayId", VPN_GATEWAY, no_vpn_gateway, holds=False)),
        check=_check_propagation,
    ),
)
