"""Autonomous system numbers that AWS takes, on its own side and on the customer's."""

from __future__ import annotations

from meshctl.simulate.aws.words import refused

_PRIVATE = (range(64512, 65535), range(4200000000, 4294967295))
_AMAZON = {"": {7224}, "eu-west-1": {9059}, "ap-northeast-1": {10124}, "ap-southeast-1": {17943}}
"""Numbers of Amazon's own, everywhere and by region."""
_LARGEST, _LARGEST_EXTENDED = 2147483647, 4294967295


def refuse_amazon_side(asn: object) -> None:
    """A gateway of Amazon's has a private number."""
    if asn and not any(int(str(asn)) in private for private in _PRIVATE):
        raise refused(
            "InvalidParameterValue",
            f"Value ({asn}) for parameter amazonSideAsn is invalid. "
            "ASN must be in the range 64512-65534 or 4200000000-4294967294",
        )


def refuse_customer(asn: int, region: str, extended: bool) -> None:
    """A customer gateway has any number but Amazon's own."""
    largest = _LARGEST_EXTENDED if extended else _LARGEST
    if not 1 <= asn <= largest or asn in _AMAZON[""] | _AMAZON.get(region, set()):
        name = "bgpAsnExtended" if extended else "bgpAsn"
        raise refused("InvalidParameterValue", f"Value ({asn}) for parameter {name} is invalid. Invalid ASN.")
