"""Ids, ARNs, public addresses and refusals in the form that AWS gives them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from meshctl.simulate.kind import CloudError, Reference, Request
from meshctl.simulate.store import Row

COMMON = ("region", "tagsAll")
"""Computed outputs of everything that lives in a region and carries tags."""
RETAGGED = frozenset({"tagsAll"})
"""What an update of tags computes anew."""

_PUBLIC = (3, 13, 18, 34, 35, 44, 52, 54)
"""First bytes of addresses that Amazon owns."""


def refusal(code: str, words: str) -> CloudError:
    """An error as the API words it: ``Code: sentence``."""
    return CloudError(code, f"{code}: {words}")


def hexadecimal(request: Request, digits: int) -> str:
    """Hexadecimal digits that nobody was given before."""
    return hashlib.sha256(str(request.number()).encode()).hexdigest()[:digits]


def numbered(prefix: str) -> Callable[[Request], str]:
    """Ids such as ``vpc-0`` and 16 hexadecimal digits."""
    return lambda request: f"{prefix}-0{hexadecimal(request, 16)}"


def arn(request: Request, service: str, resource: str) -> str:
    """``arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-…``."""
    return f"arn:aws:{service}:{request.region}:{request.account}:{resource}"


def common(request: Request) -> dict[str, Any]:
    """The values of `COMMON`."""
    return {"region": request.region, "tagsAll": dict(request.inputs.get("tags") or {})}


def public_address(request: Request) -> str:
    """An IPv4 address that nobody was given before."""
    number = request.store.number("aws public addresses")
    rest, last = divmod(number, 250)
    third, first = rest % 250, rest // 250
    return f"{_PUBLIC[number % len(_PUBLIC)]}.{200 + first}.{third}.{last + 1}"


def missing(code: str, what: str) -> Callable[[str], CloudError]:
    """``InvalidVpcID.NotFound: The vpc ID 'vpc-1' does not exist``."""
    return lambda value: refusal(code, f"The {what} '{value}' does not exist")


def refers(path: str, token: str, code: str, what: str, holds: bool = True) -> Reference:
    """An input with the id of another resource of the region."""
    return Reference(path, token, missing(code, what), holds=holds)


def in_use(what: str) -> Callable[[Request, Row], CloudError]:
    """``DependencyViolation: The vpc 'vpc-1' has dependencies and cannot be deleted.``"""
    return lambda request, row: refusal(
        "DependencyViolation", f"The {what} '{request.id}' has dependencies and cannot be deleted."
    )
