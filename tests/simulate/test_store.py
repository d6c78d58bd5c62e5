"""The memory of the simulated clouds: states by the clock, endpoints, counters, more than one process."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from meshctl.simulate import Row, contents
from meshctl.simulate.store import Endpoint, Store

FAR = 1e12
"""A time that never comes."""


def a_row(id_: str = "vpc-1", kind: str = "ec2/vpc:Vpc", **changes: str) -> Row:
    places = {"account": "1", "region": "us-east-1", "name": "shop", **changes}
    return Row(
        "aws", f"aws:{kind}", places["account"], places["region"], places["name"], id_, "creating", {"a": 1}, {"b": [2]}
    )


def test_a_resource_becomes_ready_by_itself(tmp_path: Path) -> None:
    """It is there from the moment that it was accepted, and ready when its time has come."""
    store = Store(tmp_path)
    store.add(a_row("vpc-1"), time.time() - 1)
    store.add(a_row("vpc-2"), FAR)
    assert [(row.id, row.state) for row in contents(tmp_path)] == [("vpc-1", "ready"), ("vpc-2", "creating")]
    assert store.due(a_row("vpc-2")) == FAR


def test_a_resource_that_goes_is_seen_no_more(tmp_path: Path) -> None:
    """From the moment that its deletion was accepted nobody finds it; until then its id is not free."""
    store = Store(tmp_path)
    row = a_row()
    store.add(row, 0.0)
    store.delete(row, FAR)
    assert store.find("1", "us-east-1", row.token, row.id) is None
    assert store.leaving("1", "us-east-1", row.token, row.id) == FAR
    store.delete(row, 0.0)
    assert store.leaving("1", "us-east-1", row.token, row.id) is None
    store.add(row, 0.0)
    assert [found.id for found in contents(tmp_path)] == ["vpc-1"]


def test_rows_by_place_and_type(tmp_path: Path) -> None:
    """Each of account, region and type narrows the view."""
    store = Store(tmp_path)
    store.add(a_row("vpc-1"), 0.0)
    store.add(a_row("vpc-2", region="eu-west-1"), 0.0)
    store.add(a_row("subnet-1", kind="ec2/subnet:Subnet", account="2"), 0.0)
    assert [row.id for row in store.rows("1", None)] == ["vpc-1", "vpc-2"]
    assert [row.id for row in store.rows("1", "eu-west-1")] == ["vpc-2"]
    assert [row.id for row in store.rows(None, None, "aws:ec2/subnet:Subnet")] == ["subnet-1"]


def test_a_broken_step_leaves_nothing(tmp_path: Path) -> None:
    """What fails in the middle of a step is taken back whole."""
    store = Store(tmp_path)

    def broken() -> None:
        with store.transaction():
            store.add(a_row(), 0.0)
            raise KeyError

    with pytest.raises(KeyError):
        broken()
    assert contents(tmp_path) == []


def test_no_number_comes_twice(tmp_path: Path) -> None:
    """Threads and stores of the same folder get different numbers."""
    stores = [Store(tmp_path), Store(tmp_path)]
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda step: stores[step % 2].number(), range(64)))
    assert sorted(numbers) == list(range(1, 65))


def test_a_cluster_takes_its_contents_with_it(tmp_path: Path) -> None:
    """Where a cluster's API is no more, nothing of what was in it is left."""
    store = Store(tmp_path)
    store.open_endpoint(Endpoint("https://a", "PEM", "cluster-a"))
    secret = Row("kubernetes", "kubernetes:core/v1:Secret", "https://a", "", "s", "ns/s", "creating", {}, {})
    store.add(secret, 0.0)
    store.add(a_row(), 0.0)
    assert store.endpoint("https://a") == Endpoint("https://a", "PEM", "cluster-a")
    store.close_endpoint("cluster-a")
    assert store.endpoint("https://a") is None
    assert [row.package for row in contents(tmp_path)] == ["aws"]


def test_nothing_is_held_where_nothing_was(tmp_path: Path) -> None:
    """Looking into a folder without clouds makes none."""
    assert contents(tmp_path / "nowhere") == []
    assert not (tmp_path / "nowhere").exists()


def test_looking_needs_no_grpc(tmp_path: Path) -> None:
    """Who only looks does not wait for what only serving needs."""
    program = "import sys; from meshctl import simulate; print('grpc' in sys.modules or 'pulumi' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"


def test_rows_can_be_written_as_json(tmp_path: Path) -> None:
    """Inputs and outputs come back as they were given."""
    store = Store(tmp_path)
    store.add(a_row(), 0.0)
    store.change(a_row(), {"a": None}, {"b": {"c": [True]}})
    (row,) = contents(tmp_path)
    assert json.dumps([row.inputs, row.outputs]) == '[{"a": null}, {"b": {"c": [true]}}]'
