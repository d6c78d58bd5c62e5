"""What is never allocated: reserved ranges, and those that some cloud refuses or uses (X-AVOID)."""

from __future__ import annotations

from functools import cache
from ipaddress import ip_network

from meshctl.topology.models import CloudName, Network, Topology

_AVOID = (
    ("0.0.0.0/8", "AWS-VPC-FORBID"),
    ("127.0.0.0/8", "AWS-VPC-FORBID"),
    ("169.254.0.0/16", "AWS-VPC-FORBID"),
    ("224.0.0.0/4", "AWS-VPC-FORBID"),
    ("172.17.0.0/16", "AWS-VPC-DOCKER"),
    ("172.30.0.0/16", "AKS-RSVD"),
    ("172.31.0.0/16", "AKS-RSVD"),
    ("192.0.2.0/24", "AKS-RSVD"),
    ("168.63.129.16/32", "AZ-NET-FORBID"),
    ("34.118.224.0/20", "GKE-SVC-MANAGED"),
)


@cache
def avoided() -> tuple[tuple[Network, str], ...]:
    """Ranges to keep out of any plan, each with the id of its rule."""
    return tuple((ip_network(text), rule) for text, rule in _AVOID)


def obstacles(topology: Topology) -> list[tuple[Network, str]]:
    """All that is kept free, each with why."""
    found = [*avoided(), *((reserved.range, reserved.why) for reserved in topology.addresses.reserved)]
    if any(site.cloud is CloudName.AWS for site in topology.sites):
        # A VPC with a block in here can never be given one from 10.0.0.0/16.
        found.append((ip_network("10.0.0.0/15"), "AWS-VPC-SEC-10-15"))
    return found
