"""What the resources of EC2 have in common: their ids, their ARNs, their tags."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from meshctl.simulate.aws.place import arn
from meshctl.simulate.kind import Request

TOLD = ("arn", "ownerId", "tagsAll", "region")
"""Outputs that every resource with tags has."""
RETAGGED = frozenset({"tagsAll"})


def numbered(prefix: str) -> Callable[[Request], str]:
    """Makes ids as ``vpc-0a1b2c3d4e5f60718``, never the same one twice."""
    return lambda request: derived(prefix, request.number())


def derived(prefix: str, *seeds: object) -> str:
    """An id that always follows from the same seeds."""
    return f"{prefix}-0{hashlib.sha256(f'{prefix} {seeds}'.encode()).hexdigest()[:16]}"


def told(request: Request, noun: str, id_: str) -> dict[str, Any]:
    """The outputs of ``TOLD``; ``noun`` is the kind in the ARN."""
    return {
        "arn": arn("ec2", request.region, request.account, f"{noun}/{id_}"),
        "ownerId": request.account,
        "region": request.region,
        "tagsAll": tags(request.inputs),
    }


def tags(inputs: Mapping[str, Any]) -> dict[str, str]:
    """The tags that were asked for."""
    return dict(inputs.get("tags") or {})


def public_address(number: int) -> str:
    """The public address of that number in a range of Amazon's: unique as the number is."""
    return f"3.{208 + number // 62_500 % 16}.{number // 250 % 250}.{number % 250 + 1}"
