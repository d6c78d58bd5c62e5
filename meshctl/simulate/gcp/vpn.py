"""HA VPN: the gateway with its two addresses, the peer's gateway, and the tunnels between them."""

from __future__ import annotations

import hashlib
from typing import Any

from meshctl.simulate.gcp import ciphers
from meshctl.simulate.gcp.names import last, partial
from meshctl.simulate.gcp.network import NETWORK
from meshctl.simulate.gcp.placement import described, in_use, public_address, refers, regional, worldwide
from meshctl.simulate.gcp.ranges import invalid_field
from meshctl.simulate.gcp.router import INTERFACE, TUNNEL, require_router
from meshctl.simulate.kind import CloudError, Kind, Request, index

HA_GATEWAY = "gcp:compute/haVpnGateway:HaVpnGateway"
EXTERNAL_GATEWAY = "gcp:compute/externalVpnGateway:ExternalVpnGateway"

_INTERFACES = {"SINGLE_IP_INTERNALLY_REDUNDANT": 1, "TWO_IPS_REDUNDANCY": 2, "FOUR_IPS_REDUNDANCY": 4}


def _gateway_outputs(request: Request, id_: str) -> dict[str, Any]:
    """Two interfaces with a public address each (HAVPN-IF)."""
    number = request.number()
    interfaces = request.outputs.get("vpnInterfaces") or [
        {"id": 0, "ipAddress": public_address("35.242", number)},
        {"id": 1, "ipAddress": public_address("35.220", number)},
    ]
    return described(request, id_) | {"vpnInterfaces": interfaces, "stackType": "IPV4_ONLY", "gatewayIpVersion": "IPV4"}


def _check_external(request: Request) -> None:
    """Refuse interfaces that the redundancy type does not have (HAVPN-RED)."""
    kind = str(request.inputs.get("redundancyType", ""))
    if kind not in _INTERFACES:
        raise invalid_field("resource.redundancyType", kind, f"Must be one of {sorted(_INTERFACES)}.")
    numbers = sorted(int(interface.get("id", 0)) for interface in request.inputs.get("interfaces") or ())
    wanted = list(range(_INTERFACES[kind]))
    if numbers != wanted:
        raise invalid_field("resource.interfaces", numbers, f"Redundancy type {kind} needs the interfaces {wanted}.")


def _check_tunnel(request: Request) -> None:
    """Refuse interfaces that the two gateways do not have, no key, and unknown algorithms."""
    inputs = request.inputs
    require_router(request)
    if not (inputs.get("sharedSecret") or inputs.get("sharedSecretWo")):
        raise CloudError("required", "Error 400: Required field 'resource.sharedSecret' not specified, required")
    version = int(inputs.get("ikeVersion") or 2)
    if version not in (1, 2):
        raise invalid_field("resource.ikeVersion", version, "Must be 1 or 2.")
    own = int(inputs.get("vpnGatewayInterface") or 0)
    if own not in (0, 1):
        raise invalid_field("resource.vpnGatewayInterface", own, "Must be 0 or 1.")
    external = request.find(EXTERNAL_GATEWAY, partial(str(inputs.get("peerExternalGateway", ""))))
    theirs = int(inputs.get("peerExternalGatewayInterface") or 0)
    if external and theirs not in {int(interface["id"]) for interface in external.inputs["interfaces"]}:
        raise invalid_field(
            "resource.peerExternalGatewayInterface", theirs, "The external VPN gateway has no such interface."
        )
    ciphers.refuse_unknown(inputs.get("cipherSuite") or {})


def _tunnel_outputs(request: Request, id_: str) -> dict[str, Any]:
    external = request.find(EXTERNAL_GATEWAY, partial(str(request.inputs.get("peerExternalGateway", ""))))
    number = int(request.inputs.get("peerExternalGatewayInterface") or 0)
    addresses = {int(each["id"]): each["ipAddress"] for each in external.inputs["interfaces"]} if external else {}
    secret = str(request.inputs.get("sharedSecret") or request.inputs.get("sharedSecretWo"))
    return described(request, id_) | {
        "tunnelId": request.outputs.get("tunnelId") or str(7_000_000_000_000 + request.number()),
        "peerIp": addresses.get(number, ""),
        "detailedStatus": "Tunnel is up and running.",
        "sharedSecretHash": hashlib.sha256(f"{id_} {secret}".encode()).hexdigest()[:32],
        "localTrafficSelectors": ["0.0.0.0/0"],
        "remoteTrafficSelectors": ["0.0.0.0/0"],
        "ikeVersion": int(request.inputs.get("ikeVersion") or 2),
    }


def _refuse_used_tunnel(request: Request) -> None:
    for interface in request.all(INTERFACE):
        if last(str(interface.inputs.get("vpnTunnel", ""))) == last(request.id):
            raise in_use(request, interface)


_COMMON = ("selfLink", "creationTimestamp", "project", "effectiveLabels", "pulumiLabels", "labelFingerprint")

KINDS = index(
    Kind(
        HA_GATEWAY,
        regional("vpnGateways"),
        _gateway_outputs,
        computed=(*_COMMON, "vpnInterfaces"),
        seconds=12,
        update_seconds=5,
        delete_seconds=12,
        replaces=frozenset({"name", "project", "region", "network", "stackType", "gatewayIpVersion"}),
        references=(refers("network", NETWORK),),
        blocked=in_use,
        delete_first=True,
    ),
    Kind(
        EXTERNAL_GATEWAY,
        worldwide("externalVpnGateways"),
        described,
        computed=_COMMON,
        seconds=11,
        update_seconds=5,
        delete_seconds=11,
        replaces=frozenset({"name", "project", "interfaces", "redundancyType"}),
        check=_check_external,
        blocked=in_use,
        delete_first=True,
    ),
    Kind(
        TUNNEL,
        regional("vpnTunnels"),
        _tunnel_outputs,
        computed=(*_COMMON, "tunnelId", "peerIp", "detailedStatus", "sharedSecretHash"),
        seconds=22,
        update_seconds=5,
        delete_seconds=12,
        replaces=frozenset(
            {
                *("name", "project", "region", "router", "sharedSecret", "ikeVersion", "cipherSuite"),
                *("vpnGateway", "vpnGatewayInterface", "peerExternalGateway", "peerExternalGatewayInterface"),
            }
        ),
        references=(refers("vpnGateway", HA_GATEWAY), refers("peerExternalGateway", EXTERNAL_GATEWAY)),
        check=_check_tunnel,
        before_delete=_refuse_used_tunnel,
        secrets=frozenset({"sharedSecret", "sharedSecretWo"}),
        delete_first=True,
    ),
)
