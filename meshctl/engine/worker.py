"""One unit, one operation, in a process of its own that was forked from a server with the SDKs loaded."""

from __future__ import annotations

import importlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from types import FrameType
from typing import TYPE_CHECKING, Any

from meshctl.engine.task import Begun, Done, Failed, Task, Value
from meshctl.engine.watch import Watch

if TYPE_CHECKING:
    from meshctl.engine.lean import LeanStack

PRELOAD = (
    "pulumi.automation",
    "meshctl.engine.worker",
    "meshctl.engine.lean",
    "meshctl.engine.capture",
    "meshctl.engine.recovery",
    "pulumi_random",
    "pulumi_tls",
    "pulumi_aws.ec2.vpc",
    "pulumi_azure_native.network",
    "pulumi_gcp.compute",
    "pulumi_kubernetes.helm.v3",
)
"""Imported once, in the server that all workers are forked from."""

_SHORTEST_SECRET = 6
"""Letters. What is shorter stands in too many words to be taken out of them."""


def work(task: Task, connection: Connection) -> None:
    """Do the task and tell how it went; never raises."""
    ending = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        ending.set()

    # The terminal's Ctrl-C is the parent's to hear: it passes it on to Pulumi, once, and tells us by SIGTERM.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, end)
    _silence(task)
    watch = Watch(task.unit, connection, _secrets(task))
    try:
        answer: Done | Failed = _run(task, watch, ending)
    except Exception as error:  # noqa: BLE001 -- whatever it is, the unit has failed and the run goes on
        watch.interrupted = watch.interrupted or ending.is_set()
        answer = watch.failure(error)
    watch.tell(answer)
    connection.close()
    sys.stdout.flush()
    # Leave without waiting for the threads of gRPC servers, which may outlive what they served.
    os._exit(0)


def _silence(task: Task) -> None:
    """What programs and SDKs print goes to the unit's log."""
    log = task.environment.logs / f"{task.environment.work(task.unit).name}.program.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)


def _secrets(task: Task) -> set[str]:
    """The texts in the secrets that the unit takes: a refusal may repeat them."""
    taken = [*task.upstream.values(), *(task.before.upstream.values() if task.before else ())]
    found = {text for value in taken if value.secret for text in _texts(value.plain)}
    return {text for text in found if len(text) >= _SHORTEST_SECRET}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def _run(task: Task, watch: Watch, ending: threading.Event) -> Done:
    from meshctl.engine import capture, recovery

    caught: dict[str, Value] = {}
    adoption = recovery.Adoption(watch, task.unclean)
    environment = task.environment
    recovery.freed(task, watch.notice, ending)
    checkpoint = environment.checkpoint(task.unit)
    standing = checkpoint.exists() if checkpoint else False
    if task.operation == "down" and checkpoint and not standing:
        # Killed after its stack was removed, or before it was made.
        return Done({}, {}, 0)

    def program(made_from: Task | Begun, into: dict[str, Value]) -> Callable[[], None]:
        return capture.program(
            _build(task, made_from.program), made_from.spec, made_from.upstream, into, adoption.register
        )

    build = program(task, caught)
    stack = _stack(task, watch, ending, build, standing)
    if task.operation == "preview":
        _preview(stack, watch)
        return Done(caught, dict(watch.counts), sum(watch.counts.values()))
    recovery.unfinished(task, adoption)
    if task.before or task.operation == "down":
        adoption.alone(stack, program(task.before or task, {}))
        recovery.forget(stack, adoption)
    if task.operation == "down":
        watch.anew()
        stack.destroy(on_event=watch.on)
        return Done({}, dict(watch.counts), 0)
    watch.mended()
    adoption.up(stack, build)
    recovery.forget(stack, adoption)
    resources = sum(number for operation, number in watch.counts.items() if "delete" not in operation)
    return Done(caught, dict(watch.counts), resources)


def _stack(task: Task, watch: Watch, ending: threading.Event, program: Callable[[], None], standing: bool) -> LeanStack:
    from meshctl.engine import lean

    environment = task.environment
    log = environment.logs / f"{environment.work(task.unit).name}.log"
    secrets = "passphrase" if environment.simulate else environment.secrets
    checkpoint = environment.checkpoint(task.unit)
    begins = bool(checkpoint) and not standing and secrets == "passphrase"
    if checkpoint and begins:
        lean.begin(checkpoint, environment.project(task.unit))
    stack = lean.stack(
        lean.DetachedCommand(task.pulumi, log, watch.started, ending, watch.hidden),
        environment.project(task.unit),
        environment.stack(task.unit),
        environment.work(task.unit),
        {**environment.variables(), **task.variables},
        secrets,
        program,
        exists=standing or begins,
    )
    stack.new = stack.new or begins
    return stack


def _preview(stack: LeanStack, watch: Watch) -> None:
    try:
        stack.preview(on_event=watch.on)
    finally:
        if stack.new:
            # Pulumi previews only stacks that there are: the one made for this goes again.
            stack.workspace.remove_stack(stack.name)


def _build(task: Task, program: str) -> Any:
    folder = str(task.programs)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return importlib.import_module(f"stacks.{program.replace('/', '.')}").build
