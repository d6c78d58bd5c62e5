"""Which ranges Azure takes for virtual networks and subnets, and how it says no.

A virtual network and its subnets are /2 to /29 outside Azure's own ranges (AZ-NET-SIZE, AZ-NET-FORBID); a
subnet lies inside its network and apart from its siblings; peered networks lie apart (AZ-PEER-OVERLAP).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from ipaddress import IPv4Network

from meshctl.simulate.kind import CloudError

_FORBIDDEN = tuple(
    ipaddress.IPv4Network(text)
    for text in ("224.0.0.0/4", "255.255.255.255/32", "127.0.0.0/8", "169.254.0.0/16", "168.63.129.16/32")
)
_SHORTEST, _LONGEST = 2, 29


def parse(text: str, where: str) -> IPv4Network:
    """A prefix of a virtual network or subnet called `where`, or Azure's refusal."""
    try:
        network = ipaddress.IPv4Network(text)
    except ValueError:
        raise CloudError(
            "InvalidCIDRNotation", f"The address prefix {text} in resource {where} has an invalid CIDR notation."
        ) from None
    if not _SHORTEST <= network.prefixlen <= _LONGEST:
        raise CloudError(
            "InvalidAddressPrefixFormat",
            f"Address prefix {text} of resource {where} must be from /{_SHORTEST} to /{_LONGEST}.",
        )
    for forbidden in _FORBIDDEN:
        if network.overlaps(forbidden):
            raise CloudError(
                "AddressPrefixNotAllowed",
                f"Address prefix {text} of resource {where} is not allowed: it overlaps {forbidden}.",
            )
    return network


def refuse_outside(network: IPv4Network, space: Iterable[IPv4Network], subnet: str, vnet: str) -> None:
    """Refuse a subnet that no prefix of its virtual network contains."""
    if not any(network.subnet_of(prefix) for prefix in space):
        raise CloudError("NetcfgInvalidSubnet", f"Subnet '{subnet}' is not valid in virtual network '{vnet}'.")


def refuse_sibling_overlap(network: IPv4Network, siblings: Mapping[str, IPv4Network], subnet: str, vnet: str) -> None:
    """Refuse a subnet that meets another subnet of its virtual network."""
    for name, other in siblings.items():
        if name != subnet and network.overlaps(other):
            raise CloudError(
                "NetcfgSubnetRangesOverlap",
                f"Subnet '{subnet}' is not valid because its IP address range overlaps with that of an "
                f"existing subnet in virtual network '{vnet}'.",
            )


def overlapping(one: Iterable[IPv4Network], other: Iterable[IPv4Network]) -> list[tuple[str, str]]:
    """The pairs of prefixes of two address spaces that meet."""
    others = list(other)
    return [(str(a), str(b)) for a in one for b in others if a.overlaps(b)]
