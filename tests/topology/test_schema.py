"""The JSON Schema: it takes what the loader takes, and refuses what is of a wrong type."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from jsonschema import Draft202012Validator

from meshctl.topology import json_schema, templates
from meshctl.topology.models import Topology
from meshctl.topology.writer import plain
from tests.strategies import topologies

CASES = Path(__file__).resolve().parents[1] / "cases"
VALIDATOR = Draft202012Validator(json_schema())
# What YAML 1.1 makes of unquoted words, editors (YAML 1.2) do not: that case is the loader's alone.
GOOD = [path for path in sorted((CASES / "good").glob("*.yaml")) if path.stem != "unquoted"]
# What only shows when values are seen together is beyond JSON Schema, and so is what is no YAML at all.
BEYOND = {
    "duplicate-names", "hub-missing", "hub-unknown", "repeated-keys",
    "alias-bomb", "bracket", "tab", "two-documents",
}  # fmt: skip
BAD = [path for path in sorted((CASES / "bad").glob("*.yaml")) if path.stem not in BEYOND]


def test_the_schema_is_one() -> None:
    """It is valid by its own meta-schema, and plain JSON."""
    Draft202012Validator.check_schema(json_schema())
    assert json.loads(json.dumps(json_schema())) == json_schema()


def objects(schema: Any) -> list[dict[str, Any]]:
    """All parts of a schema that describe mappings."""
    if isinstance(schema, list):
        return [found for part in schema for found in objects(part)]
    if not isinstance(schema, dict):
        return []
    below = [found for part in schema.values() for found in objects(part)]
    return [schema, *below] if schema.get("type") == "object" else below


def test_every_key_is_described_and_no_other_allowed() -> None:
    """Editors show a description for each key and mark unknown ones."""
    records = [found for found in objects(json_schema()) if "properties" in found]
    assert len(records) > 10
    for record in records:
        assert record["additionalProperties"] is False
        assert all(key["description"].endswith(".") for key in record["properties"].values())


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.stem)
def test_good_cases_are_valid(case: Path) -> None:
    """What the loader takes is valid."""
    VALIDATOR.validate(yaml.safe_load(case.read_text()))


@pytest.mark.parametrize("name", templates.names())
def test_templates_are_valid(name: str) -> None:
    """The starter topologies are valid."""
    VALIDATOR.validate(yaml.safe_load(templates.text(name)))


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.stem)
def test_bad_cases_are_refused(case: Path) -> None:
    """Wrong types, forms, choices, keys and bounds are refused as the loader refuses them."""
    assert not VALIDATOR.is_valid(yaml.safe_load(case.read_text()))


@given(topologies())
def test_any_topology_is_valid(topology: Topology) -> None:
    """What can be written out is valid."""
    VALIDATOR.validate(plain(topology))
