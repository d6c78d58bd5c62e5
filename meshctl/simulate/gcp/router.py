"""Cloud Routers with what is configured on them: NAT, interfaces and BGP peers."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from ipaddress import IPv4Interface
from typing import Any

from meshctl.simulate.gcp.names import last
from meshctl.simulate.gcp.network import ADDRESS, NETWORK
from meshctl.simulate.gcp.placement import (
    described,
    in_use,
    missing,
    project,
    refers,
    refuse_taken,
    region,
    regional,
)
from meshctl.simulate.gcp.ranges import invalid_field
from meshctl.simulate.kind import CloudError, Kind, Request, index
from meshctl.simulate.store import Row

ROUTER = "gcp:compute/router:Router"
NAT = "gcp:compute/routerNat:RouterNat"
INTERFACE = "gcp:compute/routerInterface:RouterInterface"
PEER = "gcp:compute/routerPeer:RouterPeer"
TUNNEL = "gcp:compute/vPNTunnel:VPNTunnel"

_LINK_LOCAL = ipaddress.IPv4Network("169.254.0.0/16")
_METADATA = ipaddress.IPv4Network("169.254.169.252/30")
_PRIVATE_ASNS = (range(64512, 65535), range(4200000000, 4294967295))
_PARTNER_ASN = 16550


def _check_router(request: Request) -> None:
    """Refuse an ASN that is not private (CR-ASN) and a keepalive outside 20 to 60 s (CR-KEEP)."""
    bgp = request.inputs.get("bgp")
    if not bgp:
        return
    asn = int(bgp["asn"])
    if asn != _PARTNER_ASN and not any(asn in allowed for allowed in _PRIVATE_ASNS):
        raise invalid_field("resource.bgp.asn", asn, "Must be an RFC6996 private ASN, either 16-bit or 32-bit.")
    keepalive = int(bgp.get("keepaliveInterval") or 20)
    if not 20 <= keepalive <= 60:
        raise invalid_field("resource.bgp.keepaliveInterval", keepalive, "Must be between 20 and 60.")


def _refuse_used_router(request: Request) -> None:
    """Refuse to delete a router that tunnels still use; its own interfaces, peers and NAT go with it."""
    for tunnel in request.all(TUNNEL):
        if last(str(tunnel.inputs.get("router", ""))) == last(request.id) and tunnel.outputs["region"] in request.id:
            raise in_use(request, tunnel)


def router_id(request: Request) -> str:
    """The id of the router that the request names by its bare name, id or link."""
    name = last(str(request.inputs["router"]))
    return f"projects/{project(request)}/regions/{region(request)}/routers/{name}"


def require_router(request: Request) -> Row:
    """The router that the request names; refuses where there is none."""
    found = request.find(ROUTER, router_id(request))
    if found is None:
        raise missing(router_id(request))
    return found


def _siblings(request: Request, token: str) -> list[Row]:
    """The other things of that type on the same router."""
    name, where = last(str(request.inputs["router"])), region(request)
    return [
        other
        for other in request.all(token)
        if other.id != request.id and last(str(other.inputs["router"])) == name and other.outputs["region"] == where
    ]


def _check_nat(request: Request) -> None:
    """Refuse manual addresses that are not given, and a second NAT for the same ranges."""
    require_router(request)
    if request.inputs.get("natIpAllocateOption") == "MANUAL_ONLY" and not request.inputs.get("natIps"):
        raise invalid_field("resource.nats[].natIps", "[]", "Must not be empty with MANUAL_ONLY.")
    everything = "ALL_SUBNETWORKS_ALL_IP_RANGES"
    if request.inputs.get("sourceSubnetworkIpRangesToNat") == everything:
        for other in _siblings(request, NAT):
            if other.inputs.get("sourceSubnetworkIpRangesToNat") == everything:
                raise invalid_field(
                    "resource.nats", request.inputs["name"], f"NAT '{other.inputs['name']}' has all ranges already."
                )


def interface_address(text: str) -> IPv4Interface:
    """The address of a BGP interface with its range (CR-LL, CR-LL-META), or GCP's refusal."""
    field = "resource.interfaces[].ipRange"
    try:
        interface = ipaddress.IPv4Interface(text)
    except ValueError:
        raise invalid_field(field, text, "Must be a valid IP range in CIDR form.") from None
    network = interface.network
    if not network.subnet_of(_LINK_LOCAL) or not 29 <= network.prefixlen <= 30 or network.overlaps(_METADATA):
        raise invalid_field(field, text, "Must be a link-local range /30 or /29 from 169.254.0.0/16.")
    if interface.ip in (network.network_address, network.broadcast_address):
        raise invalid_field(field, text, "Must be a host address of the range.")
    return interface


