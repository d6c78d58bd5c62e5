"""Virtual networks with their subnets, and the peerings between networks."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network
from typing import Any

from meshctl.simulate.azure import ranges
from meshctl.simulate.azure.names import (
    COMMON,
    described,
    group_id,
    last,
    missing,
    named,
    parent,
    refers,
    require_group,
)
from meshctl.simulate.kind import CloudError, Kind, Request, index
from meshctl.simulate.store import Row

VNET = "azure-native:network:VirtualNetwork"
SUBNET = "azure-native:network:Subnet"
PEERING = "azure-native:network:VirtualNetworkPeering"
SECURITY_GROUP = "azure-native:network:NetworkSecurityGroup"
NAT_GATEWAY = "azure-native:network:NatGateway"

GATEWAY_SUBNET = "GatewaySubnet"
_VNET_PATH = "Microsoft.Network/virtualNetworks/{}"


def space(inputs: Mapping[str, Any]) -> list[IPv4Network]:
    """The prefixes of a virtual network's address space."""
    name = str(inputs.get("virtualNetworkName", ""))
    return [ranges.parse(text, name) for text in (inputs.get("addressSpace") or {}).get("addressPrefixes") or ()]


def prefix(inputs: Mapping[str, Any]) -> IPv4Network:
    """The range of a subnet, written in either of its two fields."""
    text = inputs.get("addressPrefix") or (inputs.get("addressPrefixes") or [""])[0]
    return ranges.parse(str(text), str(inputs.get("subnetName", "")))


def subnets(request: Request, vnet: str) -> list[Row]:
    """The subnets of a virtual network (an id)."""
    return [row for row in request.all(SUBNET) if parent(row.id) == vnet]


def _check_vnet(request: Request) -> None:
    """Refuse prefixes that are not allowed, that meet, or that leave a subnet behind."""
    require_group(request)
    prefixes = space(request.inputs)
    for number, one in enumerate(prefixes):
        for other in prefixes[:number]:
            if one.overlaps(other):
                raise CloudError(
                    "NetcfgInvalidAddressSpace", f"Address prefixes {other} and {one} of the address space overlap."
                )
    for subnet in subnets(request, request.id) if request.id else ():
        ranges.refuse_outside(prefix(subnet.inputs), prefixes, last(subnet.id), last(request.id))


def _delete_vnet(request: Request) -> None:
    """Subnets and peerings go with their network, unless something is in them."""
    for subnet in subnets(request, request.id):
        refuse_used_subnet(request, subnet.id)
    for row in (*request.all(SUBNET), *request.all(PEERING)):
        if parent(row.id) == request.id:
            request.store.delete(row, 0.0)


def refuse_used_subnet(request: Request, subnet: str) -> None:
    """Refuse to delete a subnet that the configuration of another resource names."""
    for row in request.store.rows(request.account, None):
        if row.token not in (SUBNET, VNET) and f'"{subnet}"' in _text(row.inputs):
            raise _subnet_in_use(subnet, row.id)


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        return " ".join(_text(item) for item in value.values())
    if isinstance(value, list):
        return " ".join(_text(item) for item in value)
    return f'"{value}"'


def _subnet_in_use(subnet: str, user: str) -> CloudError:
    return CloudError(
        "InUseSubnetCannotBeDeleted",
        f"Subnet {last(subnet)} is in use by {user} and cannot be deleted. In order to delete the subnet, delete "
        "all the resources within the subnet. See aka.ms/deletesubnet.",
    )


def _vnet_of(request: Request) -> Row:
    vnet = f"{group_id(request)}/providers/{_VNET_PATH.format(request.inputs['virtualNetworkName'])}"
    found = request.find(VNET, vnet)
    if found is None:
        raise CloudError(
            "ParentResourceNotFound",
            f"Failed to perform 'write' on resource(s) of type '{request.token.split(':')[-1]}', because the parent "
            f"resource '{vnet}' could not be found.",
        )
    return found


def _check_subnet(request: Request) -> None:
    """Refuse a range outside the network or meeting a sibling's, and NAT for the gateways' subnet."""
    require_group(request)
    vnet = _vnet_of(request)
    name = str(request.inputs["subnetName"])
    mine = prefix(request.inputs)
    ranges.refuse_outside(mine, space(vnet.inputs), name, last(vnet.id))
    siblings = {last(row.id): prefix(row.inputs) for row in subnets(request, vnet.id)}
    ranges.refuse_sibling_overlap(mine, siblings, name, last(vnet.id))
    if name == GATEWAY_SUBNET and request.inputs.get("natGateway"):
        raise CloudError(
            "NatGatewayNotSupportedOnGatewaySubnet", f"A NAT gateway cannot be associated with subnet {name}."
        )


