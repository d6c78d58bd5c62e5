"""From the file to a checked and completed topology: compose, read, check, build.

::

    text ──compose──▶ tree ──read──▶ values ──check──▶ values ──build──▶ Topology

Each step but the last may find something; the last runs only where no error was found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from meshctl.errors import InputError
from meshctl.findings import Finding, Severity
from meshctl.topology.checks import check_together
from meshctl.topology.codes import Code
from meshctl.topology.models import Positions, Topology
from meshctl.topology.reading import WRONG, Reading
from meshctl.topology.sections.document import DOCUMENT, build_topology
from meshctl.topology.tree import TreeError, compose

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_FILE: Final = 2 * 1024 * 1024
"""Bytes. A thousand sites with everything written out take half of it."""

# What YAML does not allow in a file: control characters and halves of surrogate pairs.
_NOT_TEXT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A topology, where its values stand, and what is worth a warning."""

    topology: Topology
    positions: Positions
    findings: tuple[Finding, ...]


def load(path: Path) -> Loaded:
    """The topology of a file. Raises InputError with everything that is wrong with it."""
    file = str(path)
    try:
        if not path.is_file():
            what = "is no file" if path.exists() else "does not exist"
            raise _refused(file, Code.UNREADABLE, f"{file} {what}", "name a file, or write one with `meshctl init`")
        if path.stat().st_size > LARGEST_FILE:
            raise _refused(file, Code.TOO_LARGE, f"{file} is larger than 2 MiB", "this cannot be a topology")
        data = path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or str(error)
        raise _refused(
            file, Code.UNREADABLE, f"{file} cannot be read: {reason}", "check the path and its rights"
        ) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        where = f"{file}:{line}:{column}"
        raise _refused(where, Code.NOT_TEXT, "not UTF-8 text", "save the file as UTF-8") from None
    return load_text(text, file)


def load_text(text: str, file: str) -> Loaded:
    """The topology of a text; ``file`` is the name by which messages call it. Raises InputError."""
    strange = _NOT_TEXT.search(text)
    if strange:
        line = text.count("\n", 0, strange.start()) + 1
        column = strange.start() - text.rfind("\n", 0, strange.start())
        shown = f"the character U+{ord(strange.group()):04X} is no text"
        raise _refused(f"{file}:{line}:{column}", Code.NOT_TEXT, shown, "remove it; save the file as plain UTF-8")
    try:
        tree = compose(text)
    except TreeError as error:
        where = f"{file}:{error.place[0]}:{error.place[1]}"
        raise _refused(where, error.code, error.text, error.hint) from None
    reading = Reading(file)
    document = DOCUMENT.read(tree, "", reading)
    if document is not WRONG:
        check_together(document, reading)
    findings = reading.findings()
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise InputError(findings)
    return Loaded(build_topology(document), Positions(file, MappingProxyType(reading.marks)), findings)


def _refused(where: str, code: Code, text: str, hint: str) -> InputError:
    return InputError(Finding(where, code.value, Severity.ERROR, text, hint))
