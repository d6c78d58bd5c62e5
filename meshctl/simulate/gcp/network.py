"""Networks, subnetworks, firewalls, addresses and network peerings of Google Cloud."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from ipaddress import IPv4Network
from typing import Any

from meshctl.simulate.gcp import ranges
from meshctl.simulate.gcp.names import last, partial
from meshctl.simulate.gcp.placement import described, in_use, public_address, refers, regional, worldwide
from meshctl.simulate.kind import Kind, Request, index

NETWORK = "gcp:compute/network:Network"
SUBNETWORK = "gcp:compute/subnetwork:Subnetwork"
FIREWALL = "gcp:compute/firewall:Firewall"
ADDRESS = "gcp:compute/address:Address"


def subnet_ranges(inputs: Mapping[str, Any]) -> list[IPv4Network]:
    """All ranges of a subnetwork: the primary one, then the secondary ones."""
    secondary = (entry["ipCidrRange"] for entry in inputs.get("secondaryIpRanges") or ())
    return [
        ranges.parse("resource.ipCidrRange", inputs["ipCidrRange"]),
        *(ranges.parse("resource.secondaryIpRanges[].ipCidrRange", text) for text in secondary),
    ]


def held(request: Request, network: str) -> list[ranges.Taken]:
    """Every range that subnetworks of `network` (an id) hold, but for the requested subnetwork itself."""
    return [
        ranges.Taken(taken, last(other.id), str(other.outputs["region"]))
        # A peer network may be in another project, so the view is the whole store's.
        for other in request.store.rows(None, None, SUBNETWORK)
        if other.id != request.id and partial(other.inputs["network"]) == network
        for taken in subnet_ranges(other.inputs)
    ]


def _check_network(request: Request) -> None:
    """Refuse an MTU outside 1300 to 8896 (GCP-MTU)."""
    mtu = int(request.inputs.get("mtu") or 1460)
    if not 1300 <= mtu <= 8896:
        raise ranges.invalid_field("resource.mtu", mtu, "Must be between 1300 and 8896.")


def _network_outputs(request: Request, id_: str) -> dict[str, Any]:
    number = request.outputs.get("numericId") or str(4_000_000_000_000 + request.number())
    return described(request, id_) | {
        "networkId": number,
        "numericId": number,
        "gatewayIpv4": "",
        "mtu": int(request.inputs.get("mtu") or 1460),
        "routingMode": request.inputs.get("routingMode") or "REGIONAL",
    }


def _check_subnetwork(request: Request) -> None:
    """Refuse ranges that are not allowed or not free, and a primary range that shrinks (GCP-SUB-EXPAND)."""
    wanted = subnet_ranges(request.inputs)
    ranges.refuse_overlap(wanted, held(request, partial(request.inputs["network"])))
    before = request.outputs.get("ipCidrRange")
    if before and not ipaddress.IPv4Network(before).subnet_of(wanted[0]):
        raise ranges.invalid_field(
            "resource.ipCidrRange", wanted[0], f"The new range must contain the present range {before}."
        )


def _subnetwork_outputs(request: Request, id_: str) -> dict[str, Any]:
    primary = ipaddress.IPv4Network(request.inputs["ipCidrRange"])
    return described(request, id_) | {
        "subnetworkId": request.outputs.get("subnetworkId") or 5_000_000_000_000 + request.number(),
        "gatewayAddress": str(primary[1]),
        "state": "READY",
        "purpose": request.inputs.get("purpose") or "PRIVATE",
        "stackType": request.inputs.get("stackType") or "IPV4_ONLY",
    }


def _check_firewall(request: Request) -> None:
    """Refuse a priority outside 0 to 65535 and sources that are no ranges."""
    priority = int(request.inputs.get("priority", 1000))
    if not 0 <= priority <= 65535:
        raise ranges.invalid_field("resource.priority", priority, "Must be between 0 and 65535.")
    for text in request.inputs.get("sourceRanges") or ():
        try:
            ipaddress.ip_network(text)
        except ValueError:
            raise ranges.invalid_field("resource.sourceRanges", text, "Must be a valid CIDR range.") from None


def _firewall_outputs(request: Request, id_: str) -> dict[str, Any]:
    return described(request, id_) | {"direction": request.inputs.get("direction") or "INGRESS"}


def _address_outputs(request: Request, id_: str) -> dict[str, Any]:
    given = request.inputs.get("address") or request.outputs.get("address")
    return described(request, id_) | {
        "address": given or public_address("34.77", request.number()),
        "addressId": request.outputs.get("addressId") or 6_000_000_000_000 + request.number(),
        "addressType": request.inputs.get("addressType") or "EXTERNAL",
        "networkTier": request.inputs.get("networkTier") or "PREMIUM",
        "users": [],
    }


_LABELS = ("effectiveLabels", "pulumiLabels", "labelFingerprint")

KINDS = index(
    Kind(
        NETWORK,
        worldwide("networks"),
        _network_outputs,
        computed=("selfLink", "networkId", "numericId", "gatewayIpv4", "creationTimestamp", "project"),
        seconds=22,
        update_seconds=12,
        delete_seconds=22,
        replaces=frozenset({"name", "project", "autoCreateSubnetworks", "description"}),
        check=_check_network,
        blocked=in_use,
        delete_first=True,
    ),
    Kind(
        SUBNETWORK,
        regional("subnetworks"),
        _subnetwork_outputs,
        computed=("selfLink", "subnetworkId", "gatewayAddress", "creationTimestamp", "state", "project"),
        seconds=22,
        update_seconds=22,
        delete_seconds=12,
        replaces=frozenset({"name", "project", "region", "network", "purpose"}),
        references=(refers("network", NETWORK),),
        check=_check_subnetwork,
        blocked=in_use,
        delete_first=True,
    ),
    Kind(
        FIREWALL,
        worldwide("firewalls"),
        _firewall_outputs,
        computed=("selfLink", "creationTimestamp", "project"),
        seconds=12,
        update_seconds=12,
        delete_seconds=12,
        replaces=frozenset({"name", "project", "network", "direction"}),
        references=(refers("network", NETWORK),),
        check=_check_firewall,
        delete_first=True,
    ),
    Kind(
        ADDRESS,
        regional("addresses"),
        _address_outputs,
        computed=("selfLink", "address", "addressId", "creationTimestamp", "users", "project", *_LABELS),
        seconds=5,
        update_seconds=3,
        delete_seconds=5,
        replaces=frozenset({"name", "project", "region", "address", "addressType", "networkTier", "purpose"}),
        blocked=in_use,
        delete_first=True,
    ),
)
