"""`up`, `down` and `preview` on Pulumi's own engine."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import sys

import pytest

from meshctl import engine
from meshctl.engine import events
from meshctl.engine.built import Secret, built
from meshctl.engine.changes import changes
from meshctl.engine.records import RUNNING, Records
from meshctl.engine.status import status
from meshctl.errors import BusyError, InterruptedRun
from meshctl.units import Unit
from tests.engine.conftest import Heard, key

Environment = engine.Environment
CHAIN = (key("first"), key("second", password="first:password"), key("third", after=("second",)))


def up(environment: Environment, *units: Unit, **options: object) -> tuple[engine.Outcome, Heard]:
    """Run and listen."""
    heard = Heard()
    return engine.up(units, environment, parallel=4, listener=heard, **options), heard  # type: ignore[arg-type]


def test_a_chain_goes_in_order_and_a_second_run_does_nothing(environment: Environment) -> None:
    """Each unit starts after what it needs; a run without changes starts no process and loads nothing."""
    outcome, heard = up(environment, *CHAIN)
    assert outcome == engine.Outcome(done=("first", "second", "third"))
    started = [event.unit for event in heard.of(events.UnitStarted)]
    assert started == ["first", "second", "third"]
    state = environment.checkpoint("first")
    assert state is not None
    before = state.stat().st_mtime_ns
    outcome, heard = up(environment, *CHAIN)
    assert outcome == engine.Outcome(unchanged=("first", "second", "third"))
    assert not heard.of(events.UnitStarted)
    assert state.stat().st_mtime_ns == before
    assert set(changes(CHAIN, environment).values()) == {"none"}


def test_only_what_depends_on_a_change_runs(environment: Environment) -> None:
    """A new password goes to who takes it; who takes nothing of it stays."""
    up(environment, *CHAIN, key("other"))
    changed = (key("first", length=24), *CHAIN[1:], key("other"))
    assert changes(changed, environment) == {"first": "update", "second": "none", "third": "none", "other": "none"}
    outcome, _ = up(environment, *changed)
    assert outcome == engine.Outcome(done=("first", "second"), unchanged=("other", "third"))


def test_secrets_cross_in_memory_and_stand_nowhere(environment: Environment) -> None:
    """The taker gets the very password; files hold it encrypted only, and built() hides it."""
    up(environment, CHAIN[0])
    outcome, _ = up(environment, CHAIN[0], CHAIN[1])
    assert outcome.done == ("second",)
    stacks = {entry.unit: entry.outputs for entry in built(environment) if entry.type == "pulumi:pulumi:Stack"}
    assert stacks["second"]["taken"] == Secret()
    assert stacks["first"]["whole"] == {"name": "first", "password": Secret()}
    record = Records(environment).get("first")
    assert record is not None
    assert "password" in record.secret
    assert "password" not in record.outputs
    assert record.outputs["length"] == 20
    assert record.digests["password"] == Records(environment).get("second").digests["taken"]  # type: ignore[union-attr]


def test_one_broken_unit_stops_only_what_needs_it(environment: Environment) -> None:
    """The words of whoever refused are told with the resource; independent units finish; mending goes on."""
    broken = Unit("broken", "demo", "demo/broken", {"algorithm": "NONSENSE"})
    below = key("below", after=("broken",))
    outcome, heard = up(environment, broken, below, key("other"))
    assert outcome == engine.Outcome(done=("other",), failed=("broken",), skipped=("below",))
    (failed,) = heard.of(events.UnitFailed)
    assert failed.resource == "wrong"
    assert "NONSENSE" in failed.message
    assert {entry.unit: entry.state for entry in status(environment)} == {"broken": "failed", "other": "done"}
    outcome, _ = up(environment, dataclasses.replace(broken, spec={"algorithm": "ED25519"}), below, key("other"))
    assert outcome == engine.Outcome(done=("below", "broken"), unchanged=("other",))


def test_a_program_with_a_mistake_fails_its_unit(environment: Environment) -> None:
    """Not the run, and not with a traceback among the events."""
    outcome, heard = up(environment, Unit("wrong", "demo", "demo/raising", {}))
    assert outcome.failed == ("wrong",)
    assert heard.of(events.UnitFailed)[0].message


def test_only_some_units_run(environment: Environment) -> None:
    """Named units with what they need; nothing else is made or removed."""
    outcome, _ = up(environment, *CHAIN, key("other"), only=frozenset({"first", "second"}))
    assert outcome.done == ("first", "second")


def test_a_unit_that_is_planned_no_more_is_removed(environment: Environment) -> None:
    """After those that needed it have run without it."""
    up(environment, *CHAIN)
    without = (CHAIN[0], key("third", length=22))
    assert changes(without, environment)["second"] == "delete"
    outcome, heard = up(environment, *without)
    assert "second" in outcome.done
    order = [event.unit for event in heard.of(events.UnitFinished)]
    assert order.index("third") < order.index("second")
    assert [entry.unit for entry in status(environment)] == ["first", "third"]


def test_down_goes_backwards_and_leaves_nothing(environment: Environment) -> None:
    """From the records alone; a second one has nothing to do; `only` takes what needs it along."""
    up(environment, *CHAIN, key("other"))
    heard = Heard()
    outcome = engine.down(environment, only=frozenset({"second"}), parallel=4, listener=heard)
    assert [event.unit for event in heard.of(events.UnitStarted)] == ["third", "second"]
    outcome = engine.down(environment, parallel=4, listener=Heard())
    assert outcome.done == ("first", "other")
    assert status(environment) == ()
    state = environment.state_folder
    assert state is not None
    assert not [path for path in state.rglob("*.json") if "stacks" in path.parts]
    assert engine.down(environment, parallel=4, listener=Heard()) == engine.Outcome()


def test_preview_takes_what_is_not_there_as_unknown(environment: Environment) -> None:
    """The whole chain is previewed; nothing is made, and no value is invented."""
    heard = Heard()
    outcome = engine.preview(CHAIN, environment, parallel=4, listener=heard)
    assert outcome.done == ("first", "second", "third")
    assert {event.operation for event in heard.of(events.ResourceStarted)} == {"create"}
    assert status(environment) == ()
    assert built(environment) == ()


def test_a_record_left_running_is_not_taken_for_good(environment: Environment) -> None:
    """Whoever was killed in the middle runs again, although nothing has changed."""
    up(environment, CHAIN[0])
    records = Records(environment)
    record = records.get("first")
    assert record is not None
    records.mark(record, RUNNING)
    assert changes(CHAIN[:1], environment) == {"first": "update"}
    assert status(environment)[0].state == "interrupted"
    assert up(environment, CHAIN[0])[0].done == ("first",)


def test_a_dead_lock_is_explained_and_removed(environment: Environment) -> None:
    """Pulumi's lock of a process that is gone; the run goes on by itself."""
    import socket
    import subprocess

    up(environment, CHAIN[0])
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    state = environment.state_folder
    assert state is not None
    locks = state / ".pulumi" / "locks" / "organization" / "shop-first" / "first"
    locks.mkdir(parents=True, exist_ok=True)
    (locks / "left.json").write_text(
        json.dumps({"pid": int(gone.stdout), "hostname": socket.gethostname(), "username": "x", "timestamp": ""})
    )
    outcome, heard = up(environment, key("first", length=22))
    assert outcome.done == ("first",)
    assert "removed the lock that a killed run" in heard.of(events.Notice)[0].text


