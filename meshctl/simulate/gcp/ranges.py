"""Which ranges Google Cloud takes for subnetworks, and how it says no.

GCP checks a range when it is asked for: form, allowed space, and overlap with every other range of the
same network in all regions, primary and secondary alike (GCP-SUB-UNIQ, GCP-SUB-MIN, GCP-SUB-FORBID).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network

from meshctl.simulate.kind import CloudError

_FORBIDDEN = tuple(
    ipaddress.IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "224.0.0.0/4",
        "199.36.153.4/30",
        "199.36.153.8/30",
        "255.255.255.255/32",
    )
)
_LONGEST = 29
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Taken:
    """A range that a subnetwork of the network holds already."""

    range: IPv4Network
    subnetwork: str
    region: str


def invalid_field(field: str, value: object, why: str) -> CloudError:
    """The 400 that GCP answers when a field of a request is wrong."""
    return CloudError("invalid", f"Error 400: Invalid value for field '{field}': '{value}'. {why}")


def parse(field: str, text: str) -> IPv4Network:
    """The range of a request's field, or GCP's refusal."""
    try:
        network = ipaddress.IPv4Network(text)
    except ValueError:
        raise invalid_field(field, text, "Must be a CIDR address range that is contained in the network.") from None
    if not _SHORTEST <= network.prefixlen <= _LONGEST:
        raise invalid_field(field, text, f"Must have a prefix length from /{_SHORTEST} to /{_LONGEST}.")
    if any(network.overlaps(forbidden) for forbidden in _FORBIDDEN):
        raise invalid_field(field, text, "The IP range is reserved and cannot be used.")
    return network


def refuse_overlap(wanted: Iterable[IPv4Network], taken: Iterable[Taken]) -> None:
    """Refuse ranges that meet one another or one that is held in the network."""
    held = list(taken)
    seen: list[IPv4Network] = []
    for network in wanted:
        for other in seen:
            if network.overlaps(other):
                raise CloudError(
                    "invalid",
                    f"Error 400: Invalid IPCidrRange: {network} conflicts with another range {other} "
                    "of the same subnetwork.",
                )
        for item in held:
            if network.overlaps(item.range):
                raise CloudError(
                    "invalid",
                    f"Error 400: Invalid IPCidrRange: {network} conflicts with existing subnetwork "
                    f"'{item.subnetwork}' in region '{item.region}'.",
                )
        seen.append(network)
