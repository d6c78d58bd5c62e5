"""What every simulated cloud does with a request: accept, take its time, refuse, fail on demand."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from meshctl.simulate import contents
from meshctl.simulate.cloud import Cloud, DeadError
from meshctl.simulate.faults import Faults
from meshctl.simulate.kind import CloudError, Kind, Package, Reference, Request, index
from meshctl.simulate.store import Row, Store

BOX, ITEM = "demo:index/box:Box", "demo:index/item:Item"


def _lost(value: str) -> CloudError:
    return CloudError("NotFound", f"no box {value}")


def _identify(request: Request) -> str:
    return str(request.inputs["name"])


def _full(request: Request, row: Row) -> CloudError:
    return CloudError("InUse", f"{request.id} holds {row.id}")


def _outputs(request: Request, id_: str) -> dict[str, Any]:
    return {"serial": request.number(), "revision": int(request.outputs.get("revision", 0)) + 1}


PACKAGE = Package(
    "demo",
    lambda provider: (str(provider.get("account", "me")), str(provider.get("region", "here"))),
    index(
        Kind(
            BOX,
            _identify,
            _outputs,
            computed=("serial", "revision", "label.colour"),
            recomputed=frozenset({"revision"}),
            seconds=60,
            update_seconds=30,
            delete_seconds=60,
            blocked=_full,
        ),
        Kind(ITEM, _identify, references=(Reference("place.boxes[]", BOX, _lost),), seconds=60),
    ),
)


class Demo:
    """A cloud of boxes and items."""

    def __init__(self, folder: Path, time_scale: float = 1e9) -> None:
        self.store = Store(folder)
        self.cloud = Cloud(self.store, Faults(folder, self.store), time_scale)
        self.folder = folder

    def ask(self, token: str, id_: str = "", region: str = "here", **inputs: Any) -> Request:
        return Request(self.store, "demo", token, "logical", inputs, {}, "me", region, id_)

    def create(self, token: str, **inputs: Any) -> dict[str, Any]:
        return self.cloud.create(PACKAGE, PACKAGE.kind(token), self.ask(token, **inputs))[1]

    def delete(self, token: str, id_: str) -> None:
        self.cloud.delete(PACKAGE, PACKAGE.kind(token), self.ask(token, id_))

    def faults(self, *entries: dict[str, Any]) -> None:
        (self.folder / "faults.json").write_text(json.dumps(entries), encoding="utf-8")


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    return Demo(tmp_path)


def _aside(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline


def test_a_creation_outlives_who_asked_for_it(tmp_path: Path) -> None:
    """The resource is there while it is being created; another process finds it ready when its time has come."""
    slow = Demo(tmp_path, time_scale=1e-6)
    _aside(lambda: slow.create(BOX, name="a"))
    _until(lambda: bool(contents(tmp_path)))
    assert [(row.id, row.state) for row in contents(tmp_path)] == [("a", "creating")]
    assert slow.store.due(contents(tmp_path)[0]) > time.time() + 3600


def test_asking_twice_where_names_are_unique(demo: Demo) -> None:
    """Where the kind names what is there already, the cloud answers with that."""
    assert demo.create(BOX, name="a") == demo.create(BOX, name="a")
    assert len(contents(demo.folder)) == 1


def test_a_name_is_free_when_its_bearer_is_gone(demo: Demo) -> None:
    """A successor of the same name waits until its predecessor has left."""
    first = demo.create(BOX, name="a")
    row = contents(demo.folder)[0]
    demo.store.delete(row, time.time() + 0.05)
    assert demo.create(BOX, name="a")["serial"] != first["serial"]


def test_references_lead_to_what_is_there(demo: Demo) -> None:
    """Every value of a list is looked at; what is missing is refused and nothing is made."""
    demo.create(BOX, name="a")
    with pytest.raises(CloudError, match="no box b"):
        demo.create(ITEM, name="i", place={"boxes": ["a", "b"]})
    demo.create(ITEM, name="i", place={"boxes": ["a"]})
    assert [row.id for row in contents(demo.folder)] == ["a", "i"]


def test_references_stay_in_their_region(demo: Demo) -> None:
    """What lies in another region is not found."""
    demo.create(BOX, name="a")
    with pytest.raises(CloudError, match="no box a"):
        demo.cloud.create(PACKAGE, PACKAGE.kind(ITEM), demo.ask(ITEM, region="there", name="i", place={"boxes": ["a"]}))


def test_what_is_referred_to_cannot_go(demo: Demo) -> None:
    """A box with an item stays; without it, it goes; a second time is as good."""
    demo.create(BOX, name="a")
    demo.create(ITEM, name="i", place={"boxes": ["a"]})
    with pytest.raises(CloudError, match="a holds i"):
        demo.delete(BOX, "a")
    for token, id_ in ((ITEM, "i"), (BOX, "a"), (BOX, "a")):
        demo.delete(token, id_)
    assert contents(demo.folder) == []


def test_updates_keep_what_the_cloud_computed(demo: Demo) -> None:
    """Computed outputs stay but for those that an update computes anew; so do those inside of an input."""
    made = demo.create(BOX, name="a", label={"colour": "red"})
    outputs = demo.cloud.update(PACKAGE.kind(BOX), demo.ask(BOX, "a", name="a", label={"size": 3}))
    assert outputs == {"name": "a", "label": {"size": 3, "colour": "red"}, "serial": made["serial"], "revision": 2}
    assert contents(demo.folder)[0].outputs == outputs


def test_what_is_gone_is_not_updated(demo: Demo) -> None:
    """An update of nothing is refused, and reading it finds nothing."""
    with pytest.raises(CloudError, match="ghost does not exist"):
        demo.cloud.update(PACKAGE.kind(BOX), demo.ask(BOX, "ghost", name="ghost"))
    assert demo.cloud.read(PACKAGE.kind(BOX), demo.ask(BOX, "ghost")) is None


@pytest.mark.parametrize(("effect", "words"), [("fail", "sorry"), ("timeout", f"timeout while waiting for {BOX}")])
def test_the_second_call_fails(demo: Demo, effect: str, words: str) -> None:
    """The n-th call of a kind fails, those before and after do not; the count outlives the process."""
    demo.faults({"kind": "demo:*", "call": "create", "nth": 2, "effect": effect, "message": "sorry"})
    demo.create(BOX, name="a")
    again = Demo(demo.folder)
    with pytest.raises(CloudError, match=words):
        again.create(BOX, name="b")
    again.create(BOX, name="b")
    assert [row.id for row in contents(demo.folder)] == ["a", "b"]


@pytest.mark.parametrize("call", ["create", "read", "update", "delete"])
def test_every_call_fails_until_the_fault_is_lifted(demo: Demo, call: str) -> None:
    """Each of the four calls can fail every time."""
    demo.create(BOX, name="a")
    demo.faults({"kind": BOX, "call": call, "effect": "fail"})
    box = PACKAGE.kind(BOX)
    calls: dict[str, Callable[[], object]] = {
        "create": lambda: demo.create(BOX, name="b"),
        "read": lambda: demo.cloud.read(box, demo.ask(BOX, "a")),
        "update": lambda: demo.cloud.update(box, demo.ask(BOX, "a", name="a")),
        "delete": lambda: demo.delete(BOX, "a"),
    }
    for _ in range(2):
        with pytest.raises(CloudError, match="InternalError"):
            calls[call]()
    demo.faults()
    calls[call]()


def test_a_throttled_call_only_takes_longer(demo: Demo) -> None:
    """What is throttled is asked again inside, and succeeds."""
    demo.faults({"kind": BOX, "call": "create", "nth": 1, "effect": "throttle"})
    assert demo.create(BOX, name="a")["serial"] == 1


def test_the_answer_that_never_comes(demo: Demo) -> None:
    """The resource is made, and who asked does not hear of it."""
    demo.faults({"kind": BOX, "call": "create", "nth": 1, "effect": "die-after-create"})
    with pytest.raises(DeadError):
        demo.create(BOX, name="a")
    assert [row.id for row in contents(demo.folder)] == ["a"]


def test_a_call_that_hangs(demo: Demo) -> None:
    """It hangs as long as the fault stands in the file, and goes on then."""
    demo.faults({"kind": BOX, "call": "create", "effect": "hang"})
    thread = _aside(lambda: demo.create(BOX, name="a"))
    assert thread.is_alive()
    assert contents(demo.folder) == []
    demo.faults()
    thread.join(20)
    assert [row.id for row in contents(demo.folder)] == ["a"]


def test_unknown_kinds_are_named() -> None:
    """A type that a cloud does not know is refused by name."""
    with pytest.raises(CloudError, match="the simulated demo knows no demo:index/lid:Lid"):
        PACKAGE.kind("demo:index/lid:Lid")
