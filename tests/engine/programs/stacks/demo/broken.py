"""A program that the engine refuses: the algorithm does not exist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_tls import PrivateKey


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, Any]:
    return {"key": PrivateKey("wrong", algorithm=spec["algorithm"]).public_key_pem}
