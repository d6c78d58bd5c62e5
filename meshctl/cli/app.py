"""The commands, in the order of a first day, and what a command line itself can get wrong."""

from __future__ import annotations

import typer

from meshctl.cli.commands import down, init, plan, schema, status, up, verify
from meshctl.errors import ExitCode, InputError
from meshctl.findings import Finding, Severity

app = typer.Typer(
    name="meshctl",
    help="Plan and provision one service mesh over several clouds.",
    epilog="Start with `meshctl init`, then `meshctl plan`, then `meshctl up --simulate`.",
    # Plain help: it reads the same in a pipe, and Rich would take longer to load than all the rest.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
)
for name, module in {
    "init": init,
    "plan": plan,
    "up": up,
    "status": status,
    "verify": verify,
    "down": down,
    "schema": schema,
}.items():
    app.command(name)(module.command)


def _version(wanted: bool) -> None:
    if wanted:
        from meshctl import __version__

        typer.echo(f"meshctl {__version__}")
        raise typer.Exit


@app.callback()
def _shared(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="print the version and exit"
    ),
) -> None:
    """Plan and provision one service mesh over several clouds."""


def invoke() -> int:
    """Run the command that was typed; its exit code. InputError for a command line that is wrong."""
    try:
        result = app(prog_name="meshctl", standalone_mode=False)
    except typer.Abort as error:
        raise KeyboardInterrupt from error
    except typer.TyperException as error:
        raise InputError(_usage(error)) from error
    return int(result or ExitCode.DONE)


def _usage(error: typer.TyperException) -> Finding:
    # Only the private subclasses of TyperException have this method, and all that are raised have it.
    message = error.format_message() if hasattr(error, "format_message") else str(error)
    return Finding(
        where="command line",
        code="MC002",
        severity=Severity.ERROR,
        text=message.rstrip("."),
        hint="`meshctl --help` and `meshctl COMMAND --help` list what there is",
    )
