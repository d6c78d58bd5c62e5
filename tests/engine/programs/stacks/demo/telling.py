"""A program that is refused in words which repeat the secret that it was given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_tls import PrivateKey


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, Any]:
    return {"key": PrivateKey("wrong", algorithm=upstream["password"]).public_key_pem}
