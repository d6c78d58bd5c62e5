"""The options of a VPN tunnel that AWS takes: addresses inside, keys, algorithms and times."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network
from typing import Any

from meshctl.simulate.aws.names import refusal
from meshctl.simulate.kind import CloudError

TUNNELS = ("tunnel1", "tunnel2")
"""Each connection has two (VPN-TUNNELS)."""
_LINK_LOCAL = IPv4Network("169.254.0.0/16")
_RESERVED = tuple(
    IPv4Network(text) for text in (*(f"169.254.{number}.0/30" for number in range(6)), "169.254.169.252/30")
)
_KEY = re.compile(r"[A-Za-z0-9._]{8,64}")
_ENCRYPTION = frozenset({"AES128", "AES256", "AES128-GCM-16", "AES256-GCM-16"})
_INTEGRITY = frozenset({"SHA1", "SHA2-256", "SHA2-384", "SHA2-512"})
_LATE_GROUPS = frozenset({14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 35})
_ALLOWED: Mapping[str, frozenset[Any]] = {
    "IkeVersions": frozenset({"ikev1", "ikev2"}),
    "Phase1EncryptionAlgorithms": _ENCRYPTION,
    "Phase2EncryptionAlgorithms": _ENCRYPTION,
    "Phase1IntegrityAlgorithms": _INTEGRITY,
    "Phase2IntegrityAlgorithms": _INTEGRITY,
    "Phase1DhGroupNumbers": _LATE_GROUPS | {2},
    "Phase2DhGroupNumbers": _LATE_GROUPS | {2, 5, 36, 37},
    "StartupAction": frozenset({"add", "start"}),
    "DpdTimeoutAction": frozenset({"clear", "none", "restart"}),
}
"""VPN-IKE, VPN-P1-ENC, VPN-P1-INT, VPN-P1-DH, VPN-P2-DH, VPN-STARTUP, VPN-DPD."""
_SECONDS = {
    "Phase1LifetimeSeconds": (900, 28800),
    "Phase2LifetimeSeconds": (900, 3600),
    "DpdTimeoutSeconds": (30, 3600),
    "ReplayWindowSize": (64, 2048),
    "RekeyFuzzPercentage": (0, 100),
}
"""VPN-P1-LIFE, VPN-P2-LIFE, VPN-DPD, VPN-REKEY."""


def inside_ranges(inputs: Mapping[str, Any]) -> Iterator[IPv4Network]:
    """The inside ranges that a connection was given."""
    for tunnel in TUNNELS:
        if text := inputs.get(f"{tunnel}InsideCidr"):
            yield _inside(str(text))


def check(inputs: Mapping[str, Any]) -> None:
    """Refuse what AWS does not take for either tunnel."""
    ranges = list(inside_ranges(inputs))
    if len(set(ranges)) != len(ranges):
        raise refusal("InvalidParameterCombination", "The tunnel inside CIDR has to be unique for each tunnel.")
    for tunnel in TUNNELS:
        key = inputs.get(f"{tunnel}PresharedKey")
        if key is not None and (not _KEY.fullmatch(str(key)) or str(key).startswith("0")):
            # VPN-PSK. The key itself stays out of the words.
            raise refusal(
                "InvalidParameterValue",
                f"The pre-shared key of {tunnel} has to have 8 to 64 of the characters A-Z, a-z, 0-9, period "
                "and underscore, and cannot begin with 0.",
            )
        for option, allowed in _ALLOWED.items():
            given = inputs.get(tunnel + option)
            values = given if isinstance(given, list) else [] if given is None else [given]
            for value in values:
                if value not in allowed:
                    raise _invalid(tunnel + option, value)
        for option, (least, most) in _SECONDS.items():
            value = inputs.get(tunnel + option)
            if value is not None and not least <= int(value) <= most:
                raise _invalid(tunnel + option, value)
        _refuse_short_first_phase(inputs, tunnel)


def _refuse_short_first_phase(inputs: Mapping[str, Any], tunnel: str) -> None:
    first = int(inputs.get(f"{tunnel}Phase1LifetimeSeconds") or 28800)
    second = int(inputs.get(f"{tunnel}Phase2LifetimeSeconds") or 3600)
    if second >= first:
        raise _invalid(f"{tunnel}Phase2LifetimeSeconds", second)


def _inside(text: str) -> IPv4Network:
    """A /30 of 169.254.0.0/16 that AWS does not keep for itself (VPN-INSIDE-SIZE, VPN-INSIDE-RSVD)."""
    try:
        network = IPv4Network(text)
    except ValueError:
        raise _invalid("tunnelInsideCidr", text) from None
    if network.prefixlen != 30 or not network.subnet_of(_LINK_LOCAL) or network in _RESERVED:
        raise _invalid("tunnelInsideCidr", text)
    return network


def _invalid(option: str, value: object) -> CloudError:
    return refusal("InvalidParameterValue", f"Value ({value}) for parameter {option} is invalid.")
