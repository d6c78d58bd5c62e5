"""`up`, `down` and `preview`: which units have a part in them, in which order, and when there is nothing to do."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from meshctl.engine import events
from meshctl.engine.changes import known_digests
from meshctl.engine.environment import Environment
from meshctl.engine.events import Listener
from meshctl.engine.fingerprint import fingerprint
from meshctl.engine.graph import order, turned
from meshctl.engine.lease import held
from meshctl.engine.records import DONE, REMOVING, RUNNING, Record, Records
from meshctl.engine.run import Job, Outcome
from meshctl.units import Unit


def up(
    units: Sequence[Unit],
    environment: Environment,
    *,
    only: frozenset[str] | None = None,
    parallel: int,
    listener: Listener,
) -> Outcome:
    """Build the units, and remove those that stand and are not planned any more.

    ``only`` names the units to run, needs included; nothing is removed then. BusyError when someone else is at
    work, InterruptedRun when it was ended, ValueError for units that need each other in a circle.
    """
    planned = {unit.name: unit for unit in units if only is None or unit.name in only}
    records = Records(environment)
    with held(environment):
        standing = records.all()
        gone = {name: record for name, record in standing.items() if name not in planned and only is None}
        jobs = {name: _building(unit, standing) for name, unit in planned.items()}
        jobs |= _removals(gone, standing)

        def prepare(job: Job) -> Job | None:
            if job.operation == "down":
                return job
            return _due(planned[job.record.unit], job, records)

        order({name: unit.needs for name, unit in planned.items()})
        if not gone and all(_unchanged(unit, standing) for unit in units if unit.name in planned):
            return _nothing("up", planned, listener)
        return _run("up", jobs, environment, parallel, listener, prepare)


def down(environment: Environment, *, only: frozenset[str] | None = None, parallel: int, listener: Listener) -> Outcome:
    """Remove what stands, from the records alone: what needs a unit goes before it.

    With ``only``, what needs the named units goes too.
    """
    with held(environment):
        standing = Records(environment).all()
        chosen = standing.keys() if only is None else _with_dependents(only, standing)
        jobs = _removals({unit: standing[unit] for unit in chosen}, standing)
        if not jobs:
            return _nothing("down", (), listener)
        return _run("down", jobs, environment, parallel, listener, lambda job: job)


def preview(units: Sequence[Unit], environment: Environment, *, parallel: int, listener: Listener) -> Outcome:
    """What the engine would do about each unit, without doing it.

    What does not exist yet is unknown to the units that take it, never invented.
    """
    standing = Records(environment).all()
    jobs = {unit.name: replace(_building(unit, standing), operation="preview") for unit in units}
    return _run("preview", jobs, environment, parallel, listener, lambda job: job)


def _run(
    operation: str,
    jobs: Mapping[str, Job],
    environment: Environment,
    parallel: int,
    listener: Listener,
    prepare: Callable[[Job], Job | None],
) -> Outcome:
    """Everything that loads Pulumi and starts processes is behind this line."""
    from meshctl.engine.pool import pool
    from meshctl.engine.recovery.files import folder_repaired
    from meshctl.engine.run import Run, interrupted
    from meshctl.engine.simulator import attached
    from meshctl.engine.toolchain import pulumi_command

    begun = time.monotonic()
    pulumi = pulumi_command(lambda text: listener.on(events.Notice(text)))
    if environment.state_folder:
        environment.state_folder.mkdir(parents=True, exist_ok=True)
        folder_repaired(environment.state_folder)
    listener.on(events.RunStarted(operation, tuple(sorted(jobs))))
    with pool(parallel) as workers, attached(environment, lambda: workers.hurried) as variables:
        run = Run(environment, pulumi, variables, listener)
        run.go(jobs, workers, prepare)
    outcome = run.outcome()
    listener.on(
        events.RunFinished(
            outcome.done,
            outcome.unchanged,
            outcome.failed,
            outcome.skipped,
            round(time.monotonic() - begun, 2),
        )
    )
    if workers.interrupts:
        raise interrupted()
    return outcome


def _nothing(operation: str, units: Iterable[str], listener: Listener) -> Outcome:
    """A run that finds nothing to do: it says so and starts no process."""
    names = tuple(sorted(units))
    listener.on(events.RunStarted(operation, names))
    for name in names:
        listener.on(events.UnitSkipped(name, "unchanged"))
    listener.on(events.RunFinished((), names, (), (), 0.0))
    return Outcome(unchanged=names)


def _building(unit: Unit, standing: Mapping[str, Record]) -> Job:
    """The job of a unit that is to be built; what it gave before stays in its record until it gives anew."""
    before = standing.get(unit.name)
    record = Record(
        unit=unit.name,
        kind=unit.kind,
        program=unit.program,
        needs=unit.needs,
        state=RUNNING,
        spec=unit.spec,
        inputs={alias: (reference.unit, reference.output) for alias, reference in unit.inputs.items()},
    )
    if before:
        record = replace(
            record,
            outputs=before.outputs,
            digests=before.digests,
            secret=before.secret,
            unsure=before.unsure,
            resources=before.resources,
        )
    return Job(record, "up", frozenset(unit.needs))


def _due(unit: Unit, job: Job, records: Records) -> Job | None:
    """The job with the fingerprint that it will have, or None when its last good run had the same."""
    standing = records.all()
    if _unchanged(unit, standing):
        return None
    digests = known_digests(unit, standing) or {}
    return replace(job, record=replace(job.record, fingerprint=fingerprint(unit, digests)))


def _unchanged(unit: Unit, standing: Mapping[str, Record]) -> bool:
    record = standing.get(unit.name)
    digests = known_digests(unit, standing)
    return (
        record is not None
        and digests is not None
        and record.state == DONE
        and record.fingerprint == fingerprint(unit, digests)
    )


def _removals(gone: Mapping[str, Record], standing: Mapping[str, Record]) -> dict[str, Job]:
    """Jobs that remove units, each after everything that stands and needs it."""
    needed_by = turned({unit: record.needs for unit, record in standing.items()})
    return {
        unit: Job(replace(record, state=REMOVING), "down", frozenset(needed_by[unit])) for unit, record in gone.items()
    }


def _with_dependents(only: frozenset[str], standing: Mapping[str, Record]) -> set[str]:
    needed_by = turned({unit: record.needs for unit, record in standing.items()})
    chosen: set[str] = set()
    queue = [unit for unit in only if unit in standing]
    while queue:
        unit = queue.pop()
        if unit not in chosen:
            chosen.add(unit)
            queue += needed_by[unit]
    return chosen
