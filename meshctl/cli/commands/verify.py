"""`meshctl verify`: prove what was built: every pair, every layer."""

from __future__ import annotations

from meshctl.cli.options import (
    DEFAULT_FILE,
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


def command(
    file: File = DEFAULT_FILE,
    output_format: OutputFormat = Format.TEXT,
    simulate: Simulate = False,
    environment: EnvironmentName = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> int:
    """Prove that what was built does what was planned.

    Example: meshctl verify --simulate
    """
    from meshctl.cli.project import load
    from meshctl.cli.run import check

    out = output(output_format, quiet, verbose, no_color)
    project = load(file, environment)
    return check(out, project, project.environment(simulate))
