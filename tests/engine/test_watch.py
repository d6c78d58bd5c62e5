"""What a worker tells of its unit."""

from __future__ import annotations

import multiprocessing
from types import SimpleNamespace
from typing import Any

import pytest

from meshctl.engine import events
from meshctl.engine.task import Mended, Started
from meshctl.engine.watch import Watch

VPC = "urn:pulumi:virginia::shop-network::aws:ec2/vpc:Vpc::shop"
STACK = "urn:pulumi:virginia::shop-network::pulumi:pulumi:Stack::shop-network-virginia"


def event(**parts: Any) -> SimpleNamespace:
    """An event of Pulumi's engine with those parts."""
    empty = dict.fromkeys(("resource_pre_event", "res_outputs_event", "res_op_failed_event", "diagnostic_event"))
    return SimpleNamespace(**{**empty, **parts})


def step(op: str, urn: str = VPC) -> SimpleNamespace:
    """The metadata of a step."""
    return SimpleNamespace(metadata=SimpleNamespace(op=op, urn=urn, type=urn.split("::")[2]))


def error(message: str, urn: str | None = VPC) -> SimpleNamespace:
    """A diagnostic."""
    return event(diagnostic_event=SimpleNamespace(message=message, urn=urn, severity="error"))


def failing(*words: SimpleNamespace, raised: str = "", secrets: tuple[str, ...] = ()) -> Any:
    """What is told when the engine said that and then gave up."""
    _, theirs = multiprocessing.Pipe(duplex=False)
    watch = Watch("network/virginia", theirs, secrets)
    watch.on(event(res_op_failed_event=step("create")))
    for word in words:
        watch.on(word)
    return watch.failure(RuntimeError(raised))


def test_what_people_see() -> None:
    """Resources as they begin and end; not what stays as it is, nor the stack and its providers."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    watch = Watch("network/virginia", theirs)
    for op, urn in (("same", VPC), ("create", STACK), ("create", VPC)):
        watch.on(event(resource_pre_event=step(op, urn)))
        watch.on(event(res_outputs_event=step(op, urn)))
    watch.started(7)
    watch.mended()
    watch.notice("so it is")
    theirs.close()
    heard = [ours.recv() for _ in range(5)]
    with pytest.raises(EOFError):
        ours.recv()
    resource = ("network/virginia", "create", "aws:ec2/vpc:Vpc", "shop")
    assert heard == [
        events.ResourceStarted(*resource),
        events.ResourceFinished(*resource),
        Started(7),
        Mended(),
        events.Notice("so it is"),
    ]
    assert watch.counts == {"same": 1, "create": 1}
    watch.anew()
    assert not watch.counts


def test_a_run_that_is_gone_is_no_mistake() -> None:
    """The worker ends its work all the same."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    ours.close()
    Watch("network/virginia", theirs).notice("is anybody there")


def test_the_cloud_s_own_words_come_first() -> None:
    """Before the stack's, which only say that something failed."""
    told = failing(error("update failed", STACK), error("VpcLimitExceeded: The maximum number of\n  VPCs"))
    assert (told.resource, told.message) == ("shop", "VpcLimitExceeded: The maximum number of VPCs")
    assert told.unsure == ()


@pytest.mark.parametrize(
    "words",
    ["error reading from server: EOF", "the connection was closed before an answer came", "RequestTimeout: timed out"],
)
def test_creations_without_an_answer_are_remembered(words: str) -> None:
    """Nobody knows whether the cloud has made it."""
    assert failing(error(words)).unsure == (VPC,)


def test_a_refusal_that_repeats_a_secret_is_told_without_it() -> None:
    """Whoever said it."""
    told = failing(error("the pre-shared key k3Y-k3Y-k3Y is too short"), secrets=("k3Y-k3Y-k3Y",))
    assert told.message == "the pre-shared key [secret] is too short"


def test_mistakes_of_programs_are_told_by_their_last_line() -> None:
    """The frames stand in the log."""
    frames = "Program failed: Traceback (most recent call last):\n  File x, line 1\nKeyError: 'vpc_id'"
    assert failing(error(frames, None)).message == "Program failed: KeyError: 'vpc_id'"
    assert failing(raised="code: 255\nerror: no stack named 'x' found\n  at y").message == "no stack named 'x' found"
    assert failing().message == "RuntimeError"


def test_an_interruption_is_told_apart_from_a_failure() -> None:
    """By the engine's own words."""
    assert failing(error("update canceled", None)).interrupted
    assert not failing(error("AccessDenied")).interrupted
