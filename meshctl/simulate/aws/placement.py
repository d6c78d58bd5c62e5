"""Accounts and regions: an AWS profile stands for one account, which has a number of twelve digits."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from meshctl.simulate.kind import InvokeCall

_DEFAULT_REGION = "us-east-1"


def place(provider: Mapping[str, Any]) -> tuple[str, str]:
    """Account number and region of a provider's configuration; the same profile is always the same account."""
    profile = str(provider.get("profile") or "default")
    number = int(hashlib.sha256(profile.encode()).hexdigest(), 16) % 9 * 10**11 + 10**11
    number += int(hashlib.sha256(b"account " + profile.encode()).hexdigest(), 16) % 10**11
    return str(number), str(provider.get("region") or _DEFAULT_REGION)


def caller_identity(call: InvokeCall) -> Mapping[str, Any]:
    """``aws:index/getCallerIdentity:getCallerIdentity``: who calls."""
    return {
        "accountId": call.account,
        "arn": f"arn:aws:iam::{call.account}:user/operator",
        "id": call.account,
        "userId": f"AIDA{call.account}MESH",
    }
