"""The plan as JSON: golden plans, schema, and stable bytes.

``MESHCTL_REGENERATE=1`` writes the golden files anew; read the difference before committing it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema
import pytest

from meshctl import topology
from meshctl.address.lock import Lock
from meshctl.plan import plan
from meshctl.plan.model import Plan
from meshctl.report.plan_json import plan_json, plan_schema

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "cases" / "plans"
FILES = sorted([*(ROOT / "tests" / "cases" / "good").glob("*.yaml"), *(ROOT / "templates").glob("*.yaml")])


def _planned(file: Path) -> Plan:
    loaded = topology.load_text(file.read_text(encoding="utf-8"), file.name)
    return plan(loaded.topology, loaded.positions, Lock.empty(loaded.topology.name))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_golden_plans(file: Path) -> None:
    """Each good topology and template gives exactly the plan that is on record, valid by the schema."""
    text = plan_json(_planned(file), {})
    jsonschema.validate(json.loads(text), plan_schema())
    golden = GOLDEN / f"{file.parent.name}-{file.stem}.json"
    if os.environ.get("MESHCTL_REGENERATE"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_changes() -> None:
    """What the engine says of a unit is shown; units that are gone are listed as deleted."""
    found = _planned(ROOT / "templates" / "two-clouds.yaml")
    same = {unit.name: "none" for unit in found.units}
    assert json.loads(plan_json(found, same))["has_changes"] is False
    document = json.loads(plan_json(found, {**same, "network/paris": "delete"}))
    gone = {"name": "network/paris", "kind": "network", "needs": [], "change": "delete"}
    assert gone in document["units"]
    assert document["has_changes"] is True


def test_costs_add_up() -> None:
    """The sum of the lines is the hourly price, and 730 hours are a month."""
    cost = json.loads(plan_json(_planned(ROOT / "templates" / "three-clouds.yaml"), {}))["cost"]
    assert cost["hourly"] == pytest.approx(sum(line["hourly"] for line in cost["lines"]))
    assert cost["monthly"] == pytest.approx(cost["hourly"] * 730, abs=0.01)
