"""The algorithm names that Cloud VPN takes in a tunnel's cipher suite, in its own spelling.

Names are case-sensitive (HAVPN-P1-ENC, HAVPN-P1-INT, HAVPN-P1-PRF, HAVPN-DH, HAVPN-P2-INT).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from meshctl.simulate.gcp.ranges import invalid_field

_ENCRYPTIONS = frozenset(
    f"AES-{mode}-{bits}" for mode in ("GCM-8", "GCM-12", "GCM-16", "CBC", "CTR") for bits in (128, 192, 256)
)
_INTEGRITIES = frozenset(
    {
        "HMAC-SHA2-256-128",
        "HMAC-SHA2-384-192",
        "HMAC-SHA2-512-256",
        "HMAC-SHA1-96",
        "HMAC-MD5-96",
        "AES-XCBC-96",
        "AES-CMAC-96",
    }
)
_PRFS = frozenset(
    {
        "PRF-HMAC-SHA2-256",
        "PRF-HMAC-SHA2-384",
        "PRF-HMAC-SHA2-512",
        "PRF-HMAC-SHA1",
        "PRF-HMAC-MD5",
        "PRF-AES-XCBC-128",
        "PRF-AES-CMAC-128",
    }
)
_GROUPS = frozenset(
    {f"Group-{number}" for number in (2, 5, 14, 15, 16, 17, 18, 19, 20, 21)}
    | {"modp-1024-160", "modp-2048-224", "modp-2048-256"}
)

_NAMES: Mapping[str, Mapping[str, frozenset[str]]] = {
    "phase1": {"encryptions": _ENCRYPTIONS, "integrities": _INTEGRITIES, "prves": _PRFS, "dhs": _GROUPS},
    "phase2": {"encryptions": _ENCRYPTIONS, "integrities": _INTEGRITIES, "pfs": _GROUPS},
}


def refuse_unknown(suite: Mapping[str, Any]) -> None:
    """Refuse a cipher suite with a name that Cloud VPN does not know."""
    for phase, fields in _NAMES.items():
        chosen = suite.get(phase) or {}
        for field, known in fields.items():
            for name in chosen.get(field) or ():
                if name not in known:
                    raise invalid_field(
                        f"resource.cipherSuite.{phase}.{field}", name, f"Must be one of {sorted(known)}."
                    )
