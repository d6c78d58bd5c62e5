"""Public addresses, NAT gateways and network security groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from meshctl.simulate.azure.names import COMMON, described, last, named, refers, require_group
from meshctl.simulate.azure.network import NAT_GATEWAY, SECURITY_GROUP
from meshctl.simulate.kind import CloudError, Kind, Request, index
from meshctl.simulate.store import Row

PUBLIC_IP = "azure-native:network:PublicIPAddress"
VPN_GATEWAY = "azure-native:network:VirtualNetworkGateway"


def _check_address(request: Request) -> None:
    """Refuse a Standard address that is not static."""
    require_group(request)
    sku = (request.inputs.get("sku") or {}).get("name", "Basic")
    if sku == "Basic":
        raise CloudError("BasicSkuPublicIpNotAllowed", "Public IP addresses of SKU Basic can no longer be created.")
    if request.inputs.get("publicIPAllocationMethod") != "Static":
        raise CloudError(
            "StandardSkuPublicIPAddressMustBeStatic", "Standard sku publicIp must have AllocationMethod set to Static."
        )


def _address_outputs(request: Request, id_: str) -> dict[str, Any]:
    number = request.number()
    return described(request, id_) | {
        "ipAddress": f"20.{50 + number // 62500}.{number // 250 % 250}.{number % 250 + 1}",
        "idleTimeoutInMinutes": 4,
    }


def _address_in_use(request: Request, user: Row) -> CloudError:
    return CloudError(
        "PublicIPAddressCannotBeDeleted",
        f"Public IP address {request.id} can not be deleted since it is still allocated to resource {user.id}. "
        "In order to delete the public IP, disassociate/detach the Public IP address from the resource.",
    )


def addresses(inputs: Mapping[str, Any]) -> Iterator[str]:
    """The ids of the public addresses that a NAT gateway or a VPN gateway takes."""
    for each in inputs.get("publicIpAddresses") or ():
        yield each["id"]
    for each in inputs.get("ipConfigurations") or ():
        yield (each.get("publicIPAddress") or {}).get("id", "")


def refuse_shared_address(request: Request) -> None:
    """Refuse a public address that something else has."""
    wanted = set(addresses(request.inputs))
    for token in (NAT_GATEWAY, VPN_GATEWAY):
        for row in request.all(token):
            shared = wanted & set(addresses(row.inputs)) if row.id != request.id else set()
            for address in shared:
                raise CloudError(
                    "PublicIPAddressInUse",
                    f"Resource {last(str(request.name))} is referencing public IP address {address} that is already "
                    f"allocated to resource {row.id}.",
                )


def _check_nat(request: Request) -> None:
    require_group(request)
    refuse_shared_address(request)


def _nat_in_use(request: Request, user: Row) -> CloudError:
    return CloudError(
        "InUseNatGatewayCannotBeDeleted",
        f"Nat gateway {request.id} cannot be deleted because it is in use by the following subnets: {user.id}.",
    )


def _check_security_group(request: Request) -> None:
    """Refuse priorities outside 100 to 4096, and two rules of one direction with the same."""
    require_group(request)
    seen: dict[tuple[str, int], str] = {}
    for rule in request.inputs.get("securityRules") or ():
        key = (str(rule["direction"]), int(rule["priority"]))
        if not 100 <= key[1] <= 4096:
            raise CloudError(
                "SecurityRuleInvalidPriority",
                f"Security rule {rule['name']} has invalid priority. Value provided: {key[1]} Allowed range 100-4096.",
            )
        if key in seen:
            raise CloudError(
                "SecurityRuleConflict",
                f"Security rule {rule['name']} conflicts with rule {seen[key]}. Rules cannot have the same Priority "
                f"and Direction. Suggested priority: {key[1] + 1}.",
            )
        seen[key] = rule["name"]


def _security_group_in_use(request: Request, user: Row) -> CloudError:
    return CloudError(
        "InUseNetworkSecurityGroupCannotBeDeleted",
        f"Network security group {request.id} cannot be deleted because it is in use by the following resources: "
        f"{user.id}. In order to delete the Network security group, remove the association with the resource(s).",
    )


_PLACE = frozenset({"resourceGroupName", "location"})

KINDS = index(
    Kind(
        PUBLIC_IP,
        named("Microsoft.Network/publicIPAddresses/{}", "publicIpAddressName"),
        _address_outputs,
        computed=(*COMMON, "ipAddress", "idleTimeoutInMinutes"),
        seconds=3,
        update_seconds=3,
        delete_seconds=11,
        replaces=_PLACE | {"publicIpAddressName", "sku", "publicIPAddressVersion", "zones"},
        check=_check_address,
        blocked=_address_in_use,
        delete_first=True,
    ),
    Kind(
        NAT_GATEWAY,
        named("Microsoft.Network/natGateways/{}", "natGatewayName"),
        lambda request, id_: described(request, id_) | {"idleTimeoutInMinutes": 4, "subnets": []},
        computed=(*COMMON, "idleTimeoutInMinutes", "subnets"),
        seconds=6,
        update_seconds=6,
        delete_seconds=11,
        replaces=_PLACE | {"natGatewayName", "sku", "zones"},
        references=(refers("publicIpAddresses[].id", PUBLIC_IP),),
        check=_check_nat,
        blocked=_nat_in_use,
        delete_first=True,
    ),
    Kind(
        SECURITY_GROUP,
        named("Microsoft.Network/networkSecurityGroups/{}", "networkSecurityGroupName"),
        described,
        computed=(*COMMON, "defaultSecurityRules", "subnets"),
        seconds=4,
        update_seconds=4,
        delete_seconds=11,
        replaces=_PLACE | {"networkSecurityGroupName"},
        check=_check_security_group,
        blocked=_security_group_in_use,
        delete_first=True,
    ),
)
