"""Every way in which meshctl ends other than well, and the exit code of each.

::

    MeshctlError                 carries one or more findings and an exit code
    ├── InputError          3    the topology, the lock or the command line is wrong
    ├── MissingError        4    a tool, plugin, credential, permission or quota is missing
    ├── FailedError         1    something that was tried failed
    ├── BrokenError         5    what was built does not do what was planned
    ├── BusyError           6    someone else is at work on the same environment
    └── InterruptedRun    130    Ctrl-C: what was running was ended in order

Nothing but the command line turns these into text. Anything else that is raised is a bug in meshctl
(exit code 70), which the command line writes to a report.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import ClassVar

from meshctl.findings import Finding


class ExitCode(enum.IntEnum):
    """The exit codes of the contract (docs/reference/exit-codes.md)."""

    DONE = 0
    FAILED = 1
    CHANGES = 2
    INPUT = 3
    MISSING = 4
    BROKEN = 5
    BUSY = 6
    BUG = 70
    INTERRUPTED = 130


class MeshctlError(Exception):
    """An end that the user can do something about, told by its findings."""

    exit_code: ClassVar[ExitCode] = ExitCode.FAILED

    def __init__(self, findings: Finding | Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = (findings,) if isinstance(findings, Finding) else tuple(findings)
        super().__init__("; ".join(f"{finding.code} {finding.text}" for finding in self.findings))


class InputError(MeshctlError):
    """The topology file, the lock or the command line is wrong, or breaks a rule of a cloud."""

    exit_code = ExitCode.INPUT


class MissingError(MeshctlError):
    """A tool, plugin, credential, permission or quota is missing."""

    exit_code = ExitCode.MISSING


class FailedError(MeshctlError):
    """Something that was tried failed: a cloud refused, a unit broke."""

    exit_code = ExitCode.FAILED


class BrokenError(MeshctlError):
    """What was built does not do what was planned."""

    exit_code = ExitCode.BROKEN


class BusyError(MeshctlError):
    """Someone else is at work on the same environment."""

    exit_code = ExitCode.BUSY


class InterruptedRun(MeshctlError):  # noqa: N818 -- an interruption is not an error
    """Ctrl-C: what was running was ended in order, and the next `up` goes on from there."""

    exit_code = ExitCode.INTERRUPTED
