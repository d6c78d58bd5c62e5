"""What is written where: data to stdout, talk to stderr, nothing else prints."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass

_COLOURS = {"error": "31", "warning": "33", "note": "36", "hint": "36", "+": "32", "~": "33", "-": "31"}


@dataclass(frozen=True, slots=True)
class Output:
    """How this run talks: chosen once, from the shared options."""

    json: bool
    quiet: bool
    verbose: bool
    colour: bool

    def data(self, text: str) -> None:
        """The answer of the command, to stdout."""
        if not text.endswith("\n"):
            text += "\n"
        sys.stdout.write(self._painted(text) if self.colour and not self.json else text)
        sys.stdout.flush()

    def say(self, text: str) -> None:
        """A word about what is going on, to stderr; nothing when --quiet."""
        if not self.quiet:
            self.complain([text])

    def complain(self, lines: Iterable[str]) -> None:
        """What has to be heard, to stderr, also when --quiet."""
        text = "".join(f"{line}\n" for line in lines)
        sys.stderr.write(self._painted(text) if self.colour else text)
        sys.stderr.flush()

    def _painted(self, text: str) -> str:
        return "".join(map(_paint, text.splitlines(keepends=True)))


def _paint(line: str) -> str:
    """Colour the mark that a line starts with; text without colour says the same."""
    bare = line.lstrip()
    for mark, colour in _COLOURS.items():
        if bare.startswith((f"{mark}[", f"{mark}:", f"{mark} ")) and (len(mark) > 1 or line[:2] == "  "):
            start = len(line) - len(bare)
            return f"{line[:start]}\033[{colour}m{mark}\033[0m{line[start + len(mark) :]}"
    return line


def wants_colour(no_color: bool) -> bool:
    """Colour only on a terminal, and not against NO_COLOR (https://no-color.org) or --no-color."""
    return not no_color and not os.environ.get("NO_COLOR") and sys.stdout.isatty() and sys.stderr.isatty()
