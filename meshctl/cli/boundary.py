"""The one place where an exception becomes a message and an exit code."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Iterable

from meshctl import __version__
from meshctl.errors import ExitCode, MeshctlError
from meshctl.findings import Finding, Severity
from meshctl.report.findings_text import findings_text


def run() -> ExitCode:
    """Run the command line; whatever happens, an exit code of the contract and never a traceback."""
    try:
        from meshctl.cli.app import invoke

        return ExitCode(invoke())
    except MeshctlError as error:
        _tell(error.findings)
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone (`meshctl plan | head`): not an error, and nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    except Exception:  # noqa: BLE001 -- a bug of meshctl must end in a report, not in a traceback
        return _bug()


def _tell(findings: Iterable[Finding]) -> None:
    sys.stderr.write("".join(f"{line}\n" for line in findings_text(findings)))


def _bug() -> ExitCode:
    """Write what is needed to mend the bug to a file, and name the file."""
    text = (
        f"meshctl {__version__}, Python {platform.python_version()}, {platform.platform()}\n"
        f"command: {' '.join(sys.argv[1:])}\n\n{_frames()}"
    )
    with tempfile.NamedTemporaryFile(
        "w", prefix="meshctl-bug-", suffix=".txt", delete=False, encoding="utf-8"
    ) as report:
        report.write(text)
    hint = "paste that file into a report; it holds the place in the code and no values"
    _tell([Finding(report.name, "MC001", Severity.ERROR, "this is a bug in meshctl", hint)])
    return ExitCode.BUG


def _frames() -> str:
    """Where in the code it happened and the kind of exception: not its words, which could hold a secret."""
    kind, _, trace = sys.exc_info()
    name = kind.__name__ if kind else "unknown"
    return "".join(traceback.format_tb(trace)) + name + "\n"
