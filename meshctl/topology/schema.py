"""JSON Schema of the topology file, for editors and pipelines.

It comes from the same tables of keys as the loader. What it cannot say (names that must be unique,
references, ranges that overlap) only the loader checks: it accepts all that the loader accepts, and
refuses every wrong type, form and unknown key.
"""

from __future__ import annotations

from typing import Any, Final

from meshctl.topology.sections.document import DOCUMENT

_HEAD: Final = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "urn:meshctl:topology:v1",
    "title": "meshctl topology",
    "description": "One service mesh over clouds and data centres (mesh.yaml).",
}


def json_schema() -> dict[str, Any]:
    """The schema, draft 2020-12, as plain JSON data."""
    return {**_HEAD, **DOCUMENT.schema()}
