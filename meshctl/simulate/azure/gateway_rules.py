"""What Azure checks of a VPN gateway and of its connections, apart from what they point at.

SKUs and generations (VNG-SKU-NONAZ, VNG-SKU-GEN, VNG-SKU-BASIC), RouteBased for BGP (VNG-TYPE), two
configurations for active-active (VNG-AA), ASNs (VNG-ASN-RSVD, VNG-ASN-IANA), link-local BGP addresses
(VNG-APIPA, VNG-APIPA-UNIQ), shared keys (VNG-PSK) and IPsec policies (VNG-POLICY, VNG-IKE-*).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, Sequence
from typing import Any

from meshctl.simulate.kind import CloudError

_GENERATIONS: Mapping[str, frozenset[str]] = {
    "Basic": frozenset({"Generation1"}),
    "VpnGw1AZ": frozenset({"Generation1"}),
    "VpnGw2AZ": frozenset({"Generation1", "Generation2"}),
    "VpnGw3AZ": frozenset({"Generation1", "Generation2"}),
    "VpnGw4AZ": frozenset({"Generation2"}),
    "VpnGw5AZ": frozenset({"Generation2"}),
}
_OLD_SKUS = frozenset(f"VpnGw{number}" for number in range(1, 6))
_RESERVED_ASNS = frozenset(
    {8074, 8075, 12076, 65517, 65518, 65519, 65520, 23456, 429496729, *range(64496, 64512), *range(65535, 65552)}
)
_FIRST_LINK_LOCAL = ipaddress.IPv4Address("169.254.21.0")
_LAST_LINK_LOCAL = ipaddress.IPv4Address("169.254.22.255")
_KEY = re.compile(r"[!-~]{1,128}")
_POLICY: Mapping[str, frozenset[str]] = {
    "ikeEncryption": frozenset({"GCMAES256", "GCMAES128", "AES256", "AES192", "AES128", "DES3", "DES"}),
    "ikeIntegrity": frozenset({"SHA384", "SHA256", "SHA1", "MD5", "GCMAES256", "GCMAES128"}),
    "dhGroup": frozenset({"DHGroup24", "ECP384", "ECP256", "DHGroup14", "DHGroup2048", "DHGroup2", "DHGroup1", "None"}),
    "ipsecEncryption": frozenset(
        {"GCMAES256", "GCMAES192", "GCMAES128", "AES256", "AES192", "AES128", "DES3", "DES", "None"}
    ),
    "ipsecIntegrity": frozenset({"GCMAES256", "GCMAES192", "GCMAES128", "SHA256", "SHA1", "MD5"}),
    "pfsGroup": frozenset({"PFS24", "ECP384", "ECP256", "PFS2048", "PFS14", "PFS2", "PFS1", "PFSMM", "None"}),
}


def refuse_bad_sku(inputs: Mapping[str, Any]) -> None:
    """Refuse a SKU that cannot be created, or not in this generation or with these features."""
    sku = (inputs.get("sku") or {}).get("name", "")
    if sku in _OLD_SKUS:
        raise CloudError(
            "NonAzSkusNotAllowedForVPNGateway",
            "VpnGw1-VpnGw5 non-AZ SKUs are no longer supported for VPN gateways. "
            "Only VpnGw1-5AZ SKUs can be created going forward.",
        )
    if sku not in _GENERATIONS:
        raise CloudError("InvalidGatewaySkuSpecified", f"The gateway SKU {sku} specified is invalid.")
    generation = inputs.get("vpnGatewayGeneration") or min(_GENERATIONS[sku])
    if generation not in _GENERATIONS[sku]:
        raise CloudError("InvalidVpnGatewayGeneration", f"The gateway SKU {sku} is not supported for {generation}.")
    if sku == "Basic" and (inputs.get("enableBgp") or inputs.get("activeActive")):
        raise CloudError(
            "GatewaySkuDoesNotSupportFeature", "BGP and active-active are not supported for the gateway SKU Basic."
        )


def refuse_bad_shape(inputs: Mapping[str, Any]) -> None:
    """Refuse a policy-based gateway with BGP, and a number of configurations that does not fit."""
    route_based = inputs.get("vpnType") == "RouteBased"
    if (inputs.get("enableBgp") or inputs.get("activeActive")) and not route_based:
        raise CloudError(
            "VpnTypeNotSupported", "BGP and active-active need a virtual network gateway of VPN type RouteBased."
        )
    configurations = len(inputs.get("ipConfigurations") or ())
    wanted = 2 if inputs.get("activeActive") else 1
    if configurations != wanted:
        raise CloudError(
            "ActiveActiveGatewayMustHaveTwoIpConfigurations"
            if wanted == 2
            else "VirtualNetworkGatewayIpConfigurationsCountInvalid",
            f"The virtual network gateway has {configurations} IP configurations, {wanted} are needed.",
        )


def refuse_bad_asn(asn: int, where: str) -> None:
    """Refuse an ASN that Azure or IANA keeps for itself; 65515 is Azure's own default."""
    if asn in _RESERVED_ASNS:
        raise CloudError("InvalidBgpAsn", f"The ASN {asn} of {where} is reserved and cannot be used.")


def refuse_bad_link_local(addresses: Sequence[str], used: Sequence[str] = ()) -> None:
    """Refuse custom BGP addresses outside Azure's link-local range, or given twice."""
    seen = set(used)
    for text in addresses:
        address = ipaddress.IPv4Address(text)
        if not _FIRST_LINK_LOCAL <= address <= _LAST_LINK_LOCAL:
            raise CloudError(
                "InvalidCustomBgpIpAddress",
                f"Custom BGP IP address {text} must be in the range {_FIRST_LINK_LOCAL} to {_LAST_LINK_LOCAL}.",
            )
        if text in seen:
            raise CloudError("DuplicateCustomBgpIpAddress", f"Custom BGP IP address {text} is used more than once.")
        seen.add(text)


def refuse_bad_key(key: str) -> None:
    """Refuse a shared key that is not printable ASCII, or has a space, hyphen or tilde."""
    if not _KEY.fullmatch(key) or set(key) & set(" -~"):
        # The key itself never goes into the message.
        raise CloudError(
            "InvalidSharedKey", "The shared key must be 1 to 128 printable ASCII characters without space, - and ~."
        )


def refuse_bad_policies(policies: Sequence[Mapping[str, Any]]) -> None:
    """Refuse more than one IPsec policy, missing or unknown values, and GCM without the same GCM."""
    if len(policies) > 1:
        raise CloudError("TooManyIpsecPolicies", "Only one IPsec policy can be given for a connection.")
    for policy in policies:
        for field, known in _POLICY.items():
            if policy.get(field) not in known:
                raise CloudError("InvalidIpsecPolicy", f"The value {policy.get(field)} of {field} is invalid.")
        encryption, integrity = policy["ipsecEncryption"], policy["ipsecIntegrity"]
        if encryption.startswith("GCM") != integrity.startswith("GCM") or (
            encryption.startswith("GCM") and encryption != integrity
        ):
            raise CloudError(
                "InvalidIpsecPolicy", f"IPsec encryption {encryption} needs the same algorithm as IPsec integrity."
            )
        if int(policy.get("saLifeTimeSeconds") or 0) < 300 or int(policy.get("saDataSizeKilobytes") or 0) < 1024:
            raise CloudError("InvalidIpsecPolicy", "The lifetime must be at least 300 seconds and 1024 kilobytes.")
