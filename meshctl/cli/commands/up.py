"""`meshctl up`: make it so, through Pulumi, and check the result."""

from __future__ import annotations

from meshctl.cli.options import (
    DEFAULT_FILE,
    DEFAULT_PARALLEL,
    DEFAULT_TIME_SCALE,
    EnvironmentName,
    File,
    Format,
    NoColor,
    Only,
    OutputFormat,
    Parallel,
    Quiet,
    Simulate,
    TimeScale,
    Verbose,
    Yes,
    output,
)


def command(
    file: File = DEFAULT_FILE,
    output_format: OutputFormat = Format.TEXT,
    simulate: Simulate = False,
    yes: Yes = False,
    only: Only = None,
    environment: EnvironmentName = None,
    parallel: Parallel = DEFAULT_PARALLEL,
    time_scale: TimeScale = DEFAULT_TIME_SCALE,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> int:
    """Build what the plan says, and check it.

    Example: meshctl up --simulate
    """
    from meshctl.cli.project import load, sound
    from meshctl.cli.run import Run

    out = output(output_format, quiet, verbose, no_color)
    project = sound(load(file, environment))
    return Run(out, project, simulate, time_scale, parallel).up(only, yes)
