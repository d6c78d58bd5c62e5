"""`meshctl down`: remove all that `up` made, and only that."""

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
    """Remove everything that `up` made, and nothing else.

    Example: meshctl down --simulate --yes
    """
    from meshctl.cli.project import load
    from meshctl.cli.run import Run

    out = output(output_format, quiet, verbose, no_color)
    return Run(out, load(file, environment), simulate, time_scale, parallel).down(only, yes)
