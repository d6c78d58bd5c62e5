"""`meshctl init`: a commented topology file to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from meshctl.cli.options import DEFAULT_FILE, File


def command(
    file: File = DEFAULT_FILE,
    template: Annotated[str, typer.Option("--template", "-t", help="which one; --list tells")] = "three-clouds",
    list_templates: Annotated[bool, typer.Option("--list", help="list the templates and exit")] = False,
) -> None:
    """Write a commented topology file to start from.

    Example: meshctl init --template gateway
    """
    from meshctl.topology import templates

    if list_templates:
        for name in templates.names():
            typer.echo(f"{name:<14} {templates.description(name)}")
        return
    _write(file, templates.text(_known(template)))
    typer.echo(f"wrote {file}: read it, then run `meshctl plan`", err=True)


def _known(template: str) -> str:
    from difflib import get_close_matches

    from meshctl.errors import InputError
    from meshctl.findings import Finding, Severity
    from meshctl.topology import templates

    names = templates.names()
    if template in names:
        return template
    near = get_close_matches(template, names, 1)
    hint = f"did you mean `{near[0]}`? " if near else ""
    raise InputError(
        Finding(
            where="--template",
            code="MC003",
            severity=Severity.ERROR,
            text=f"there is no template `{template}`",
            hint=f"{hint}There are: {', '.join(names)}",
        )
    )


def _write(file: Path, text: str) -> None:
    """Write a new file; what is there already is never overwritten."""
    from meshctl.errors import InputError
    from meshctl.findings import Finding, Severity

    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError as error:
        raise InputError(
            Finding(
                str(file),
                "MC004",
                Severity.ERROR,
                "the file is there already",
                "name another file, or move it",
            )
        ) from error
    except OSError as error:
        raise InputError(
            Finding(
                str(file),
                "MC005",
                Severity.ERROR,
                f"cannot write the file: {error.strerror}",
                "name another place",
            )
        ) from error
