"""`meshctl plan`: the whole design, without credentials, network or Pulumi."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from meshctl.cli.options import (
    DEFAULT_FILE,
    DetailedExitCode,
    EnvironmentName,
    File,
    Format,
    NoColor,
    OutputFormat,
    Quiet,
    Simulate,
    Verbose,
    output,
)
from meshctl.errors import ExitCode

if TYPE_CHECKING:
    from meshctl.cli.project import Project


def command(
    file: File = DEFAULT_FILE,
    output_format: OutputFormat = Format.TEXT,
    lock: Annotated[bool, typer.Option("--lock", help="write the addresses given out to the lock")] = False,
    show_defaults: Annotated[
        bool, typer.Option("--show-defaults", help="print the file completed with every default")
    ] = False,
    detailed_exitcode: DetailedExitCode = False,
    simulate: Simulate = False,
    environment: EnvironmentName = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> int:
    """Show the whole design, what changes, cost and time.

    Example: meshctl plan -o json | jq .pairs
    """
    from meshctl.cli.project import load

    out = output(output_format, quiet, verbose, no_color)
    if show_defaults:
        from meshctl import topology

        out.data(topology.dump(topology.load(file).topology))
        return ExitCode.DONE
    project = load(file, environment)
    refused = any(finding.severity == "error" for finding in project.plan.findings)
    changes = _changes(project, simulate)
    if out.json:
        from meshctl.report.plan_json import plan_json

        out.data(plan_json(project.plan, changes))
    else:
        from meshctl.report.plan_text import plan_text

        out.data(plan_text(project.plan, changes))
    if refused:
        return ExitCode.INPUT
    if lock and project.write_lock():
        out.say(f"wrote {project.lock_file}")
    changed = any(change != "none" for change in changes.values())
    return ExitCode.CHANGES if detailed_exitcode and changed else ExitCode.DONE


def _changes(project: Project, simulate: bool) -> dict[str, str]:
    from meshctl.engine.changes import changes

    return dict(changes(project.plan.units, project.environment(simulate)))
