"""A run that changes something: the tools are there, the user agrees, the units go, the result is checked."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from meshctl.cli.progress import shown
from meshctl.errors import ExitCode, InputError, InterruptedRun, MissingError
from meshctl.findings import Finding, Severity

if TYPE_CHECKING:
    from meshctl.cli.output import Output
    from meshctl.cli.project import Project
    from meshctl.engine import Environment
    from meshctl.engine.events import Listener


@dataclass(frozen=True, slots=True)
class Run:
    out: Output
    project: Project
    simulate: bool
    time_scale: float
    parallel: int

    def up(self, only: Sequence[str] | None, yes: bool) -> int:
        """Build what the plan says; the exit code."""
        from meshctl import engine
        from meshctl.engine.changes import changes
        from meshctl.plan.selection import with_needs

        environment = self._environment()
        planned = dict(changes(self.project.plan.units, environment))
        chosen = with_needs(self.project.plan.units, only) if only else None
        if chosen is not None:
            planned = {unit: change for unit, change in planned.items() if unit in chosen}
        self._show(planned)
        if any(change != "none" for change in planned.values()):
            self._prepare()
            self._ask(yes, "build this")
        if self.project.write_lock():
            self.out.say(f"wrote {self.project.lock_file}: commit it with {self.project.file}")
        with self._listener() as listener:
            outcome = engine.up(
                self.project.plan.units, environment, only=chosen, parallel=self.parallel, listener=listener
            )
        if outcome.failed:
            return ExitCode.FAILED
        return ExitCode.DONE if chosen is not None else check(self.out, self.project, environment, one_line=True)

    def down(self, only: Sequence[str] | None, yes: bool) -> int:
        """Remove what was built; the exit code."""
        from meshctl import engine
        from meshctl.engine.status import status
        from meshctl.plan.selection import named

        environment = self._environment()
        standing = [unit.unit for unit in status(environment)]
        chosen = named(standing, only) if only else None
        if not standing:
            self.out.say("nothing stands")
            return ExitCode.DONE
        self._prepare()
        self._ask(yes, f"remove {len(chosen or standing)} units")
        with self._listener() as listener:
            outcome = engine.down(environment, only=chosen, parallel=self.parallel, listener=listener)
        return ExitCode.FAILED if outcome.failed else ExitCode.DONE

    def _environment(self) -> Environment:
        return self.project.environment(self.simulate, self.time_scale)

    def _listener(self) -> AbstractContextManager[Listener]:
        expected = {unit.name: unit.seconds for unit in self.project.plan.units}
        return shown(self.out, expected, self.time_scale if self.simulate else 1)

    def _show(self, planned: dict[str, str]) -> None:
        from meshctl.report.plan_text import plan_text, summary

        if self.out.json:
            return
        if any(change != "none" for change in planned.values()) and not self.out.quiet:
            self.out.data(plan_text(self.project.plan, planned))
        else:
            self.out.say(summary(planned))

    def _prepare(self) -> None:
        """Have the Pulumi CLI, and for real clouds all else; MissingError names everything that is not there."""
        from meshctl.engine.preflight import missing
        from meshctl.engine.toolchain import pulumi_command

        pulumi = pulumi_command(self.out.say)
        if self.simulate:
            return
        secrets = self.project.loaded.topology.state.secrets
        lacking = missing(self.project.plan.units, secrets, pulumi, os.environ, Path.home(), self.out.say)
        if lacking:
            raise MissingError(lacking)

    def _ask(self, yes: bool, what: str) -> None:
        """Go on, or not: nothing is asked with --yes, of simulated clouds, or where nobody could answer."""
        if yes or self.simulate:
            return
        if not sys.stdin.isatty():
            raise InputError(
                Finding(
                    "command line",
                    "MC006",
                    Severity.ERROR,
                    "this would change real clouds, and there is no terminal to ask at",
                    "say --yes, or try it with --simulate first",
                )
            )
        sys.stderr.write(f"{what}? [y/N] ")
        sys.stderr.flush()
        if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
            raise InterruptedRun(
                Finding("command line", "MC008", Severity.ERROR, "nothing was changed", "answer `y`, or say --yes")
            )


def check(out: Output, project: Project, environment: Environment, *, one_line: bool = False) -> int:
    """Prove what stands and show it; 5 when a check fails or a planned cluster does not stand.

    As JSON it is one object, on ``one_line`` where it follows the events of a run.
    """
    from meshctl.engine.built import built
    from meshctl.proof import prove
    from meshctl.report.findings_text import findings_text
    from meshctl.report.proof_json import proof_json
    from meshctl.report.proof_text import proof_text

    proof = prove(built(environment))
    out.data(proof_json(proof, indent=None if one_line else 2) if out.json else proof_text(proof))
    absent = sorted({cluster.name for cluster in project.plan.clusters} - set(proof.clusters))
    if absent and not out.json:
        text = f"planned and not built: {', '.join(absent)}"
        out.complain(findings_text([Finding("verify", "MC703", Severity.ERROR, text, "run `meshctl up`")]))
    return ExitCode.DONE if proof.holds and not absent else ExitCode.BROKEN
