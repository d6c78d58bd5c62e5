"""Versions of the Pulumi CLI: the one that meshctl is tested with, and how to ask a binary for its own."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

VERSION = (3, 259, 0)
"""The version that is fetched or built; on PATH the same or a newer one of the same major is taken."""


def text(version: tuple[int, ...]) -> str:
    """``3.259.0``."""
    return ".".join(str(part) for part in version)


def of(command: Path) -> tuple[int, int, int] | None:
    """What `pulumi version` answers, or None where it does not run or says something else."""
    environment = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"}
    try:
        answer = subprocess.run(
            [command, "version"], env=environment, capture_output=True, text=True, timeout=60, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.match(r"v?(\d+)\.(\d+)\.(\d+)", answer.strip())
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def new_enough(version: tuple[int, int, int] | None) -> bool:
    """The tested version or newer, without a change of the major number."""
    return version is not None and version[0] == VERSION[0] and version >= VERSION
