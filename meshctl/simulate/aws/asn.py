"""Which autonomous system numbers AWS takes."""

from __future__ import annotations

from meshctl.simulate.aws.names import refusal

_AMAZON_SIDE = (range(64512, 65535), range(4200000000, 4294967295))
"""VGW-ASN, TGW-ASN."""
_LARGEST, _LARGEST_EXTENDED = 2147483647, 4294967295
"""CGW-ASN."""
_RESERVED = {7224: "", 9059: "eu-west-1", 10124: "ap-northeast-1", 17943: "ap-southeast-1"}
"""CGW-ASN-RSVD, with the region in which it is; everywhere where there is none."""


def refuse_amazon_side(asn: object) -> None:
    """Refuse an Amazon side ASN that is not private; none means the default."""
    if asn is not None and not any(int(str(asn)) in numbers for numbers in _AMAZON_SIDE):
        raise refusal(
            "InvalidParameterValue",
            f"Value ({asn}) for parameter amazonSideAsn is invalid. "
            "The ASN has to be in 64512-65534 or 4200000000-4294967294.",
        )


def refuse_customer(asn: object, extended: object, region: str) -> None:
    """Refuse a customer gateway's ASN that is missing, too large or reserved."""
    given, largest = (asn, _LARGEST) if asn is not None else (extended, _LARGEST_EXTENDED)
    if given is None:
        raise refusal("MissingParameter", "The request must contain the parameter BgpAsn")
    number = int(str(given))
    reserved = number in _RESERVED and _RESERVED[number] in ("", region)
    if not 1 <= number <= largest or reserved:
        raise refusal("InvalidParameterValue", f"Value ({given}) for parameter bgpAsn is invalid.")
