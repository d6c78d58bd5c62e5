"""VPN gateways, the local network gateways that stand for their peers, and the connections between both."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from meshctl.simulate.azure import gateway_rules
from meshctl.simulate.azure.edge import PUBLIC_IP, VPN_GATEWAY, addresses, refuse_shared_address
from meshctl.simulate.azure.names import COMMON, described, last, named, parent, refers, require_group
from meshctl.simulate.azure.network import GATEWAY_SUBNET, SUBNET, prefix
from meshctl.simulate.kind import CloudError, Kind, Request, index
from meshctl.simulate.store import Row

LOCAL_GATEWAY = "azure-native:network:LocalNetworkGateway"
CONNECTION = "azure-native:network:VirtualNetworkGatewayConnection"

_OWN_ASN = 65515


def _custom_addresses(inputs: Mapping[str, Any]) -> dict[str, list[str]]:
    """Link-local BGP addresses by name of the ip configuration."""
    listed = (inputs.get("bgpSettings") or {}).get("bgpPeeringAddresses") or ()
    return {last(each["ipconfigurationId"]): list(each.get("customBgpIpAddresses") or ()) for each in listed}


def _check_gateway(request: Request) -> None:
    """Refuse what the SKU, the subnet, the addresses or the BGP settings do not allow."""
    require_group(request)
    inputs = request.inputs
    gateway_rules.refuse_bad_sku(inputs)
    gateway_rules.refuse_bad_shape(inputs)
    _refuse_bad_subnet(request)
    _refuse_bad_addresses(request)
    refuse_shared_address(request)
    gateway_rules.refuse_bad_asn(int((inputs.get("bgpSettings") or {}).get("asn") or _OWN_ASN), "the gateway")
    custom = _custom_addresses(inputs)
    gateway_rules.refuse_bad_link_local([address for each in custom.values() for address in each])
    unknown = custom.keys() - {each["name"] for each in inputs.get("ipConfigurations") or ()}
    if unknown:
        raise CloudError(
            "InvalidResourceReference", f"The gateway has no IP configuration {', '.join(sorted(unknown))}."
        )


def _refuse_bad_subnet(request: Request) -> None:
    """All configurations lie in the one subnet called GatewaySubnet (AZ-GWSUB-NAME), of one gateway (AZ-VNG-ONE)."""
    for configuration in request.inputs.get("ipConfigurations") or ():
        subnet = configuration["subnet"]["id"]
        if last(subnet) != GATEWAY_SUBNET:
            raise CloudError(
                "InvalidGatewaySubnet",
                f"Subnet {last(subnet)} cannot hold a virtual network gateway: it must be named {GATEWAY_SUBNET}.",
            )
        for other in request.all(VPN_GATEWAY):
            theirs = [each["subnet"]["id"] for each in other.inputs.get("ipConfigurations") or ()]
            if other.id != request.id and subnet in theirs:
                raise CloudError(
                    "VirtualNetworkAlreadyHasVpnGateway",
                    f"Virtual network {parent(subnet)} already has the VPN gateway {other.id}.",
                )


def _refuse_bad_addresses(request: Request) -> None:
    """Availability-zone SKUs take Standard static addresses only (VNG-AA)."""
    for id_ in addresses(request.inputs):
        row = request.find(PUBLIC_IP, id_)
        if row and (row.inputs.get("sku") or {}).get("name") != "Standard":
            raise CloudError(
                "VmssVpnGatewayPublicIpsMustHaveStandardSku", f"Public IP address {id_} must be of SKU Standard."
            )


def _gateway_outputs(request: Request, id_: str) -> dict[str, Any]:
    inputs = request.inputs
    configurations = [
        {**each, "id": f"{id_}/ipConfigurations/{each['name']}", "provisioningState": "Succeeded"}
        for each in inputs["ipConfigurations"]
    ]
    return described(request, id_) | {
        "ipConfigurations": configurations,
        "bgpSettings": _bgp(request, configurations),
        "vpnGatewayGeneration": inputs.get("vpnGatewayGeneration") or "Generation1",
    }


def _bgp(request: Request, configurations: list[dict[str, Any]]) -> dict[str, Any]:
    """The speaker of each instance: its own address in the subnet, and the link-local ones that it was given."""
    settings = request.inputs.get("bgpSettings") or {}
    custom = _custom_addresses(request.inputs)
    subnet = request.find(SUBNET, configurations[0]["subnet"]["id"])
    first = prefix(subnet.inputs).network_address + 4 if subnet else ipaddress.IPv4Address("10.0.0.4")
    own = [str(first + number) for number in range(len(configurations))]
    peering = []
    for each, address in zip(configurations, own, strict=True):
        public = request.find(PUBLIC_IP, (each.get("publicIPAddress") or {}).get("id", ""))
        peering.append(
            {
                "ipconfigurationId": each["id"],
                "defaultBgpIpAddresses": [address],
                "customBgpIpAddresses": custom.get(each["name"], []),
                "tunnelIpAddresses": [public.outputs["ipAddress"]] if public else [],
            }
        )
    return {
        "asn": int(settings.get("asn") or _OWN_ASN),
        "bgpPeeringAddress": ",".join(own),
        "peerWeight": 0,
        "bgpPeeringAddresses": peering,
    }


def _gateway_in_use(request: Request, user: Row) -> CloudError:
    return CloudError(
        "VirtualNetworkGatewayCannotBeDeleted",
        f"Virtual network gateway {request.id} cannot be deleted because it is in use by connection {user.id}.",
    )


def _check_local(request: Request) -> None:
    """Refuse a peer's ASN that is reserved or Azure's own (VNG-ASN-65515), and an address that is none."""
    require_group(request)
    settings = request.inputs.get("bgpSettings")
    if settings:
        asn = int(settings["asn"])
        gateway_rules.refuse_bad_asn(asn, "the local network gateway")
        if asn == _OWN_ASN:
            raise CloudError("InvalidBgpAsn", f"The ASN {asn} is reserved for Azure and cannot be a peer's.")
    address = str(request.inputs.get("gatewayIpAddress", ""))
    try:
        ipaddress.IPv4Address(address)
    except ValueError:
        raise CloudError("InvalidIPAddress", f"The gateway IP address '{address}' is invalid.") from None


def _local_in_use(request: Request, user: Row) -> CloudError:
    return CloudError(
        "LocalNetworkGatewayCannotBeDeleted",
        f"Local network gateway {request.id} cannot be deleted because it is in use by connection {user.id}.",
    )


def _check_connection(request: Request) -> None:
    """Refuse a bad key or policy, a timeout out of bounds, and BGP addresses that the gateway does not have."""
    require_group(request)
    inputs = request.inputs
    gateway_rules.refuse_bad_key(str(inputs.get("sharedKey") or ""))
    gateway_rules.refuse_bad_policies(inputs.get("ipsecPolicies") or ())
    timeout = int(inputs.get("dpdTimeoutSeconds") or 45)
    if not 9 <= timeout <= 3600:
        raise CloudError("InvalidDpdTimeout", f"DPD timeout {timeout} must be from 9 to 3600 seconds.")
    gateway = request.find(VPN_GATEWAY, (inputs.get("virtualNetworkGateway1") or {}).get("id", ""))
    known = _custom_addresses(gateway.inputs) if gateway else {}
    for each in inputs.get("gatewayCustomBgpIpAddresses") or ():
        configuration, address = last(each["ipConfigurationId"]), each["customBgpIpAddress"]
        if address not in known.get(configuration, ()):
            raise CloudError(
                "InvalidCustomBgpIpAddress",
                f"Custom BGP IP address {address} is not among those of IP configuration {configuration} of the "
                "virtual network gateway.",
            )


def _connection_outputs(request: Request, id_: str) -> dict[str, Any]:
    return described(request, id_) | {
        "connectionStatus": "Unknown",
        "egressBytesTransferred": 0,
        "ingressBytesTransferred": 0,
        "connectionProtocol": request.inputs.get("connectionProtocol") or "IKEv2",
    }


_PLACE = frozenset({"resourceGroupName", "location"})

KINDS = index(
    Kind(
        VPN_GATEWAY,
        named("Microsoft.Network/virtualNetworkGateways/{}", "virtualNetworkGatewayName"),
        _gateway_outputs,
        computed=(*COMMON, "ipConfigurations", "bgpSettings"),
        recomputed=frozenset({"ipConfigurations", "bgpSettings"}),
        seconds=2700,
        update_seconds=900,
        delete_seconds=600,
        replaces=_PLACE | {"virtualNetworkGatewayName", "gatewayType", "vpnType", "vpnGatewayGeneration"},
        references=(
            refers("ipConfigurations[].subnet.id", SUBNET),
            refers("ipConfigurations[].publicIPAddress.id", PUBLIC_IP),
        ),
        check=_check_gateway,
        blocked=_gateway_in_use,
        delete_first=True,
    ),
    Kind(
        LOCAL_GATEWAY,
        named("Microsoft.Network/localNetworkGateways/{}", "localNetworkGatewayName"),
        described,
        computed=COMMON,
        seconds=10,
        update_seconds=10,
        delete_seconds=11,
        replaces=_PLACE | {"localNetworkGatewayName"},
        check=_check_local,
        blocked=_local_in_use,
        delete_first=True,
    ),
    Kind(
        CONNECTION,
        named("Microsoft.Network/connections/{}", "virtualNetworkGatewayConnectionName"),
        _connection_outputs,
        computed=(*COMMON, "connectionStatus", "egressBytesTransferred", "ingressBytesTransferred"),
        seconds=60,
        update_seconds=60,
        delete_seconds=60,
        replaces=_PLACE
        | {
            "virtualNetworkGatewayConnectionName",
            "connectionType",
            "connectionProtocol",
            "virtualNetworkGateway1",
            "localNetworkGateway2",
        },
        references=(
            refers("virtualNetworkGateway1.id", VPN_GATEWAY),
            refers("localNetworkGateway2.id", LOCAL_GATEWAY),
        ),
        check=_check_connection,
        secrets=frozenset({"sharedKey"}),
        delete_first=True,
    ),
)
