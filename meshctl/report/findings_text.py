"""Findings as text: where, what, what to do next, in one form for every command."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

from meshctl.findings import Finding, Severity

WIDTH = 80
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def findings_text(findings: Iterable[Finding]) -> list[str]:
    """Lines for all findings: errors first, each with its place, code, hint and source."""
    lines: list[str] = []
    for finding in sorted(findings, key=_order):
        lines += [
            *wrapped(f"{finding.severity.value}[{finding.code}]: {finding.text}", ""),
            f"  at {finding.where}",
        ]
        if finding.hint:
            lines += wrapped(f"hint: {finding.hint}", "  ")
        if finding.source:
            lines += wrapped(f"rule: {finding.source}", "  ")
    return lines


def _order(finding: Finding) -> tuple[int, list[tuple[int, str]], str, str]:
    """Errors first, then by place; line 9 comes before line 10."""
    place = [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", finding.where)]
    return _ORDER[finding.severity], place, finding.code, finding.text


def wrapped(text: str, margin: str) -> list[str]:
    """The text in lines of at most 80 columns, the following ones indented."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=margin,
        subsequent_indent=margin + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def count(findings: Iterable[Finding]) -> str:
    """``2 errors, 1 warning``; an empty text where there is nothing."""
    by_severity: dict[Severity, int] = {}
    for finding in findings:
        by_severity[finding.severity] = by_severity.get(finding.severity, 0) + 1
    parts = []
    for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTE):
        number = by_severity.get(severity, 0)
        if number:
            parts.append(f"{number} {severity.value}{'' if number == 1 else 's'}")
    return ", ".join(parts)
