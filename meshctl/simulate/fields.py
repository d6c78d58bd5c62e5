"""Computed outputs by path: some lie inside an input, as an EKS cluster's security group in its ``vpcConfig``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any


def at(values: Mapping[str, Any], path: str) -> Any:
    """The value at ``a.b.c``; None where there is none."""
    found: Any = values
    for key in path.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def completed(inputs: Mapping[str, Any], computed: Mapping[str, Any], overwrite: bool = False) -> dict[str, Any]:
    """Inputs with the values of ``computed`` (path → value) where they have none, or everywhere."""
    made = deepcopy(dict(inputs))
    for path, value in computed.items():
        *parents, last = path.split(".")
        inside: Any = made
        for key in parents:
            inside = inside.get(key) if isinstance(inside, dict) else None
        # Inside of what is not known yet, or not given, there is nothing to complete.
        if isinstance(inside, dict) and (overwrite or inside.get(last) is None):
            inside[last] = value
    return made


def known(values: Mapping[str, Any], paths: Iterable[str]) -> dict[str, Any]:
    """Those of the paths that have a value, with it."""
    return {path: at(values, path) for path in paths if at(values, path) is not None}
