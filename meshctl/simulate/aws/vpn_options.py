"""What AWS takes for a tunnel: inside addresses, pre-shared keys, algorithms and times."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import IPv4Network
from typing import Any

from meshctl.simulate.aws.words import refused
from meshctl.simulate.kind import CloudError

_LINK_LOCAL = IPv4Network("169.254.0.0/16")
_RESERVED = {f"169.254.{third}.0/30" for third in range(6)} | {"169.254.169.252/30"}
_KEY = re.compile(r"[A-Za-z1-9._][A-Za-z0-9._]{7,63}")
_ENCRYPTION = {"AES128", "AES256", "AES128-GCM-16", "AES256-GCM-16"}
_INTEGRITY = {"SHA1", "SHA2-256", "SHA2-384", "SHA2-512"}
_GROUPS = {2, *range(14, 25), 35}
_LISTS: dict[str, set[Any]] = {
    "IkeVersions": {"ikev1", "ikev2"},
    "Phase1EncryptionAlgorithms": _ENCRYPTION,
    "Phase2EncryptionAlgorithms": _ENCRYPTION,
    "Phase1IntegrityAlgorithms": _INTEGRITY,
    "Phase2IntegrityAlgorithms": _INTEGRITY,
    "Phase1DhGroupNumbers": _GROUPS,
    "Phase2DhGroupNumbers": _GROUPS | {5, 36, 37},
}
_NUMBERS = {
    "Phase1LifetimeSeconds": range(900, 28801),
    "Phase2LifetimeSeconds": range(900, 3601),
    "DpdTimeoutSeconds": range(30, 86401),
    "RekeyFuzzPercentage": range(101),
    "ReplayWindowSize": range(64, 2049),
}
_WORDS = {"DpdTimeoutAction": {"clear", "none", "restart"}, "StartupAction": {"add", "start"}}


def _invalid(value: object, parameter: str) -> CloudError:
    return refused("InvalidParameterValue", f"Value ({value}) for parameter {parameter} is invalid.")


def refuse_bad(inputs: Mapping[str, Any], tunnel: str) -> None:
    """Refuse options of ``tunnel1`` or ``tunnel2`` that AWS does not take. A refused key is not repeated."""
    inside = inputs.get(f"{tunnel}InsideCidr")
    if inside:
        refuse_inside(str(inside))
    key = inputs.get(f"{tunnel}PresharedKey")
    if key and not _KEY.fullmatch(str(key)):
        raise refused(
            "InvalidParameterValue",
            "Invalid pre-shared key. It must be 8 to 64 characters from A-Z, a-z, 0-9, . and _, and not start with 0.",
        )
    for option, allowed in _LISTS.items():
        wrong = [value for value in inputs.get(tunnel + option) or () if value not in allowed]
        if wrong:
            raise _invalid(wrong[0], option)
    for option, between in _NUMBERS.items():
        number = inputs.get(tunnel + option)
        if number and int(number) not in between:
            raise _invalid(number, option)
    for option, words in _WORDS.items():
        word = inputs.get(tunnel + option)
        if word and word not in words:
            raise _invalid(word, option)
    if inputs.get(f"{tunnel}StartupAction") == "start" and inputs.get(f"{tunnel}IkeVersions") not in (None, ["ikev2"]):
        raise _invalid("start", "StartupAction")


def refuse_inside(text: str) -> None:
    """Inside addresses are a /30 of 169.254.0.0/16 that Amazon does not use itself."""
    try:
        inside = IPv4Network(text)
    except ValueError:
        raise _invalid(text, "TunnelInsideCidr") from None
    if inside.prefixlen != 30 or not inside.subnet_of(_LINK_LOCAL) or text in _RESERVED:
        raise _invalid(text, "TunnelInsideCidr")


def free_inside(taken: set[str], number: int) -> str:
    """A /30 that AWS chooses when it is not told one."""
    for step in range(16384):
        inside = f"169.254.{6 + (number + step) // 64 % 163}.{(number + step) % 64 * 4}/30"
        if inside not in taken and inside not in _RESERVED:
            return inside
    raise refused("InternalError", "No inside CIDR is left for this tunnel.")