def _subnet_outputs(request: Request, id_: str) -> dict[str, Any]:
    own = described(request, id_)
    return {key: value for key, value in own.items() if key != "resourceGuid"} | {
        "addressPrefix": str(prefix(request.inputs)),
        "privateEndpointNetworkPolicies": request.inputs.get("privateEndpointNetworkPolicies") or "Disabled",
    }


def _check_peering(request: Request) -> None:
    """Refuse a peering with nothing, with itself, or over address spaces that meet (AZ-PEER-OVERLAP)."""
    require_group(request)
    here = _vnet_of(request)
    wanted = str((request.inputs.get("remoteVirtualNetwork") or {}).get("id", ""))
    # The other network may be in another subscription.
    there = next((row for row in request.store.rows(None, None, VNET) if row.id == wanted), None)
    if there is None:
        raise missing(wanted)
    if there.id == here.id:
        raise CloudError("InvalidRemoteVirtualNetwork", f"Virtual network {here.id} cannot be peered with itself.")
    meeting = ranges.overlapping(space(here.inputs), space(there.inputs))
    if meeting:
        raise CloudError(
            "VnetAddressSpacesOverlap",
            f"Cannot create or update peering {request.inputs['virtualNetworkPeeringName']}. Virtual networks "
            f"{here.id} and {there.id} cannot be peered because their address spaces overlap. "
            f"Overlapping address prefixes: {', '.join(f'{one}, {other}' for one, other in meeting)}",
        )


def _peering_outputs(request: Request, id_: str) -> dict[str, Any]:
    here, there = parent(id_), request.inputs["remoteVirtualNetwork"]["id"]
    both = any(
        parent(row.id) == there and row.inputs["remoteVirtualNetwork"]["id"] == here
        for row in request.store.rows(None, None, PEERING)
    )
    return described(request, id_) | {
        "peeringState": "Connected" if both else "Initiated",
        "peeringSyncLevel": "FullyInSync" if both else "RemoteNotInSync",
    }


def _vnet_outputs(request: Request, id_: str) -> dict[str, Any]:
    return described(request, id_) | {"subnets": [], "virtualNetworkPeerings": [], "enableDdosProtection": False}


KINDS = index(
    Kind(
        VNET,
        named(_VNET_PATH, "virtualNetworkName"),
        _vnet_outputs,
        computed=(*COMMON, "subnets", "virtualNetworkPeerings"),
        seconds=6,
        update_seconds=5,
        delete_seconds=12,
        replaces=frozenset({"virtualNetworkName", "resourceGroupName", "location"}),
        check=_check_vnet,
        before_delete=_delete_vnet,
        delete_first=True,
    ),
    Kind(
        SUBNET,
        named(_VNET_PATH + "/subnets/{}", "virtualNetworkName", "subnetName"),
        _subnet_outputs,
        computed=("name", "type", "etag", "provisioningState", "azureApiVersion"),
        seconds=5,
        update_seconds=5,
        delete_seconds=11,
        replaces=frozenset({"subnetName", "virtualNetworkName", "resourceGroupName"}),
        references=(refers("natGateway.id", NAT_GATEWAY), refers("networkSecurityGroup.id", SECURITY_GROUP)),
        check=_check_subnet,
        before_delete=lambda request: refuse_used_subnet(request, request.id),
        delete_first=True,
    ),
    Kind(
        PEERING,
        named(_VNET_PATH + "/virtualNetworkPeerings/{}", "virtualNetworkName", "virtualNetworkPeeringName"),
        _peering_outputs,
        computed=(*COMMON, "peeringState", "peeringSyncLevel"),
        recomputed=frozenset({"peeringState", "peeringSyncLevel"}),
        seconds=12,
        update_seconds=12,
        delete_seconds=12,
        replaces=frozenset(
            {"virtualNetworkPeeringName", "virtualNetworkName", "resourceGroupName", "remoteVirtualNetwork"}
        ),
        check=_check_peering,
        delete_first=True,
    ),
)
