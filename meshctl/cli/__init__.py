"""The command line: one file a command, and the only place that knows Typer and Rich."""

from __future__ import annotations


def main() -> None:
    """The `meshctl` command."""
    from meshctl.cli.boundary import run

    raise SystemExit(int(run()))
