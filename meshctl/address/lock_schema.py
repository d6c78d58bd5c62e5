"""The lock file's form as JSON Schema."""

from __future__ import annotations

from typing import Any


def lock_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of ``mesh.lock``, as YAML parsers see it."""
    number = {"type": "integer", "minimum": 1, "maximum": 4294967295}
    cidr = r"[0-9a-f.:]+/[0-9]{1,3}"
    sections = {
        "ranges": _section({"type": "string", "pattern": rf"^{cidr}( in [a-z0-9-]+)?$"}),
        "asns": _section(number),
        "tunnels": _section({"type": "string", "pattern": rf"^{cidr}$"}),
        "clusters": _section(number),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "mesh.lock",
        "type": "object",
        "required": ["version", "mesh"],
        "additionalProperties": False,
        "properties": {
            "version": {"const": 1},
            "mesh": {"type": "string"},
            **sections,
            "retired": {
                "description": "Values of names that are gone: kept for them, given to nobody else.",
                "type": "object",
                "additionalProperties": False,
                "properties": sections,
            },
        },
    }


def _section(value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": value}
