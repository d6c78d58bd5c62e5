"""Faults on demand: every effect, and which call has it."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from meshctl.simulate.cloud import Cloud, DeadError
from meshctl.simulate.faults import Faults
from meshctl.simulate.kind import CloudError, Kind, Package, Reference, Request, index
from meshctl.simulate.store import Store
from tests.simulate.small_cloud import SmallCloud

_BOX, _LID = "toy:index:Box", "toy:index:Lid"


def _outputs(request: Request, id_: str) -> dict[str, Any]:
    return {"serial": request.number(), "size": request.inputs.get("size") or "small"}


_TOY = Package(
    "toy",
    lambda provider: ("account", "region"),
    index(
        Kind(
            _BOX,
            lambda request: str(request.inputs["name"]),
            _outputs,
            computed=("serial", "size"),
            blocked=lambda request, row: CloudError("InUse", f"{request.id} is held by {row.id}"),
        ),
        Kind(
            _LID,
            lambda request: f"lid-{request.number()}",
            references=(Reference("box", _BOX, lambda value: CloudError("Missing", f"there is no {value}")),),
        ),
    ),
)


@pytest.fixture
def toy(tmp_path: Path) -> SmallCloud:
    """A cloud of boxes and lids."""
    return SmallCloud(tmp_path, _TOY, {})


def fault(folder: Path, **entry: Any) -> Path:
    """Have one fault from now on."""
    path = folder / "faults.json"
    path.write_text(json.dumps([{"kind": "toy:*", "call": "create", **entry}]))
    return path


@pytest.mark.parametrize(("effect", "words"), [("fail", "sorry"), ("timeout", "timeout while waiting")])
def test_a_call_fails(toy: SmallCloud, tmp_path: Path, effect: str, words: str) -> None:
    """In the words of the entry, and nothing is made."""
    fault(tmp_path, effect=effect, message="sorry")
    with pytest.raises(CloudError, match=words):
        toy.create(_BOX, name="a")
    assert toy.tokens() == []


def test_the_call_that_is_named(toy: SmallCloud, tmp_path: Path) -> None:
    """The second creation fails; the others and other calls do not."""
    fault(tmp_path, effect="fail", nth=2, kind=_BOX)
    made = toy.create(_BOX, name="a")
    toy.create(_LID, box="a")
    with pytest.raises(CloudError, match="InternalError"):
        toy.create(_BOX, name="b")
    toy.create(_BOX, name="b")
    assert toy.read(_BOX, made.id) is not None


@pytest.mark.parametrize("call", ["read", "update", "delete"])
def test_other_calls_fail(toy: SmallCloud, tmp_path: Path, call: str) -> None:
    """Each has faults of its own."""
    made = toy.create(_BOX, name="a")
    fault(tmp_path, effect="fail", call=call, message="sorry")
    calls = {
        "read": lambda: toy.read(_BOX, "a"),
        "update": lambda: toy.update(made, name="a"),
        "delete": lambda: toy.delete(made),
    }
    with pytest.raises(CloudError, match="sorry"):
        calls[call]()


def test_a_cloud_that_dies_has_made_it(toy: SmallCloud, tmp_path: Path) -> None:
    """The resource is there, and nobody was told."""
    fault(tmp_path, effect="die-after-create")
    with pytest.raises(DeadError):
        toy.create(_BOX, name="a")
    assert toy.tokens() == [_BOX]


def test_throttled_calls_take_longer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They wait for a minute of the cloud's time, and then they are done."""
    fault(tmp_path, effect="throttle")
    store = Store(tmp_path)
    cloud = Cloud(store, Faults(tmp_path, store), 1.0)
    waits: list[float] = []
    monkeypatch.setattr(Cloud, "_wait", staticmethod(waits.append))
    request = Request(store, "toy", _BOX, "logical", {"name": "a"}, {}, "account", "region")
    cloud.create(_TOY, _TOY.kind(_BOX), request)
    throttled, made = waits
    assert throttled > made
    assert store.find("account", "region", _BOX, "a") is not None


def test_a_call_hangs_while_the_entry_stands(toy: SmallCloud, tmp_path: Path) -> None:
    """Nothing is made before the entry is gone."""
    path = fault(tmp_path, effect="hang")
    thread = threading.Thread(target=toy.create, args=(_BOX,), kwargs={"name": "a"})
    thread.start()
    assert toy.tokens() == []
    path.unlink()
    thread.join(timeout=60)
    assert toy.tokens() == [_BOX]


def test_a_file_that_cannot_be_read_has_no_faults(toy: SmallCloud, tmp_path: Path) -> None:
    """While it is being written."""
    (tmp_path / "faults.json").write_text("[")
    assert toy.create(_BOX, name="a").id == "a"


def test_what_is_asked_for_twice_is_there_once(toy: SmallCloud) -> None:
    """Where the cloud gives the same id, the second answer is the first one's."""
    first, second = toy.create(_BOX, name="a"), toy.create(_BOX, name="a")
    assert first.outputs == second.outputs
    assert toy.tokens() == [_BOX]


def test_references_have_to_be_there_and_hold(toy: SmallCloud) -> None:
    """What is referred to has to exist, and stays while it is referred to."""
    with pytest.raises(CloudError, match="there is no a"):
        toy.create(_LID, box="a")
    box, lid = toy.create(_BOX, name="a"), toy.create(_LID, box="a")
    with pytest.raises(CloudError, match=f"a is held by {lid.id}"):
        toy.delete(box)
    toy.delete(lid)
    toy.delete(box)
    toy.delete(box)
    assert toy.tokens() == []


def test_what_was_computed_stays(toy: SmallCloud) -> None:
    """Unless an update asks for something else."""
    box = toy.create(_BOX, name="a")
    assert toy.update(box, name="a")["serial"] == box["serial"]
    assert toy.update(box, name="a", size="large")["size"] == "large"


def test_what_is_not_there_cannot_change(toy: SmallCloud) -> None:
    """An update of what is gone is refused; reading it finds nothing."""
    box = toy.create(_BOX, name="a")
    toy.delete(box)
    assert toy.read(_BOX, "a") is None
    with pytest.raises(CloudError, match="a does not exist"):
        toy.update(box, name="a")


def test_a_type_that_the_cloud_does_not_know(toy: SmallCloud) -> None:
    """It is told by name."""
    with pytest.raises(CloudError, match="the simulated toy knows no toy:index:Bag"):
        toy.create("toy:index:Bag", name="a")
