"""GCP: the rules of VPC networks, GKE and HA VPN."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

# X-IKE-A-GCP: one cipher a role, since either side may begin (HAVPN-IKE).
IKE: Final[Mapping[str, Any]] = {
    "version": 2,
    "phase1": {
        "encryptions": ["AES-GCM-16-256"],
        "integrities": [],
        "prves": ["PRF-HMAC-SHA2-256"],
        "dhs": ["Group-20"],
    },
    "phase2": {"encryptions": ["AES-GCM-16-256"], "integrities": [], "pfs": ["Group-20"]},
}