def _check_interface(request: Request) -> None:
    """Refuse a tunnel that is not there, and a range that another interface of the router has (CR-LL-UNIQ)."""
    require_router(request)
    tunnel = f"projects/{project(request)}/regions/{region(request)}/vpnTunnels/" + last(
        str(request.inputs.get("vpnTunnel", ""))
    )
    if request.inputs.get("vpnTunnel") and request.find(TUNNEL, tunnel) is None:
        raise missing(tunnel)
    mine = interface_address(request.inputs["ipRange"])
    for other in _siblings(request, INTERFACE):
        if mine.network.overlaps(interface_address(other.inputs["ipRange"]).network):
            raise invalid_field(
                "resource.interfaces[].ipRange",
                request.inputs["ipRange"],
                f"The IP range overlaps with that of router interface '{other.inputs['name']}'.",
            )


def _check_peer(request: Request) -> None:
    """Refuse a peer in the router's own AS (CR-IBGP), without an interface, or outside its range."""
    router = require_router(request)
    asn = int(request.inputs["peerAsn"])
    if asn == int((router.inputs.get("bgp") or {}).get("asn", 0)):
        raise invalid_field(
            "resource.bgpPeers[].peerAsn", asn, "The peer ASN must not be the same as the ASN of the router."
        )
    wanted = request.inputs["interface"]
    interface = next((row for row in _siblings(request, INTERFACE) if row.inputs["name"] == wanted), None)
    if interface is None:
        raise invalid_field("resource.bgpPeers[].interfaceName", wanted, "The router has no such interface.")
    mine = interface_address(interface.inputs["ipRange"])
    given = request.inputs.get("ipAddress")
    if given and ipaddress.IPv4Address(given) != mine.ip:
        raise invalid_field("resource.bgpPeers[].ipAddress", given, f"Must be the interface's address {mine.ip}.")
    peer = ipaddress.IPv4Address(request.inputs["peerIpAddress"])
    if peer == mine.ip or peer not in mine.network:
        raise invalid_field(
            "resource.bgpPeers[].peerIpAddress", peer, f"Must be another address of the range {mine.network}."
        )


def _refuse_used_interface(request: Request) -> None:
    inputs = {**request.outputs, **request.inputs}
    for peer in request.all(PEER):
        if peer.inputs["interface"] == inputs["name"] and last(str(peer.inputs["router"])) == last(
            str(inputs["router"])
        ):
            raise CloudError(
                "invalid",
                f"Error 400: Invalid value for field 'resource.bgpPeers[].interfaceName': '{inputs['name']}'. "
                f"BGP peer '{peer.inputs['name']}' still uses the interface.",
            )


def _on_router(template: str) -> Any:
    def identify(request: Request) -> str:
        id_ = template.format(
            project=project(request),
            region=region(request),
            router=last(str(request.inputs["router"])),
            name=request.inputs["name"],
        )
        return refuse_taken(request, id_)

    return identify


def _router_part(request: Request, id_: str) -> Mapping[str, Any]:
    return {"project": project(request), "region": region(request)}


def _peer_outputs(request: Request, id_: str) -> Mapping[str, Any]:
    return {
        **_router_part(request, id_),
        "managementType": "MANAGED_BY_USER",
        "advertiseMode": request.inputs.get("advertiseMode") or "DEFAULT",
        "enable": request.inputs.get("enable", True),
    }


_PART = frozenset({"name", "project", "region", "router"})

KINDS = index(
    Kind(
        ROUTER,
        regional("routers"),
        described,
        computed=("selfLink", "creationTimestamp", "project"),
        seconds=12,
        update_seconds=12,
        delete_seconds=12,
        replaces=frozenset({"name", "project", "region", "network"}),
        references=(refers("network", NETWORK),),
        check=_check_router,
        before_delete=_refuse_used_router,
        delete_first=True,
    ),
    Kind(
        NAT,
        _on_router("{project}/{region}/{router}/{name}"),
        _router_part,
        computed=("project",),
        seconds=12,
        update_seconds=12,
        delete_seconds=12,
        replaces=_PART,
        references=(refers("natIps[]", ADDRESS),),
        check=_check_nat,
        delete_first=True,
    ),
    Kind(
        INTERFACE,
        _on_router("{region}/{router}/{name}"),
        _router_part,
        computed=("project",),
        seconds=12,
        delete_seconds=12,
        replaces=_PART | {"ipRange", "vpnTunnel"},
        check=_check_interface,
        before_delete=_refuse_used_interface,
        delete_first=True,
    ),
    Kind(
        PEER,
        _on_router("projects/{project}/regions/{region}/routers/{router}/{name}"),
        _peer_outputs,
        computed=("project", "managementType"),
        seconds=12,
        update_seconds=12,
        delete_seconds=12,
        replaces=_PART | {"interface"},
        check=_check_peer,
        delete_first=True,
    ),
)
