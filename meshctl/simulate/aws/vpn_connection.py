"""Site-to-Site VPN connections: two tunnels each, from a gateway of Amazon's to a customer gateway."""

from __future__ import annotations

import secrets
import string
from ipaddress import IPv4Network
from typing import Any

from meshctl.simulate.aws.ec2 import RETAGGED, derived, numbered, public_address, told
from meshctl.simulate.aws.transit import TRANSIT_GATEWAY, no_transit_gateway
from meshctl.simulate.aws.vpn_gateway import CUSTOMER_GATEWAY, VPN_GATEWAY, no_vpn_gateway
from meshctl.simulate.aws.vpn_options import free_inside, refuse_bad
from meshctl.simulate.aws.words import not_found, refused, within
from meshctl.simulate.kind import Kind, Reference, Request, index
from meshctl.simulate.quotas import allowed

CONNECTION = "aws:ec2/vpnConnection:VpnConnection"
TUNNELS = ("tunnel1", "tunnel2")
_CONNECTIONS, _OF_GATEWAY = 50, 10
_HOLD_SECONDS = 30
_OF_TUNNEL = ("Address", "CgwInsideAddress", "VgwInsideAddress", "BgpAsn", "BgpHoldtime", "InsideCidr", "PresharedKey")


def _check(request: Request) -> None:
    inputs = request.inputs
    gateways = [key for key in ("vpnGatewayId", "transitGatewayId") if inputs.get(key)]
    if len(gateways) > 1:
        raise refused("InvalidParameterCombination", "Only one of vpnGatewayId and transitGatewayId may be given.")
    for tunnel in TUNNELS:
        refuse_bad(inputs, tunnel)
    wanted = [str(inputs[f"{tunnel}InsideCidr"]) for tunnel in TUNNELS if inputs.get(f"{tunnel}InsideCidr")]
    taken = _inside_taken(request)
    repeated = next((inside for inside in wanted if wanted.count(inside) > 1 or inside in taken), None)
    if repeated:
        raise refused("InvalidParameterValue", f"The tunnel inside CIDR {repeated} is already in use on this gateway.")
    within(request, _CONNECTIONS, "VpnConnectionLimitExceeded", "VPN connections")
    if not request.id and inputs.get("vpnGatewayId"):
        there = [row for row in request.all(CONNECTION) if row.inputs.get("vpnGatewayId") == inputs["vpnGatewayId"]]
        if len(there) >= allowed(request.store, VPN_GATEWAY + "/connections", _OF_GATEWAY):
            raise refused("VpnConnectionLimitExceeded", "The maximum number of VPN connections has been reached.")


def _inside_taken(request: Request) -> set[str]:
    """Inside addresses are unique on a virtual private gateway. On a transit gateway AWS does not look."""
    gateway = request.inputs.get("vpnGatewayId")
    return {
        row.outputs[f"{tunnel}InsideCidr"]
        for row in request.all(CONNECTION)
        for tunnel in TUNNELS
        if gateway and row.id != request.id and row.inputs.get("vpnGatewayId") == gateway
    }


def _outputs(request: Request, id_: str) -> dict[str, Any]:
    common = told(request, "vpn-connection", id_)
    del common["ownerId"]
    made: dict[str, Any] = {
        **common,
        "routes": [],
        "vgwTelemetries": [],
        "outsideIpAddressType": "PublicIpv4",
        "tunnelInsideIpVersion": "ipv4",
        "staticRoutesOnly": bool(request.inputs.get("staticRoutesOnly")),
        "transitGatewayAttachmentId": derived("tgw-attach", id_) if request.inputs.get("transitGatewayId") else "",
    }
    taken = _inside_taken(request)
    for tunnel in TUNNELS:
        made |= {tunnel + name: value for name, value in _tunnel(request, tunnel, taken).items()}
        taken.add(made[f"{tunnel}InsideCidr"])
    made["customerGatewayConfiguration"] = _configuration(id_, made)
    return made


def _tunnel(request: Request, tunnel: str, taken: set[str]) -> dict[str, Any]:
    number = request.number()
    given = {**request.outputs, **request.inputs}
    inside = given.get(f"{tunnel}InsideCidr") or free_inside(taken, number)
    hosts = list(IPv4Network(inside).hosts())
    key = given.get(f"{tunnel}PresharedKey") or _key()
    values = ("", str(hosts[1]), str(hosts[0]), str(_amazon_asn(request)), _HOLD_SECONDS, inside, key)
    return dict(zip(_OF_TUNNEL, values, strict=True)) | {
        "Address": given.get(f"{tunnel}Address") or public_address(number)
    }


def _key() -> str:
    return "k" + "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(31))


def _amazon_asn(request: Request) -> int:
    gateway = request.find(VPN_GATEWAY, request.inputs.get("vpnGatewayId")) or request.find(
        TRANSIT_GATEWAY, request.inputs.get("transitGatewayId")
    )
    return int(gateway.outputs["amazonSideAsn"]) if gateway else 64512


def _configuration(id_: str, made: dict[str, Any]) -> str:
    """What AWS hands out to set up the customer's device; it has the keys in it."""
    tunnels = "".join(
        f"<ipsec_tunnel><vpn_gateway><tunnel_outside_address><ip_address>{made[f'{tunnel}Address']}</ip_address>"
        f"</tunnel_outside_address></vpn_gateway><ike><pre_shared_key>{made[f'{tunnel}PresharedKey']}"
        "</pre_shared_key></ike></ipsec_tunnel>"
        for tunnel in TUNNELS
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><vpn_connection id="{id_}">{tunnels}</vpn_connection>'


KINDS = index(
    Kind(
        CONNECTION,
        numbered("vpn"),
        _outputs,
        computed=(
            *("arn", "tagsAll", "region", "routes", "vgwTelemetries", "outsideIpAddressType"),
            *(
                "transitGatewayAttachmentId",
                "customerGatewayConfiguration",
                "tunnelInsideIpVersion",
                "staticRoutesOnly",
            ),
            *(tunnel + name for tunnel in TUNNELS for name in _OF_TUNNEL),
        ),
        recomputed=RETAGGED | {"customerGatewayConfiguration"},
        seconds=240,
        update_seconds=240,
        delete_seconds=60,
        replaces=frozenset(
            {
                *("type", "staticRoutesOnly", "outsideIpAddressType", "region", "enableAcceleration"),
                *("tunnel1InsideCidr", "tunnel2InsideCidr", "tunnelInsideIpVersion"),
            }
        ),
        references=(
            Reference(
                "customerGatewayId", CUSTOMER_GATEWAY, not_found("InvalidCustomerGatewayID.NotFound", "customerGateway")
            ),
            Reference("vpnGatewayId", VPN_GATEWAY, no_vpn_gateway),
            Reference("transitGatewayId", TRANSIT_GATEWAY, no_transit_gateway),
        ),
        check=_check,
        secrets=frozenset({"customerGatewayConfiguration", "tunnel1PresharedKey", "tunnel2PresharedKey"}),
    ),
)
