"""The clouds' memory: what becomes of resources when nobody waits for them, and clusters' endpoints."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from meshctl.simulate.store import Endpoint, Row, Store, contents

_VPC = Row("aws", "aws:ec2/vpc:Vpc", "123456789012", "eu-west-1", "net", "vpc-1", "creating", {"a": 1}, {"b": 2})
_PLACE = (_VPC.account, _VPC.region, _VPC.token, _VPC.id)
_HOUR = 3600.0


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty memory."""
    return Store(tmp_path)


def test_a_creation_ends_by_itself(store: Store, tmp_path: Path) -> None:
    """Whoever asked may be gone: at its time the resource is ready, for every process."""
    store.add(_VPC, time.time() + _HOUR)
    store.add(replace(_VPC, id="vpc-2"), time.time() - 1)
    assert [(row.id, row.state) for row in contents(tmp_path)] == [("vpc-1", "creating"), ("vpc-2", "ready")]
    assert store.due(_VPC) > time.time()


def test_a_deletion_ends_by_itself(store: Store) -> None:
    """From when it was accepted nobody finds the resource; at its time it is gone, and its id is free."""
    store.add(_VPC, 0.0)
    store.delete(_VPC, time.time() + _HOUR)
    assert store.find(*_PLACE) is None
    assert (store.leaving(*_PLACE) or 0.0) > time.time()
    store.delete(_VPC, time.time() - 1)
    assert store.leaving(*_PLACE) is None
    assert store.rows(None, None) == []
    store.add(_VPC, 0.0)
    assert store.find(*_PLACE) is not None


def test_what_is_not_there(store: Store, tmp_path: Path) -> None:
    """Nothing is due or leaving, and a folder without clouds holds nothing."""
    assert store.due(_VPC) == 0.0
    assert store.leaving(*_PLACE) is None
    assert contents(tmp_path / "none") == []


def test_rows_by_place(store: Store) -> None:
    """By account, region and type; what is not named may be anything."""
    for region, token in (("eu-west-1", "a:b:C"), ("us-east-1", "a:b:C"), ("us-east-1", "a:b:D")):
        store.add(replace(_VPC, region=region, token=token), 0.0)
    assert len(store.rows(_VPC.account, None)) == 3
    assert len(store.rows(_VPC.account, "us-east-1")) == 2
    assert len(store.rows(_VPC.account, None, "a:b:C")) == 2
    assert store.rows("0", None) == []


def test_a_change_stays(store: Store) -> None:
    """Inputs and outputs are those of the last update."""
    store.add(_VPC, 0.0)
    store.change(_VPC, {"a": 3}, {"b": [4]})
    found = store.find(*_PLACE)
    assert found is not None
    assert (found.inputs, found.outputs) == ({"a": 3}, {"b": [4]})


def test_numbers_are_given_once(store: Store) -> None:
    """To all threads together, each counter for itself."""
    given: list[int] = []
    threads = [threading.Thread(target=lambda: given.extend(store.number() for _ in range(20))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == list(range(1, 81))
    assert store.number("another") == 1


def test_a_transaction_that_fails_changes_nothing(store: Store) -> None:
    """Looking and changing are one step."""

    def fail() -> None:
        with store.transaction():
            store.add(_VPC, 0.0)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert store.rows(None, None) == []


def test_endpoints_open_and_close(store: Store) -> None:
    """With a cluster goes all that was in it."""
    opened = Endpoint("https://cluster", "authority", "cluster-1")
    store.open_endpoint(opened)
    assert store.endpoint("https://cluster") == opened
    inside = replace(_VPC, package="kubernetes", account="https://cluster")
    store.add(inside, 0.0)
    store.add(_VPC, 0.0)
    store.close_endpoint("cluster-1")
    assert store.endpoint("https://cluster") is None
    assert [row.package for row in store.rows(None, None)] == ["aws"]
