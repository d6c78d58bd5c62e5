"""AWS: the rules of VPCs, EKS and Site-to-Site VPN."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network
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

_FAMILIES: Final = (
    ("AWS-VPC-SEC-10", "10.0.0.0/8", ("172.16.0.0/12", "192.168.0.0/16", "198.19.0.0/16")),
    ("AWS-VPC-SEC-172", "172.16.0.0/12", ("10.0.0.0/8", "192.168.0.0/16", "172.31.0.0/16", "198.19.0.0/16")),
    ("AWS-VPC-SEC-192", "192.168.0.0/16", ("10.0.0.0/8", "172.16.0.0/12", "198.19.0.0/16")),
    ("AWS-VPC-SEC-198", "198.19.0.0/16", ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")),
)
_OTHERS: Final = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "198.19.0.0/16")


def secondary_refusal(primary: IPv4Network, block: IPv4Network) -> str | None:
    """The id of the rule that keeps ``block`` out of a VPC whose primary block is ``primary``, or None."""
    for rule, family, refused in _FAMILIES:
        if primary.subnet_of(IPv4Network(family)):
            return rule if any(block.overlaps(IPv4Network(other)) for other in refused) else None
    return "AWS-VPC-SEC-100" if any(block.overlaps(IPv4Network(other)) for other in _OTHERS) else None
