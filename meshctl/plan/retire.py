"""What is in use and what is kept: names that are gone keep their values, under ``retired``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

Value = TypeVar("Value")


def keep(used: Mapping[str, Value], known: Mapping[str, Value]) -> tuple[dict[str, Value], dict[str, Value]]:
    """The live and the retired entries of a section, each sorted by name."""
    live = {name: used[name] for name in sorted(used)}
    retired = {name: known[name] for name in sorted(known) if name not in used}
    return live, retired