def test_the_second_of_two_runs_is_told_who_is_at_work(environment: Environment) -> None:
    """While one run holds the environment."""
    from meshctl.engine.lease import held

    with held(environment), pytest.raises(BusyError, match=str(os.getpid())):
        up(environment, CHAIN[0])
    assert up(environment, CHAIN[0])[0].done == ("first",)


def test_an_interrupt_ends_in_order(environment: Environment) -> None:
    """What runs is ended, nothing new is begun, and the next run goes on."""
    heard = Heard()

    def interrupt(event: events.Event) -> None:
        if isinstance(event, events.UnitFinished):
            os.kill(os.getpid(), signal.SIGINT)

    heard.then = interrupt
    with pytest.raises(InterruptedRun):
        engine.up(CHAIN, environment, parallel=4, listener=heard)
    assert heard.of(events.UnitStarted)[0].unit == "first"
    assert "third" not in {entry.unit for entry in status(environment)}
    outcome, _ = up(environment, *CHAIN)
    assert set(outcome.done) | set(outcome.unchanged) == {"first", "second", "third"}


def test_every_event_is_plain_json(environment: Environment) -> None:
    """What a pipeline reads."""
    _, heard = up(environment, CHAIN[0])
    texts = [json.dumps(event.as_json()) for event in heard.events]
    assert {json.loads(text)["event"] for text in texts} >= {
        "run-started",
        "unit-started",
        "unit-finished",
        "run-finished",
    }
