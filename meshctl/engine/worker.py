"""One unit, one operation, in a process of its own that was forked from a server with the SDKs loaded."""

from __future__ import annotations

import importlib
import os
import signal
import sys
from collections import Counter
from multiprocessing.connection import Connection
from typing import Any

from meshctl.engine import events
from meshctl.engine.task import Done, Failed, Started, Task, Value

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


def work(task: Task, connection: Connection) -> None:
    """Do the task and tell how it went; never raises."""
    # The terminal's Ctrl-C is the parent's to hear: it passes it on to Pulumi, once.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _silence(task)
    watch = _Watch(task.unit, connection)
    try:
        answer: Done | Failed = _run(task, watch)
    except Exception as error:  # noqa: BLE001 -- whatever it is, the unit has failed and the run goes on
        answer = watch.failure(error)
    connection.send(answer)
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


class _Watch:
    """Hears the engine's events, passes on what people want to see, and remembers what failed."""

    def __init__(self, unit: str, connection: Connection) -> None:
        self._unit = unit
        self._connection = connection
        self._failed = ""
        self._words: list[str] = []
        self.counts: Counter[str] = Counter()
        self.interrupted = False

    def started(self, pid: int) -> None:
        self._connection.send(Started(pid))

    def notice(self, text: str) -> None:
        self._connection.send(events.Notice(text))

    def on(self, event: Any) -> None:
        if event.resource_pre_event:
            self._begun(event.resource_pre_event.metadata)
        elif event.res_outputs_event:
            self._ended(event.res_outputs_event.metadata)
        elif event.res_op_failed_event:
            self._failed = self._failed or _name(event.res_op_failed_event.metadata.urn)
        elif event.diagnostic_event and event.diagnostic_event.severity == "error":
            self._heard(event.diagnostic_event)

    def _begun(self, metadata: Any) -> None:
        operation = _operation(metadata)
        if operation not in {"same", "read"} and not metadata.type.startswith("pulumi:"):
            self._connection.send(events.ResourceStarted(self._unit, operation, metadata.type, _name(metadata.urn)))

    def _ended(self, metadata: Any) -> None:
        # The stack itself and its providers are nothing that stands in a cloud.
        if metadata.type.startswith("pulumi:"):
            return
        operation = _operation(metadata)
        self.counts[operation] += 1
        if operation not in {"same", "read"}:
            self._connection.send(events.ResourceFinished(self._unit, operation, metadata.type, _name(metadata.urn)))

    def _heard(self, diagnostic: Any) -> None:
        text = diagnostic.message.strip()
        if "update canceled" in text or "operation canceled" in text:
            self.interrupted = True
        # The stack's own diagnostics only repeat that something below failed.
        if diagnostic.urn and not diagnostic.urn.split("::")[2].endswith("pulumi:pulumi:Stack"):
            self._failed = self._failed or _name(diagnostic.urn)
            self._words.insert(0, text)
        elif text:
            self._words.append(text)

    def failure(self, error: Exception) -> Failed:
        """What failed, in the words of whoever refused."""
        words = self._words[0] if self._words else _last_words(error)
        return Failed(self._failed, " ".join(_without_frames(words).split()), self.interrupted)


def _without_frames(words: str) -> str:
    """A mistake in a program by its last line; where in the program it was stands in the log."""
    head, found, frames = words.partition("Traceback (most recent call last):")
    return f"{head.strip()} {frames.strip().splitlines()[-1]}" if found else words


def _last_words(error: Exception) -> str:
    """The line of Pulumi's output that tells the error; its stack trace stays in the log."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = [line for line in lines if "error:" in line]
    return (told or lines or [type(error).__name__])[-1].rpartition("error:")[2].strip()


def _name(urn: str) -> str:
    return urn.rsplit("::", 1)[-1]


def _operation(metadata: Any) -> str:
    return str(getattr(metadata.op, "value", metadata.op))


def _run(task: Task, watch: _Watch) -> Done:
    from meshctl.engine import capture, lean, recovery

    caught: dict[str, Value] = {}
    adoption = recovery.Adoption(watch.notice)
    environment = task.environment
    recovery.freed(task, watch.notice)
    checkpoint = environment.checkpoint(task.unit)
    standing = checkpoint.exists() if checkpoint else False
    if task.operation == "down" and checkpoint and not standing:
        # Killed after its stack was removed, or before it was made.
        return Done({}, {}, 0)
    log = environment.logs / f"{environment.work(task.unit).name}.log"
    stack = lean.stack(
        lean.DetachedCommand(task.pulumi, log, watch.started),
        environment.project(task.unit),
        environment.stack(task.unit),
        environment.work(task.unit),
        {**environment.variables(), **task.variables},
        "passphrase" if environment.simulate else environment.secrets,
        capture.program(_build(task), task.spec, task.upstream, caught, adoption.register),
        exists=standing,
    )
    if task.operation == "preview":
        stack.preview(on_event=watch.on)
        if not standing:
            # Pulumi previews only stacks that there are: the one made for this goes again.
            stack.workspace.remove_stack(environment.stack(task.unit))
        return Done(caught, dict(watch.counts), sum(watch.counts.values()))
    recovery.unfinished(task, adoption)
    if task.operation == "down":
        adoption.up(stack, watch.on, only=True)
        recovery.forget(stack, adoption)
        stack.destroy(on_event=watch.on)
        return Done({}, dict(watch.counts), 0)
    adoption.up(stack, watch.on)
    recovery.forget(stack, adoption)
    resources = sum(number for operation, number in watch.counts.items() if "delete" not in operation)
    return Done(caught, dict(watch.counts), resources)


def _build(task: Task) -> Any:
    folder = str(task.programs)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    return importlib.import_module(f"stacks.{task.program.replace('/', '.')}").build
