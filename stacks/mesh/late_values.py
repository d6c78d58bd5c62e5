"""Values of a chart that are outputs of other units: addresses, subnets, networks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi


def complete(
    values: Mapping[str, Any], late: Sequence[Mapping[str, Any]], upstream: Mapping[str, Any]
) -> dict[str, Any]:
    """The values with each of ``late`` (``{path[], input, keys[] | null}``) at its path."""
    completed = dict(values)
    for wanted in late:
        completed = _put(completed, wanted["path"], _text(upstream[wanted["input"]], wanted["keys"]))
    return completed


def _put(values: Mapping[str, Any], path: Sequence[str], value: Any) -> dict[str, Any]:
    head, *rest = path
    return {**values, head: _put(values.get(head, {}), rest, value) if rest else value}


def _text(found: Any, keys: Sequence[str] | None) -> pulumi.Output[str]:
    """The input itself, or the entries that ``keys`` names; several of them joined by commas."""
    taken = found if keys is None else [found[key] for key in keys]
    return pulumi.Output.from_input(taken).apply(lambda value: value if isinstance(value, str) else ",".join(value))
