"""AWS: the rules of VPCs, EKS and Site-to-Site VPN."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

# X-IKE-A-AWS and X-LIFE. One transform a phase, or the other side's rekey fails (AG-TRANSFORM, VPN-PROPOSAL).
IKE: Final[Mapping[str, Any]] = {
    "version": "ikev2",
    "phase1": {"encryption": "AES256-GCM-16", "integrity": "SHA2-256", "dh_group": 20, "lifetime": 28800},
    "phase2": {"encryption": "AES256-GCM-16", "integrity": "SHA2-256", "dh_group": 20, "lifetime": 3600},
    "dpd_timeout": 30,
    "dpd_action": "restart",
    "startup_action": "start",
}
