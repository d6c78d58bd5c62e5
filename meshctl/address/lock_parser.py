"""Reading the lock: its fixed form, line by line, and what a bad merge leaves behind."""

from __future__ import annotations

import re
from ipaddress import ip_network

from meshctl.address.lock import SECTIONS, VERSION, Entries, Given, Lock
from meshctl.errors import InputError
from meshctl.findings import Finding, Severity
from meshctl.topology.models import Network

_LINE = re.compile(r"^( *)([A-Za-z0-9~_./-]+):(?: (\S.*))?$")
_MARKERS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


def parse(text: str, file: str) -> Lock:
    """The lock in ``text``; InputError with MC202 to MC207, one finding a bad line."""
    return _Reader(file).read(text)


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.head: dict[str, str] = {}
        self.values: dict[tuple[bool, str], dict[str, Given | Network | int]] = {
            (retired, section): {} for retired in (False, True) for section in SECTIONS
        }
        self.ranges: list[tuple[str, int, int, int, str, int]] = []
        self.seen: dict[tuple[str, str], tuple[str, int]] = {}

    def read(self, text: str) -> Lock:
        retired, section = False, ""
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            if line.startswith(_MARKERS):
                self.fault(number, "MC204", f"a mark of an unfinished merge: {line[:20]}", "finish the merge")
                continue
            match = _LINE.match(line)
            if match is None:
                self.fault(number, "MC203", f"not a line of a lock: {line.strip()[:60]}", "restore it from git")
                continue
            indent, name, value = len(match[1]), match[2], match[3]
            if indent == 0 and value is not None and name in ("version", "mesh"):
                if name == "version" and value != str(VERSION):
                    self.fault(
                        number,
                        "MC202",
                        f"the lock has version {value}, this meshctl reads version {VERSION}",
                        "use the meshctl that wrote it, or a newer one",
                    )
                    raise InputError(self.findings)
                self.head[name] = value.strip("\"'")
            elif indent == 0 and value is None and name == "retired":
                retired, section = True, ""
            elif value is None and name in SECTIONS and indent == (2 if retired else 0):
                section = name
            elif value is not None and section and indent == (4 if retired else 2):
                self.entry(number, retired, section, name, value)
            else:
                self.fault(number, "MC203", f"{name} does not belong here", "restore the lock from git")
        for key in ("version", "mesh"):
            if key not in self.head:
                self.fault(1, "MC203", f"the lock has no {key}", "restore it from git")
        self.overlaps()
        if self.findings:
            raise InputError(sorted(self.findings))
        return Lock(self.head["mesh"], self.entries(retired=False), self.entries(retired=True))

    def entries(self, *, retired: bool) -> Entries:
        """The four sections, live or retired."""
        return Entries(**{section: self.values[retired, section] for section in SECTIONS})  # type: ignore[arg-type]  # each section was read with its own type

    def entry(self, number: int, retired: bool, section: str, name: str, text: str) -> None:
        """One allocation."""
        if any(name in self.values[kind, section] for kind in (False, True)):
            self.fault(number, "MC205", f"{section}: {name} stands here twice", "keep one of the two lines")
            return
        value: Given | Network | int
        try:
            if section == "ranges":
                range_text, _, space = text.partition(" in ")
                given = Given(ip_network(range_text), space)
                self.ranges.append(_span(name, given, number))
                value = given
            elif section == "tunnels":
                value = ip_network(text)
                self.unique(number, section, str(value), name)
            else:
                value = int(text)
                self.unique(number, section, str(value), name)
        except ValueError:
            self.fault(number, "MC203", f"{section}: {name} cannot be {text[:40]}", "restore it from git")
            return
        self.values[retired, section][name] = value

    def unique(self, number: int, section: str, value: str, name: str) -> None:
        """Two names with one value are what a careless merge leaves."""
        other, line = self.seen.setdefault((section, value), (name, number))
        if other != name:
            self.fault(
                number,
                "MC206",
                f"{section}: {name} and {other} (line {line}) both have {value}",
                "the branch merged last must plan again: remove its line and run `meshctl plan --lock`",
            )

    def overlaps(self) -> None:
        """Of each space and level, no two ranges may overlap."""
        last: tuple[str, int, int, int, str, int] | None = None
        for span in sorted(self.ranges):
            if last is not None and span[:2] == last[:2] and span[2] <= last[3]:
                self.fault(
                    span[5],
                    "MC207",
                    f"ranges: {span[4]} overlaps {last[4]} (line {last[5]}) in the same address space",
                    "the branch merged last must plan again: remove its line and run `meshctl plan --lock`",
                )
            if last is None or span[:2] != last[:2] or span[3] > last[3]:
                last = span

    def fault(self, line: int, code: str, text: str, hint: str) -> None:
        """One thing that is wrong."""
        self.findings.append(Finding(f"{self.file}:{line}:1", code, Severity.ERROR, text, hint))


def _span(name: str, given: Given, line: int) -> tuple[str, int, int, int, str, int]:
    # A subnet lies in its site's range: they are of different levels, and only of one level must they differ.
    level = "subnet" if name.startswith("subnet/") else "top"
    first, last = int(given.range.network_address), int(given.range.broadcast_address)
    return f"{given.space}/{level}", given.range.version, first, last, name, line
