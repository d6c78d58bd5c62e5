"""Findings about credentials and tools, in one form for all clouds."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from meshctl.findings import Finding, Severity


def no_credentials(where: str, text: str, hint: str) -> Finding:
    """MC604: nothing on this machine says who we are in that cloud."""
    return Finding(where=where, code="MC604", severity=Severity.ERROR, text=text, hint=hint)


def tool(name: str, why: str, hint: str, variables: Mapping[str, str]) -> list[Finding]:
    """MC605 when a program is not on PATH."""
    if shutil.which(name, path=variables.get("PATH", "")):
        return []
    return [
        Finding(
            where=name,
            code="MC605",
            severity=Severity.ERROR,
            text=f"`{name}` is not on PATH; {why}",
            hint=hint,
        )
    ]


def runs_on(vendor: str) -> bool:
    """True on a virtual machine of that vendor, whose metadata service can hand out credentials."""
    try:
        return vendor in Path("/sys/devices/virtual/dmi/id/sys_vendor").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
