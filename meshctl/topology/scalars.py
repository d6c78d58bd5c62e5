"""The shapes of single values: each knows how to read its text and how JSON Schema says the same.

A shape reads the raw text by the type that is expected, so ``kubernetes: 1.30`` keeps its zero,
``via: none`` is a word and ``name: no`` is a name.
"""

from __future__ import annotations

import enum
import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from meshctl.topology.codes import Code
from meshctl.topology.reading import WRONG, Mistake, Reading, quote, suggest
from meshctl.topology.tree import Mapping, Node, Scalar, Sequence

Schema = dict[str, Any]

LABEL: Final = r"^[a-z]([a-z0-9-]*[a-z0-9])?$"
_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]{0,17})")


class Shape(ABC):
    """What a value may look like."""

    @abstractmethod
    def expected(self) -> str:
        """In words, to follow «expected»."""

    @abstractmethod
    def read(self, node: Node, path: str, reading: Reading) -> Any:
        """The value, or WRONG once what is wrong has been reported."""

    @abstractmethod
    def schema(self) -> Schema:
        """The same as JSON Schema, as far as that can say it."""


class ScalarShape(Shape):
    """A shape whose values are single words, numbers or texts."""

    @abstractmethod
    def parse(self, scalar: Scalar) -> Any:
        """The value of the text. Raises Mistake."""

    def read(self, node: Node, path: str, reading: Reading) -> Any:
        reading.mark(path, node.place)
        if not isinstance(node, Scalar) or node.is_null:
            found = f"expected {self.expected()}, found {kind_of(node)}"
            reading.report(path, Code.WRONG_TYPE, found, f"write {self.expected()}", place=node.place)
            return WRONG
        try:
            return self.parse(node)
        except Mistake as mistake:
            reading.report(path, mistake.code, mistake.text, mistake.hint, place=node.place)
            return WRONG


def kind_of(node: Node) -> str:
    match node:
        case Sequence():
            return "a list"
        case Mapping():
            return "a mapping"
        case Scalar(is_null=True):
            return "nothing"
        case _:
            return f"`{quote(node.text)}`"


@dataclass(frozen=True)
class Text(ScalarShape):
    """Text of a form. ``number``: editors see ``1.34`` or ``4711`` as numbers; that is as well."""

    what: str
    form: str
    """How it is written, in words; an example."""
    pattern: str
    longest: int = 255
    number: bool = False
    convert: Callable[[str], Any] = str
    secret: bool = False
    """May hold a secret by mistake: messages do not repeat it."""

    def expected(self) -> str:
        return f"{self.what}, {self.form}"

    def parse(self, scalar: Scalar) -> Any:
        shown = "this text" if self.secret else f"`{quote(scalar.text)}`"
        # fullmatch and not search: `$` alone would let a line feed at the end pass.
        if not re.fullmatch(self.pattern, scalar.text) or not scalar.text.isprintable():
            raise Mistake(Code.WRONG_FORM, f"{shown} is not valid as {self.what}", f"write {self.expected()}")
        if len(scalar.text) > self.longest:
            text = f"{shown} has {len(scalar.text)} characters, {self.longest} are allowed"
            raise Mistake(Code.WRONG_FORM, text, f"shorten it to at most {self.longest} characters")
        return self.convert(scalar.text)

    def schema(self) -> Schema:
        kind: Any = ["string", "number"] if self.number else "string"
        return {"type": kind, "pattern": self.pattern, "maxLength": self.longest}


def label(what: str, longest: int) -> Text:
    """A lower-case label: letters, digits and hyphens, begun by a letter."""
    form = f"in lower-case letters, digits and hyphens, begun by a letter, at most {longest} characters"
    return Text(what, form, LABEL, longest)


def free_text(what: str) -> Text:
    """Any text of one line."""
    return Text(what, "in one line", r"^[^\r\n]+$", number=True)


@dataclass(frozen=True)
class Count(ScalarShape):
    """A whole number within bounds."""

    what: str
    low: int
    high: int

    def expected(self) -> str:
        return f"{self.what}, a whole number from {self.low} to {self.high}"

    def parse(self, scalar: Scalar) -> int:
        if not _NUMBER.fullmatch(scalar.text):
            text = f"expected {self.expected()}, found `{quote(scalar.text)}`"
            raise Mistake(Code.WRONG_TYPE, text, f"write {self.expected()}")
        if not scalar.plain:
            text = f"expected {self.expected()}, found text"
            raise Mistake(Code.WRONG_TYPE, text, f"write {scalar.text} without quotes")
        value = int(scalar.text)
        if not self.low <= value <= self.high:
            side = f"below {self.low}" if value < self.low else f"above {self.high}"
            raise Mistake(Code.OUT_OF_BOUNDS, f"{value} is {side}", f"write {self.expected()}")
        return value

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class Choice(ScalarShape):
    """One of a few words; the value is the member of the enumeration, or the word itself."""

    what: str
    choices: type[enum.StrEnum] | tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(str(choice) for choice in self.choices)

    def expected(self) -> str:
        return f"one of {', '.join(self.words)}"

    def parse(self, scalar: Scalar) -> Any:
        if scalar.text not in self.words:
            hint = suggest(scalar.text, self.words, f"`{self.what}` is one of")
            raise Mistake(Code.UNKNOWN_CHOICE, f"`{quote(scalar.text)}` is no choice for `{self.what}`", hint)
        return scalar.text if isinstance(self.choices, tuple) else self.choices(scalar.text)

    def schema(self) -> Schema:
        return {"type": "string", "enum": list(self.words)}
