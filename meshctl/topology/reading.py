"""What is carried along while the tree is read: places, findings, and the values read so far.

Reading never stops at a mistake. What is wrong is reported and left out of its ``Values``, so that the
checks across values still see all the rest, and one run tells everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from meshctl.findings import Finding, Severity
from meshctl.topology.codes import Code
from meshctl.topology.tree import Place

_LONGEST_GUESS: Final = 64
_MOST_LISTED: Final = 12


class Wrong:
    """In place of a value that could not be read; the finding is already made."""


WRONG: Final = Wrong()


class Mistake(Exception):  # noqa: N818 -- never leaves the reader: it becomes a finding
    """A single value is wrong: what it is and what was expected."""

    def __init__(self, code: Code, text: str, hint: str) -> None:
        super().__init__(text)
        self.code, self.text, self.hint = code, text, hint


@dataclass(slots=True)
class Reading:
    """One pass over one file."""

    file: str
    marks: dict[str, Place] = field(default_factory=dict)
    _found: list[tuple[Place, int, Finding]] = field(default_factory=list)

    def mark(self, path: str, place: Place) -> None:
        self.marks.setdefault(path, place)

    def report(
        self,
        path: str,
        code: Code,
        text: str,
        hint: str,
        *,
        place: Place | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Note a finding at ``place``, or where ``path`` or its nearest parent stands."""
        at = place or self._nearest_place(path)
        where = f"{self.file}:{at[0]}:{at[1]} {path}".rstrip()
        self._found.append((at, len(self._found), Finding(where, code.value, severity, text, hint)))

    def findings(self) -> tuple[Finding, ...]:
        """All that was found, in the order of the file."""
        return tuple(finding for _, _, finding in sorted(self._found, key=lambda found: found[:2]))

    def _nearest_place(self, path: str) -> Place:
        while path and path not in self.marks:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.marks.get(path, (1, 1))


@dataclass(slots=True)
class Values:
    """The keys of one mapping: those that were read well or have a default, by name."""

    path: str
    written: frozenset[str]
    """Keys that stand in the file, right or wrong."""
    read: dict[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.read[key]

    def get(self, key: str) -> Any:
        """The value, or None where it is absent or wrong."""
        return self.read.get(key)

    def numbered(self, key: str) -> tuple[tuple[str, Any], ...]:
        """The entries of a list that were read well, each behind its path; none where there is no list."""
        entries = self.read.get(key)
        if not isinstance(entries, tuple):
            return ()
        path = self.at(key)
        return tuple((f"{path}[{n}]", entry) for n, entry in enumerate(entries) if entry is not WRONG)

    def below(self, key: str) -> tuple[Any, ...]:
        """The entries of a list that were read well."""
        return tuple(entry for _, entry in self.numbered(key))

    def at(self, key: str) -> str:
        return join(self.path, key)


def join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def nearest(word: str, names: Iterable[str]) -> str | None:
    """The name that was most likely meant, if one is near."""
    from difflib import get_close_matches

    choices = list(names)
    lowered = {name.lower(): name for name in choices}
    matches = get_close_matches(word[:_LONGEST_GUESS].lower(), lowered, n=1, cutoff=0.6)
    return lowered[matches[0]] if matches else None


def suggest(word: str, names: Iterable[str], otherwise: str) -> str:
    """A hint that names the nearest right name, and those that there are."""
    choices = list(names)
    if not choices:
        return "there is none to choose from"
    guess = nearest(word, choices)
    more = f" and {len(choices) - _MOST_LISTED} more" if len(choices) > _MOST_LISTED else ""
    listed = f"{otherwise}: {', '.join(choices[:_MOST_LISTED])}{more}"
    return f"did you mean `{guess}`? {listed}" if guess else listed


def quote(text: str) -> str:
    """Text of the file as a message repeats it: on one line, and not endless."""
    shown = text if len(text) <= 60 else text[:57] + "..."
    return "".join(letter if letter.isprintable() else "?" for letter in shown)
