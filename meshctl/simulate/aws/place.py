"""Where things of AWS live: accounts, regions and their zones, and the names (ARNs) that follow from them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from meshctl.simulate.kind import CloudError

AMBIENT_ACCOUNT = "210987654321"
"""The account of whoever names no profile."""
_LETTERS = {
    "us-east-1": "abcdef",
    "us-west-1": "ac",
    "us-west-2": "abcd",
    "ap-northeast-1": "acd",
    "ap-northeast-2": "abcd",
    "ca-central-1": "abd",
}
"""Zones of a region where they are not a, b and c."""
_NUMBERS = {"us-east-1": {"a": 4, "b": 6, "c": 1, "d": 2, "e": 3, "f": 5}}
"""Which physical zone a letter means where that is not the letter's place in the alphabet."""
_DIRECTIONS = {"northeast": "ne", "northwest": "nw", "southeast": "se", "southwest": "sw"}


def place(provider: Mapping[str, Any]) -> tuple[str, str]:
    """The account of a provider's profile, and its region."""
    region = str(provider.get("region") or "")
    if region.count("-") < 2:
        raise CloudError("InvalidRegion", f"invalid AWS Region: {region}")
    profile = provider.get("profile")
    return account(str(profile)) if profile else AMBIENT_ACCOUNT, region


def account(profile: str) -> str:
    """The number of the account that a profile means: always the same, as a real one."""
    return str(int(hashlib.sha256(profile.encode()).hexdigest()[:12], 16) % 900_000_000_000 + 100_000_000_000)


def zones(region: str) -> list[str]:
    """The names of a region's zones."""
    return [f"{region}{letter}" for letter in _LETTERS.get(region, "abc")]


def zone_id(zone: str) -> str:
    """The physical zone that a zone's name means: ``use1-az4``."""
    region, letter = zone[:-1], zone[-1]
    area, direction, number = region.rsplit("-", 2)
    short = _DIRECTIONS.get(direction, direction[0])
    return (
        f"{area.replace('-', '')}{short}{number}-az{_NUMBERS.get(region, {}).get(letter, ord(letter) - ord('a') + 1)}"
    )


def arn(service: str, region: str, account_id: str, rest: str) -> str:
    """An Amazon resource name."""
    return f"arn:aws:{service}:{region}:{account_id}:{rest}"
