"""A password of a given length, and what was taken from others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_random import RandomPassword


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, Any]:
    password = RandomPassword(spec["name"], length=spec["length"], special=False, keepers=upstream.get("keepers"))
    return {
        "password": password.result,
        "length": password.length,
        "taken": upstream.get("password"),
        "whole": {"name": spec["name"], "password": password.result},
    }
