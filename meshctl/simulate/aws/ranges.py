"""Which ranges AWS takes for VPCs and subnets: sizes, forbidden space, and the families of secondary blocks."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network

from meshctl.simulate.aws.names import refusal
from meshctl.simulate.kind import CloudError

_SHORTEST, _LONGEST = 16, 28
_FORBIDDEN = tuple(IPv4Network(text) for text in ("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4"))
_TEN, _LOW_TEN = IPv4Network("10.0.0.0/8"), IPv4Network("10.0.0.0/15")
_FIRST_TEN = IPv4Network("10.0.0.0/16")
_DEFAULT_VPC = IPv4Network("172.31.0.0/16")
_TWELVE, _SIXTEEN = IPv4Network("172.16.0.0/12"), IPv4Network("192.168.0.0/16")
_BENCHMARK = IPv4Network("198.19.0.0/16")

_RESTRICTED: tuple[tuple[IPv4Network, tuple[IPv4Network, ...]], ...] = (
    (_TEN, (_TWELVE, _SIXTEEN, _BENCHMARK)),
    (_LOW_TEN, (_FIRST_TEN,)),
    (_TWELVE, (_TEN, _SIXTEEN, _DEFAULT_VPC, _BENCHMARK)),
    (_SIXTEEN, (_TEN, _TWELVE, _BENCHMARK)),
    (_BENCHMARK, (_TEN, _TWELVE, _SIXTEEN)),
)
"""Where a block lies, and what cannot be added to it (AWS-VPC-SEC-10, -10-15, -172, -192, -198)."""
_ELSE = (_TEN, _TWELVE, _SIXTEEN, _BENCHMARK)
"""What cannot be added to a VPC of 100.64.0.0/10 or public space (AWS-VPC-SEC-100)."""


def parsed(text: str) -> IPv4Network:
    """The range in canonical form (AWS-VPC-CANON); refuses what is none."""
    try:
        return IPv4Network(text, strict=False)
    except ValueError:
        raise refusal(
            "InvalidParameterValue",
            f"Value ({text}) for parameter cidrBlock is invalid. This is not a valid CIDR block.",
        ) from None


def vpc_block(text: str) -> IPv4Network:
    """A block for a VPC (AWS-VPC-SIZE, AWS-VPC-FORBID)."""
    network = parsed(text)
    forbidden = any(network.overlaps(space) for space in _FORBIDDEN)
    if forbidden or not _SHORTEST <= network.prefixlen <= _LONGEST:
        raise refusal("InvalidVpc.Range", f"The CIDR '{text}' is invalid.")
    return network


def subnet_block(text: str, blocks: Iterable[IPv4Network]) -> IPv4Network:
    """A block for a subnet of a VPC with these blocks (AWS-SUB-SIZE)."""
    network = parsed(text)
    inside = any(network.subnet_of(block) for block in blocks)
    if not inside or not _SHORTEST <= network.prefixlen <= _LONGEST:
        raise refusal("InvalidSubnet.Range", f"The CIDR '{text}' is invalid.")
    return network


def refuse_family(wanted: IPv4Network, primary: IPv4Network, held: Iterable[IPv4Network]) -> None:
    """Refuse a secondary block that the VPC's blocks restrict."""
    blocks = [primary, *held]
    for block in blocks:
        if wanted.overlaps(block):
            raise refusal("InvalidVpc.Range", f"The CIDR '{wanted}' conflicts with another CIDR block of the VPC.")
        for space, denied in _RESTRICTED:
            if block.subnet_of(space) and any(wanted.overlaps(other) for other in denied):
                raise _restricted(wanted)
    of_a_family = any(primary.subnet_of(space) for space, _ in _RESTRICTED)
    if not of_a_family and any(wanted.overlaps(other) for other in _ELSE):
        raise _restricted(wanted)


def _restricted(wanted: IPv4Network) -> CloudError:
    return refusal("InvalidVpc.Range", f"The CIDR '{wanted}' is restricted. Use a CIDR from another range.")
