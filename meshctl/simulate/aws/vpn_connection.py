"""A VPN connection: two tunnels between a gateway of AWS and a customer gateway."""

from __future__ import annotations

import hashlib
from ipaddress import IPv4Network
from typing import Any

from meshctl.simulate.aws import tunnels
from meshctl.simulate.aws.names import COMMON, RETAGGED, arn, common, numbered, public_address, refers, refusal
from meshctl.simulate.aws.transit import TRANSIT_GATEWAY, of_transit_gateway
from meshctl.simulate.aws.vpn_gateway import CUSTOMER_GATEWAY, VPN_GATEWAY, of_vpn_gateway
from meshctl.simulate.kind import Kind, Request, index

CONNECTION = "aws:ec2/vpnConnection:VpnConnection"
_EACH = (
    *("Address", "BgpAsn", "BgpHoldtime", "CgwInsideAddress", "VgwInsideAddress"),
    *("InsideCidr", "PresharedKey"),
)
_KEPT = ("Address", "BgpAsn", "BgpHoldtime")


def _check(request: Request) -> None:
    inputs = request.inputs
    gateways = [key for key in ("vpnGatewayId", "transitGatewayId") if inputs.get(key)]
    if len(gateways) > 1:
        raise refusal("InvalidParameterCombination", "Only one of vpnGatewayId and transitGatewayId may be specified.")
    tunnels.check(inputs)
    if gateways != ["vpnGatewayId"]:
        return
    wanted = set(tunnels.inside_ranges(inputs))
    for row in request.all(CONNECTION):
        # VPN-INSIDE-UNIQ: over all connections of one virtual private gateway.
        if row.id == request.id or row.inputs.get("vpnGatewayId") != inputs["vpnGatewayId"]:
            continue
        for tunnel in tunnels.TUNNELS:
            taken = IPv4Network(row.outputs[f"{tunnel}InsideCidr"])
            if taken in wanted:
                raise refusal(
                    "InvalidParameterValue",
                    f"The tunnel inside CIDR {taken} is already in use by {row.id} on {inputs['vpnGatewayId']}.",
                )


def _amazon_asn(request: Request) -> str:
    for path, token in (("vpnGatewayId", VPN_GATEWAY), ("transitGatewayId", TRANSIT_GATEWAY)):
        gateway = request.find(token, request.inputs.get(path))
        if gateway is not None:
            return str(gateway.inputs.get("amazonSideAsn") or 64512)
    return "64512"


def _outputs(request: Request, id_: str) -> dict[str, Any]:
    inputs, before = request.inputs, request.outputs
    made: dict[str, Any] = common(request) | {"arn": arn(request, "ec2", f"vpn-connection/{id_}")}
    for tunnel in tunnels.TUNNELS:
        given, had = inputs.get(f"{tunnel}InsideCidr"), before.get(f"{tunnel}InsideCidr")
        inside = IPv4Network(given or had or _free_inside(request))
        key = inputs.get(f"{tunnel}PresharedKey") or before.get(f"{tunnel}PresharedKey")
        made |= {
            f"{tunnel}Address": before.get(f"{tunnel}Address") or public_address(request),
            f"{tunnel}BgpAsn": _amazon_asn(request),
            f"{tunnel}BgpHoldtime": 30,
            f"{tunnel}InsideCidr": str(inside),
            # VPN-INSIDE-HOST.
            f"{tunnel}VgwInsideAddress": str(inside[1]),
            f"{tunnel}CgwInsideAddress": str(inside[2]),
            f"{tunnel}PresharedKey": key or _made_key(request),
        }
    made["customerGatewayConfiguration"] = _configuration(request, id_, made)
    made["transitGatewayAttachmentId"] = before.get("transitGatewayAttachmentId") or (
        numbered("tgw-attach")(request) if inputs.get("transitGatewayId") else ""
    )
    return made


def _free_inside(request: Request) -> IPv4Network:
    """A /30 that AWS chooses itself, none that it keeps: from 169.254.170.0 upwards."""
    first = int(IPv4Network("169.254.170.0/30").network_address)
    return IPv4Network((first + 4 * (request.store.number("aws inside ranges") % 4096), 30))


def _made_key(request: Request) -> str:
    return "k" + hashlib.sha256(f"key {request.number()}".encode()).hexdigest()[:31]


def _configuration(request: Request, id_: str, made: dict[str, Any]) -> str:
    customer = request.find(CUSTOMER_GATEWAY, request.inputs["customerGatewayId"])
    address = customer.inputs.get("ipAddress") if customer else ""
    parts = "".join(
        f"<ipsec_tunnel><customer_gateway><tunnel_outside_address><ip_address>{address}</ip_address>"
        "</tunnel_outside_address></customer_gateway><vpn_gateway><tunnel_outside_address>"
        f"<ip_address>{made[f'{tunnel}Address']}</ip_address></tunnel_outside_address></vpn_gateway>"
        f"<ike><pre_shared_key>{made[f'{tunnel}PresharedKey']}</pre_shared_key></ike></ipsec_tunnel>"
        for tunnel in tunnels.TUNNELS
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<vpn_connection id="{id_}">{parts}</vpn_connection>'


_COMPUTED = tuple(tunnel + output for tunnel in tunnels.TUNNELS for output in _EACH)
_STABLE = frozenset(tunnel + output for tunnel in tunnels.TUNNELS for output in _KEPT)

KINDS = index(
    Kind(
        CONNECTION,
        numbered("vpn"),
        _outputs,
        computed=(
            *_COMPUTED,
            *("customerGatewayConfiguration", "transitGatewayAttachmentId", "arn"),
            *COMMON,
        ),
        recomputed=RETAGGED | (frozenset(_COMPUTED) - _STABLE) | {"customerGatewayConfiguration"},
        seconds=240,
        update_seconds=180,
        delete_seconds=120,
        replaces=frozenset({"type", "staticRoutesOnly", "enableAcceleration", "tunnelInsideIpVersion"}),
        references=(
            refers("customerGatewayId", CUSTOMER_GATEWAY, "InvalidCustomerGatewayID.NotFound", "customerGateway ID"),
            of_vpn_gateway(),
            of_transit_gateway(),
        ),
        check=_check,
        secrets=frozenset({*(f"{tunnel}PresharedKey" for tunnel in tunnels.TUNNELS), "customerGatewayConfiguration"}),
    ),
)
