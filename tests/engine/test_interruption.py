"""Runs that are ended from outside: by Ctrl-C, once and again, and by `kill -9`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from meshctl import engine
from meshctl.engine import events
from meshctl.engine.built import deployment
from meshctl.engine.records import Records
from meshctl.engine.status import status
from meshctl.errors import InterruptedRun
from meshctl.simulate import contents
from meshctl.units import Unit
from tests.engine import faults
from tests.engine.conftest import Heard, key

Environment = engine.Environment
VPC = "aws:ec2/vpc:Vpc"
NET = Unit("net", "demo", "demo/vpc", {"unit": "net", "names": ["a", "b"]})


def networks(environment: Environment) -> Counter[str]:
    """How many networks of each name the simulated AWS holds."""
    return Counter(row.name for row in contents(environment.clouds) if row.token == VPC)


def locked(environment: Environment) -> bool:
    """Is any stack locked."""
    state = environment.state_folder
    assert state is not None
    return any(state.glob(".pulumi/locks/**/*.json"))


def is_creating(event: events.Event, name: str = "a") -> bool:
    return isinstance(event, events.ResourceStarted) and event.name == name


def finish(environment: Environment) -> Heard:
    """The next run, which goes on to the end."""
    heard = Heard()
    assert engine.up([NET], environment, parallel=2, listener=heard).done == ("net",)
    assert networks(environment) == {"a": 1, "b": 1}
    assert not deployment(environment, "net").get("pending_operations")
    return heard


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_once_ends_in_order(environment: Environment, number: signal.Signals) -> None:
    """The step at work is finished and recorded, nothing is left locked or pending, nothing else is begun."""
    faults.have(environment, VPC, "create", "hang")
    heard = Heard()

    def end(event: events.Event) -> None:
        if is_creating(event):
            os.kill(os.getpid(), number)
            faults.lift(environment)

    heard.then = end
    with pytest.raises(InterruptedRun):
        engine.up([NET, key("later", after=("net",))], environment, parallel=2, listener=heard)
    assert [event.because for event in heard.of(events.UnitSkipped)] == ["interrupted", "not run: needs net"]
    assert not heard.of(events.UnitFailed)
    assert not locked(environment)
    assert not deployment(environment, "net").get("pending_operations")
    assert {entry.unit: entry.state for entry in status(environment)} == {"net": "interrupted"}
    finish(environment)


def test_twice_ends_at_once(environment: Environment) -> None:
    """Nothing is waited for, although the cloud has not answered; the next run goes on all the same."""
    faults.have(environment, VPC, "create", "hang")
    ended = threading.Event()
    heard = Heard()

    def insist() -> None:
        while not ended.wait(0.1):
            os.kill(os.getpid(), signal.SIGINT)

    impatience = threading.Thread(target=insist)

    def end(event: events.Event) -> None:
        if is_creating(event):
            impatience.start()
        if isinstance(event, events.UnitSkipped):
            ended.set()
            impatience.join()

    heard.then = end
    with pytest.raises(InterruptedRun):
        engine.up([NET], environment, parallel=2, listener=heard)
    assert not networks(environment)
    faults.lift(environment)
    finish(environment)


@contextmanager
def running(environment: Environment) -> Iterator[subprocess.Popen[str]]:
    """An `up` in a process of its own, at the moment when the cloud has been asked for the first network."""
    faults.have(environment, VPC, "create", "hang")
    command = [sys.executable, "-m", "tests.engine.runner", str(environment.folder), "a", "b"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            event = json.loads(line)
            if event["event"] == "resource-started" and event["name"] == "a":
                break
        log = environment.clouds / "clouds.log"
        while "Vpc a" not in log.read_text():
            # The engine has announced it; a moment later the cloud is asked.
            assert process.poll() is None
        yield process


def test_killed_with_all_its_children(environment: Environment) -> None:
    """A lock and a pending creation are left; the next run says so and goes on."""
    with running(environment) as process:
        victims = [*psutil.Process(process.pid).children(recursive=True), psutil.Process(process.pid)]
        for victim in victims:
            # First none moves any more: they all go at the same moment.
            victim.suspend()
        for victim in victims:
            victim.kill()
    assert locked(environment)
    pending = deployment(environment, "net")["pending_operations"]
    # The password beside it, which is made at the same time, may be pending too.
    assert "a" in {entry["resource"]["urn"].rsplit("::", 1)[1] for entry in pending if entry["type"] == "creating"}
    record = Records(environment).get("net")
    assert record is not None
    assert record.state == "running"
    faults.lift(environment)
    told = " ".join(event.text for event in finish(environment).of(events.Notice))
    assert "removed the lock that a killed run" in told
    assert "had begun to create a" in told


def test_killed_alone(environment: Environment) -> None:
    """What it had started ends in order without it; the next run waits for that and finds everything done."""
    with running(environment) as process:
        process.kill()
    heard = Heard()

    def lift(event: events.Event) -> None:
        if isinstance(event, events.Notice):
            faults.lift(environment)

    heard.then = lift
    outcome = engine.up([NET], environment, parallel=2, listener=heard)
    assert outcome.done == ("net",)
    assert "an earlier run is still ending" in heard.of(events.Notice)[0].text
    assert networks(environment) == {"a": 1, "b": 1}
    assert heard.of(events.UnitFinished)[0].counts == {"same": 3}


def test_waiting_for_an_earlier_run_can_be_ended(environment: Environment) -> None:
    """Ctrl-C is heard although no Pulumi is at work."""
    with running(environment) as process:
        process.kill()
    heard = Heard()

    def end(event: events.Event) -> None:
        if isinstance(event, events.Notice):
            os.kill(os.getpid(), signal.SIGINT)

    heard.then = end
    with pytest.raises(InterruptedRun):
        engine.up([NET], environment, parallel=2, listener=heard)
    faults.lift(environment)
    finish(environment)
