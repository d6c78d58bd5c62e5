"""Route tables, their routes, and the subnets that follow them."""

from __future__ import annotations

import zlib

from meshctl.simulate.aws import peering, vpn_gateway
from meshctl.simulate.aws.egress import NAT_GATEWAY
from meshctl.simulate.aws.names import COMMON, RETAGGED, arn, common, in_use, numbered, refers, refusal
from meshctl.simulate.aws.network import INTERNET_GATEWAY, SUBNET, blocks, of_subnet, of_vpc
from meshctl.simulate.aws.ranges import parsed
from meshctl.simulate.aws.transit import ATTACHMENT, of_transit_gateway
from meshctl.simulate.kind import Kind, Reference, Request, index

ROUTE_TABLE = "aws:ec2/routeTable:RouteTable"
ROUTE = "aws:ec2/route:Route"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
_TARGETS = ("gatewayId", "natGatewayId", "transitGatewayId", "vpcPeeringConnectionId")


def of_route_table(holds: bool = True) -> Reference:
    """An input with the id of a route table."""
    return refers("routeTableId", ROUTE_TABLE, "InvalidRouteTableID.NotFound", "routeTable ID", holds)


def _route_id(table: str, destination: str) -> str:
    return f"r-{table}{zlib.crc32(destination.encode())}"


def _imported_route(request: Request) -> str:
    """Routes are imported by table and destination."""
    table, _, destination = request.id.partition("_")
    return _route_id(table, destination) if destination else request.id


def _new_route(request: Request) -> str:
    inputs = request.inputs
    id_ = _route_id(inputs["routeTableId"], inputs["destinationCidrBlock"])
    if request.find(ROUTE, id_):
        raise refusal(
            "RouteAlreadyExists",
            f"Route in Route Table ({inputs['routeTableId']}) with destination "
            f"({inputs['destinationCidrBlock']}) already exists",
        )
    return id_


def _check_route(request: Request) -> None:
    inputs = request.inputs
    targets = [key for key in _TARGETS if inputs.get(key)]
    if len(targets) != 1:
        raise refusal("InvalidParameterCombination", "A route needs exactly one target.")
    table = request.find(ROUTE_TABLE, inputs["routeTableId"])
    vpc_id = str(table.inputs["vpcId"]) if table else ""
    destination = parsed(str(inputs["destinationCidrBlock"]))
    if any(destination.subnet_of(block) for block in blocks(request, vpc_id)):
        raise refusal(
            "InvalidParameterValue",
            f"The destination CIDR block {destination} is equal to or more specific than one of this VPC's CIDR "
            "blocks. This route can target only an interface or an instance.",
        )
    _check_target(request, targets[0], str(inputs[targets[0]]), vpc_id)


def _check_target(request: Request, kind: str, target: str, vpc_id: str) -> None:
    """Refuse a target that is none for a table of this VPC."""
    if kind == "gatewayId":
        internet = request.find(INTERNET_GATEWAY, target)
        joined = internet is not None and internet.inputs.get("vpcId") == vpc_id
        if not joined and (target, vpc_id) not in vpn_gateway.attached(request):
            if internet is None and request.find(vpn_gateway.VPN_GATEWAY, target) is None:
                raise refusal("InvalidGatewayID.NotFound", f"The gateway ID '{target}' does not exist")
            raise refusal(
                "InvalidParameterValue", f"route table and network gateway {target} belong to different networks"
            )
    if kind == "transitGatewayId" and not any(
        (row.inputs["transitGatewayId"], row.inputs["vpcId"]) == (target, vpc_id) for row in request.all(ATTACHMENT)
    ):
        # TGW-VPC-ROUTES: a gateway is no target before the VPC is attached to it.
        raise refusal("InvalidTransitGatewayID.NotFound", f"The transitGateway ID '{target}' does not exist.")
    if kind == "vpcPeeringConnectionId" and not peering.usable(request, target):
        raise refusal(
            "InvalidVpcPeeringConnectionID.NotFound",
            f"The vpcPeeringConnection ID '{target}' does not exist or is not active",
        )


def _route_outputs(request: Request, id_: str) -> dict[str, object]:
    return {"region": request.region, "origin": "CreateRoute", "state": "active"}


def _new_association(request: Request) -> str:
    inputs = request.inputs
    for row in request.all(ASSOCIATION):
        if row.inputs["subnetId"] == inputs["subnetId"]:
            raise refusal(
                "Resource.AlreadyAssociated",
                f"the specified association for route table {inputs['routeTableId']} conflicts with an existing "
                "association",
            )
    return numbered("rtbassoc")(request)


def _check_association(request: Request) -> None:
    inputs = request.inputs
    subnet, table = request.find(SUBNET, inputs["subnetId"]), request.find(ROUTE_TABLE, inputs["routeTableId"])
    if subnet and table and subnet.inputs["vpcId"] != table.inputs["vpcId"]:
        raise refusal(
            "InvalidParameterValue", f"Route table {table.id} and subnet {subnet.id} belong to different networks"
        )


def _imported_association(request: Request) -> str:
    """Associations are imported by subnet and table."""
    subnet, _, table = request.id.partition("/")
    for row in request.all(ASSOCIATION):
        if (row.inputs["subnetId"], row.inputs["routeTableId"]) == (subnet, table):
            return row.id
    return request.id


KINDS = index(
    Kind(
        ROUTE_TABLE,
        numbered("rtb"),
        lambda request, id_: (
            common(request) | {"arn": arn(request, "ec2", f"route-table/{id_}"), "ownerId": request.account}
        ),
        computed=("arn", "ownerId", *COMMON),
        recomputed=RETAGGED,
        replaces=frozenset({"vpcId"}),
        references=(of_vpc(),),
        blocked=in_use("routeTable"),
    ),
    Kind(
        ROUTE,
        _new_route,
        _route_outputs,
        computed=("origin", "state", "region"),
        seconds=2,
        replaces=frozenset({"routeTableId", "destinationCidrBlock"}),
        references=(
            of_route_table(holds=False),
            refers("natGatewayId", NAT_GATEWAY, "InvalidNatGatewayID.NotFound", "natGateway ID", holds=False),
            of_transit_gateway(holds=False),
        ),
        check=_check_route,
        imported=_imported_route,
        delete_first=True,
    ),
    Kind(
        ASSOCIATION,
        _new_association,
        lambda request, id_: {"region": request.region},
        computed=("region",),
        replaces=frozenset({"subnetId"}),
        references=(of_subnet(holds=False), of_route_table()),
        check=_check_association,
        imported=_imported_association,
        delete_first=True,
    ),
)
