"""A program with a mistake in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, Any]:
    raise KeyError("no such thing")
