"""``python -m meshctl.engine.toolchain``: have the Pulumi CLI ready, and say where it is."""

from __future__ import annotations

import sys

from meshctl.engine.toolchain.command import pulumi_command
from meshctl.errors import MissingError


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def run() -> int:
    """0 and the path on stdout, or 4 and what is missing on stderr."""
    try:
        sys.stdout.write(f"{pulumi_command(_say)}\n")
    except MissingError as error:
        for finding in error.findings:
            _say(f"{finding.code} {finding.text}\n  {finding.hint}")
        return int(error.exit_code)
    return 0


if __name__ == "__main__":
    raise SystemExit(run())
