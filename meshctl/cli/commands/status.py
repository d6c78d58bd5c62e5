"""`meshctl status`: what stands, unit by unit, and how it is."""

from __future__ import annotations

import json

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


def command(
    file: File = DEFAULT_FILE,
    output_format: OutputFormat = Format.TEXT,
    simulate: Simulate = False,
    environment: EnvironmentName = None,
    detailed_exitcode: DetailedExitCode = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> int:
    """Show what stands, and what `up` would change.

    Example: meshctl status -o json
    """
    from meshctl.cli.project import load
    from meshctl.engine.changes import changes
    from meshctl.engine.status import status
    from meshctl.report.status import status_json, status_text

    out = output(output_format, quiet, verbose, no_color)
    project = load(file, environment)
    stands = project.environment(simulate)
    found = status(stands)
    planned = dict(changes(project.plan.units, stands))
    out.data(json.dumps(status_json(found, planned), indent=2) if out.json else status_text(found, planned))
    changed = any(change != "none" for change in planned.values())
    return ExitCode.CHANGES if detailed_exitcode and changed else ExitCode.DONE
