"""A run: every unit is started as soon as what it needs is done, as many side by side as are allowed.

A unit that fails takes with it only those that need it. Nothing is done about a unit whose fingerprint is that of
its last good run.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from meshctl.engine import events
from meshctl.engine.environment import Environment
from meshctl.engine.events import Listener
from meshctl.engine.fingerprint import programs
from meshctl.engine.records import DONE, FAILED, INTERRUPTED, Record, Records
from meshctl.engine.secrets import Secrets
from meshctl.engine.task import Begun, Done, Failed, Mended, Task, Value
from meshctl.errors import FailedError, InterruptedRun
from meshctl.findings import Finding, Severity

if TYPE_CHECKING:
    from meshctl.engine.pool import Pool


_MET = frozenset({"done", "unchanged"})
_BLOCKED = frozenset({"failed", "skipped"})


@dataclass(frozen=True, slots=True)
class Outcome:
    done: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """One unit's part in a run, as a record that is yet to come true."""

    record: Record
    operation: str
    needs: frozenset[str]


class Run:
    """One pass over jobs. ``prepare`` is asked when a job's turn has come: what to do, or None for nothing."""

    def __init__(
        self, environment: Environment, pulumi: Path, variables: Mapping[str, str], listener: Listener
    ) -> None:
        self._environment = environment
        self._pulumi = pulumi
        self._variables = variables
        self._listener = listener
        self._records = Records(environment)
        self._secrets = Secrets(environment, pulumi)
        self._state: dict[str, str] = {}
        self._since: dict[str, float] = {}
        self._jobs: dict[str, Job] = {}

    def go(self, jobs: Mapping[str, Job], pool: Pool, prepare: Callable[[Job], Job | None]) -> None:
        """Run all jobs, or all that can be, until none is left or an interruption has been served."""
        waiting = {
            unit: replace(job, needs=frozenset(need for need in job.needs if need in jobs))
            for unit, job in jobs.items()
        }
        while waiting or pool.busy:
            self._start(waiting, pool, prepare)
            if not pool.busy:
                if pool.interrupts or not waiting:
                    return
                continue
            for task, message in pool.said():
                self._hear(task, message)

    def _start(self, waiting: dict[str, Job], pool: Pool, prepare: Callable[[Job], Job | None]) -> None:
        """Start what can start; settle what cannot or need not run. What that settles may free others."""
        moved = True
        while moved:
            moved = False
            for unit, job in sorted(waiting.items()):
                blocking = next((need for need in sorted(job.needs) if self._state.get(need) in _BLOCKED), None)
                if blocking:
                    del waiting[unit]
                    moved = True
                    self._settle(unit, "skipped")
                    self._listener.on(events.UnitSkipped(unit, f"not run: needs {blocking}"))
                elif pool.free and all(self._state.get(need) in _MET for need in job.needs):
                    del waiting[unit]
                    moved = True
                    self._begin(job, pool, prepare)

    def _begin(self, job: Job, pool: Pool, prepare: Callable[[Job], Job | None]) -> None:
        unit = job.record.unit
        previous = self._records.get(unit)
        ready = prepare(job)
        if ready is None:
            self._settle(unit, "unchanged")
            self._listener.on(events.UnitSkipped(unit, "unchanged"))
            return
        ready = replace(ready, record=replace(ready.record, unclean=previous is not None and previous.silent))
        self._jobs[unit] = ready
        self._since[unit] = time.monotonic()
        self._listener.on(events.UnitStarted(unit))
        try:
            task = self._task(ready, previous)
        except FailedError as error:
            self._failed(unit, Failed("", error.findings[0].text))
            return
        if ready.operation != "preview" and task.before is None:
            self._records.put(ready.record)
        pool.start(task)

    def _task(self, job: Job, previous: Record | None) -> Task:
        record = job.record
        interrupted = previous is not None and previous.state != DONE and job.operation != "preview"
        return Task(
            unit=record.unit,
            program=record.program,
            operation=job.operation,
            spec=record.spec,
            # A removal runs no program, unless there is something to adopt first.
            upstream=self.upstream(record) if job.operation != "down" or interrupted else {},
            environment=self._environment,
            pulumi=self._pulumi,
            programs=programs(),
            variables=self._variables,
            unclean=record.unclean,
            unsure=record.unsure,
            before=self._before(previous, record) if previous and interrupted else None,
        )

    def _before(self, previous: Record, record: Record) -> Begun | None:
        """What the unit was being made from, if it is not what it is made from now."""
        if _made_from(previous) == _made_from(record):
            return None
        return Begun(previous.program, previous.spec, self.upstream(previous))

    def upstream(self, record: Record) -> dict[str, Value]:
        """What the unit takes from others: from this run where they ran in it, else from records and state."""
        found = {}
        for alias, (unit, output) in record.inputs.items():
            found[alias] = self._secrets.value(unit, output, self._records.get(unit))
        return found

    def _hear(self, task: Task, message: Any) -> None:
        unit = task.unit
        if isinstance(message, Done):
            seconds = time.monotonic() - self._since[unit]
            self._finish(task, message, seconds)
            self._settle(unit, "done")
            self._listener.on(events.UnitFinished(unit, round(seconds, 2), message.counts))
        elif isinstance(message, Mended):
            self._records.put(self._jobs[unit].record)
        elif isinstance(message, Failed) and message.interrupted:
            self._remember(unit, message)
            self._settle(unit, "skipped")
            self._listener.on(events.UnitSkipped(unit, "interrupted"))
        elif isinstance(message, Failed):
            self._failed(unit, message)
        else:
            self._listener.on(message)

    def _failed(self, unit: str, failure: Failed) -> None:
        self._remember(unit, failure)
        self._settle(unit, "failed")
        self._listener.on(events.UnitFailed(unit, failure.resource, failure.message))

    def _remember(self, unit: str, failure: Failed) -> None:
        """Note in the record how it ended."""
        record = self._records.get(unit)
        if record is None or self._jobs[unit].operation == "preview":
            return
        self._records.put(
            replace(
                record,
                state=INTERRUPTED if failure.interrupted else FAILED,
                unclean=record.unclean or failure.silent,
                unsure=tuple(sorted({*record.unsure, *failure.unsure})),
            )
        )

    def _finish(self, task: Task, done: Done, seconds: float) -> None:
        if task.operation == "down":
            self._records.remove(task.unit)
            return
        if task.operation == "preview":
            self._secrets.keep(task.unit, done.outputs)
            return
        record = self._records.get(task.unit)
        if record is None:
            raise RuntimeError(f"{task.unit} ran without a record")
        self._secrets.keep(task.unit, done.outputs)
        self._records.put(
            replace(
                record,
                state=DONE,
                outputs={name: value.plain for name, value in done.outputs.items() if not value.secret},
                digests={name: self._records.digest(value.plain) for name, value in done.outputs.items()},
                secret=tuple(sorted(name for name, value in done.outputs.items() if value.secret)),
                unclean=False,
                unsure=(),
                resources=done.resources,
                seconds=round(seconds, 2),
            )
        )

    def _settle(self, unit: str, state: str) -> None:
        self._state[unit] = state

    def outcome(self) -> Outcome:
        """How every unit of the run ended."""
        by_state: dict[str, list[str]] = {"done": [], "unchanged": [], "failed": [], "skipped": []}
        for unit, state in sorted(self._state.items()):
            by_state[state].append(unit)
        return Outcome(**{state: tuple(units) for state, units in by_state.items()})


def _made_from(record: Record) -> str:
    """What decides which resources a unit has, for comparison: a record that was read has lists for tuples."""
    return json.dumps([record.program, record.spec, record.inputs], sort_keys=True, default=str)


def interrupted() -> InterruptedRun:
    """The end of a run that someone wanted to end."""
    return InterruptedRun(
        Finding(
            where="run",
            code="MC611",
            severity=Severity.ERROR,
            text="interrupted; what was running was ended in order",
            hint="run the same command again: it goes on from there",
        )
    )
