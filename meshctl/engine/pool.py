"""Worker processes: each does one task and is gone. What they say comes back over pipes, in one thread."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext
from types import FrameType
from typing import Any

from meshctl.engine.task import Done, Failed, Started, Task
from meshctl.engine.worker import PRELOAD, work

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Pool:
    """At most ``parallel`` tasks at once. Interrupting it sends one interrupt to each Pulumi at work."""

    def __init__(self, parallel: int, wake: int) -> None:
        self._parallel = parallel
        self._wake = wake
        self._context = _context()
        self._workers: dict[Connection, tuple[Task, Any]] = {}
        self._pulumis: dict[str, int] = {}
        self.interrupts = 0

    @property
    def free(self) -> bool:
        """Is there room for one more task, and does nobody want to end."""
        return len(self._workers) < self._parallel and not self.interrupts

    @property
    def hurried(self) -> bool:
        """Does somebody want to end at once."""
        return self.interrupts > 1

    @property
    def busy(self) -> bool:
        return bool(self._workers)

    def start(self, task: Task) -> None:
        ours, theirs = self._context.Pipe(duplex=False)
        process = self._context.Process(target=work, args=(task, theirs), name=task.unit)
        process.start()
        theirs.close()
        self._workers[ours] = (task, process)

    def said(self) -> Iterator[tuple[Task, Any]]:
        """What the workers say next, each with its task; waits until somebody says something."""
        for ready in wait([*self._workers, self._wake]):
            if not isinstance(ready, Connection):
                os.read(self._wake, 64)
                continue
            task, process = self._workers[ready]
            try:
                message = ready.recv()
            except EOFError:
                message = Failed("", "its worker process ended without a word", bool(self.interrupts), silent=True)
            if isinstance(message, Started):
                self._pulumis[task.unit] = message.pid
                if self.interrupts:
                    self._interrupt(message.pid)
                continue
            if isinstance(message, Done | Failed):
                del self._workers[ready]
                ready.close()
                process.join()
                self._pulumis.pop(task.unit, None)
            yield task, message

    def interrupt(self) -> None:
        """The first time Pulumi ends its steps in order, the second time at once."""
        self.interrupts += 1
        for pid in self._pulumis.values():
            self._interrupt(pid)
        for _, process in self._workers.values():
            # It starts no further Pulumi, and waits for nothing any more.
            process.terminate()

    @staticmethod
    def _interrupt(pid: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)


def _context() -> ForkServerContext | SpawnContext:
    """Forked from a server that has loaded the SDKs; where there is no such thing, started anew."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOAD))
    # Deaf to Ctrl-C from the first moment, it and the workers: that is for this process to hear.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Now: it loads the SDKs while the simulated clouds start.
    forkserver.ensure_running()
    signal.signal(signal.SIGINT, before)
    return context


@contextmanager
def pool(parallel: int) -> Iterator[Pool]:
    """A pool that hears Ctrl-C and SIGTERM in place of Python for the length of the block."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    made = Pool(parallel, reading)

    def hear(number: int, frame: FrameType | None) -> None:
        made.interrupt()
        with suppress(BlockingIOError):
            os.write(writing, b"!")

    before = {number: signal.signal(number, hear) for number in _SIGNALS}
    try:
        yield made
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(reading)
        os.close(writing)
