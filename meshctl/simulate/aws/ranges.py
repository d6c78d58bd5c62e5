"""Ranges of VPCs and subnets, by Amazon's rules (VPC user guide: VPC CIDR blocks)."""

from __future__ import annotations

from ipaddress import IPv4Network

from meshctl.simulate.aws.words import refused
from meshctl.simulate.kind import CloudError

SIZES = range(16, 29)
_FORBIDDEN = [IPv4Network(text) for text in ("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4")]
_TEN, _BENCHMARK = IPv4Network("10.0.0.0/8"), IPv4Network("198.19.0.0/16")
_TWELVE, _SIXTEEN = IPv4Network("172.16.0.0/12"), IPv4Network("192.168.0.0/16")
_RESTRICTED = {
    _TEN: (_TWELVE, _SIXTEEN, _BENCHMARK),
    _TWELVE: (_TEN, _SIXTEEN, IPv4Network("172.31.0.0/16"), _BENCHMARK),
    _SIXTEEN: (_TEN, _TWELVE, _BENCHMARK),
    _BENCHMARK: (_TEN, _TWELVE, _SIXTEEN),
}
"""Where the first block of a VPC lies → where no further one may lie."""
_ELSEWHERE = (_TEN, _TWELVE, _SIXTEEN, _BENCHMARK)


def parse(text: str) -> IPv4Network:
    """A range as AWS's provider takes it: in its canonical form only."""
    try:
        network = IPv4Network(text, strict=False)
    except ValueError:
        raise CloudError("InvalidParameterValue", f'"{text}" is not a valid IPv4 CIDR block') from None
    if str(network) != text:
        raise CloudError("InvalidParameterValue", f'"{text}" is not a valid IPv4 CIDR block; did you mean "{network}"?')
    return network


def refuse_block(block: IPv4Network) -> None:
    """A VPC takes blocks of /16 to /28 outside of what means something else."""
    if block.prefixlen not in SIZES or any(block.overlaps(denied) for denied in _FORBIDDEN):
        raise refused("InvalidVpc.Range", f"The CIDR '{block}' is invalid.")


def refuse_further(block: IPv4Network, blocks: list[IPv4Network]) -> None:
    """A further block must suit the first and meet none."""
    first = blocks[0]
    family = next((private for private in _RESTRICTED if first.subnet_of(private)), None)
    restricted = _RESTRICTED[family] if family else _ELSEWHERE
    crowded = any(each.subnet_of(IPv4Network("10.0.0.0/15")) for each in blocks)
    if any(block.overlaps(each) for each in restricted) or (crowded and block.subnet_of(IPv4Network("10.0.0.0/16"))):
        raise refused(
            "InvalidVpc.Range",
            f"The CIDR '{block}' is restricted. Use a CIDR from the same private address range as the current VPC "
            "CIDR, or use a publicly-routable CIDR.",
        )
    if any(block.overlaps(each) for each in blocks):
        raise refused("CidrConflict", f"The CIDR '{block}' conflicts with another CIDR of the VPC.")
