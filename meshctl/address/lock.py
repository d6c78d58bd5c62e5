"""The lock: what was given out, by name, so that it is never given to anybody else and never moves.

::

    version: 1
    mesh: shop
    ranges:
      subnet/virginia/virginia-nodes-a: 10.2.0.0/22
      site/virginia/1: 10.2.0.0/20 in virginia     # a space of its own: others may have the same range
    asns:
      virginia: 64512
    tunnels:
      belgium~virginia/1: 169.254.32.0/30
    clusters:
      virginia: 1
    retired:                 # names that are gone; they get the same values when they return
      ranges: ...

One allocation a line, sorted, so that git merges it line by line. The file is YAML, but its form is fixed:
it is read line by line, which takes a fraction of a YAML parser's time and finds what a bad merge left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from meshctl.topology.models import Network

VERSION = 1
SECTIONS = ("ranges", "asns", "tunnels", "clusters")


@dataclass(frozen=True, slots=True)
class Given:
    """A range that was given out, in the address space of that name (empty: the shared one)."""

    range: Network
    space: str = ""

    def __str__(self) -> str:
        return f"{self.range} in {self.space}" if self.space else str(self.range)


Value: TypeAlias = "Given | Network | int"


@dataclass(frozen=True, slots=True)
class Entries:
    """Values by name, one mapping a section."""

    ranges: Mapping[str, Given] = field(default_factory=dict)
    asns: Mapping[str, int] = field(default_factory=dict)
    tunnels: Mapping[str, Network] = field(default_factory=dict)
    clusters: Mapping[str, int] = field(default_factory=dict)

    def lines(self, indent: str) -> list[str]:
        """The sections that hold anything, as lines of YAML."""
        lines: list[str] = []
        for section in SECTIONS:
            values: Mapping[str, Value] = getattr(self, section)
            if values:
                lines.append(f"{indent}{section}:")
                lines += [f"{indent}  {name}: {values[name]}" for name in sorted(values)]
        return lines


@dataclass(frozen=True, slots=True)
class Lock:
    """The content of ``mesh.lock``: what is in use, and what is kept for names that are gone."""

    mesh: str
    live: Entries = field(default_factory=Entries)
    retired: Entries = field(default_factory=Entries)

    @classmethod
    def empty(cls, mesh: str) -> Lock:
        """The lock of a mesh that has been given nothing yet."""
        return cls(mesh)

    @classmethod
    def parse(cls, text: str, file: str) -> Lock:
        """Read the text of a lock file; InputError with everything that is wrong with it."""
        from meshctl.address.lock_parser import parse

        return parse(text, file)

    def text(self) -> str:
        """The lock file: the same bytes for the same content."""
        lines = [
            "# What meshctl gave out. Commit it beside the topology; nothing in it ever moves.",
            f"version: {VERSION}",
            f"mesh: {self.mesh}",
            *self.live.lines(""),
        ]
        retired = self.retired.lines("  ")
        if retired:
            lines += ["retired:", *retired]
        return "\n".join(lines) + "\n"
