"""The options that commands share, as annotated types, and the output that they choose."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer

from meshctl.cli.output import Output, wants_colour


class Format(enum.StrEnum):
    TEXT = "text"
    JSON = "json"


File = Annotated[Path, typer.Argument(metavar="[FILE]", help="the topology file", show_default="mesh.yaml")]
OutputFormat = Annotated[Format, typer.Option("--output", "-o", help="how to answer: text or json")]
Simulate = Annotated[bool, typer.Option("--simulate", help="use simulated clouds: no account, no cost")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="do not ask")]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="NAME", help="a site, cluster, link or unit, with what it needs"),
]
EnvironmentName = Annotated[
    str | None, typer.Option("--env", metavar="NAME", help="one of many environments of the same file")
]
Parallel = Annotated[int, typer.Option("--parallel", min=1, max=64, help="units at work at once")]
TimeScale = Annotated[
    float,
    typer.Option("--time-scale", min=1, help="with --simulate: how many times faster than real clouds"),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="say only what is wrong")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="say more of what is going on")]
NoColor = Annotated[bool, typer.Option("--no-color", help="no colours (also: NO_COLOR)")]
DetailedExitCode = Annotated[bool, typer.Option("--detailed-exitcode", help="exit with 2 when there are changes")]

DEFAULT_FILE = Path("mesh.yaml")
DEFAULT_PARALLEL = 8
DEFAULT_TIME_SCALE = 1000.0


def output(chosen: Format, quiet: bool, verbose: bool, no_color: bool) -> Output:
    """How this run talks."""
    return Output(chosen is Format.JSON, quiet, verbose, wants_colour(no_color))
