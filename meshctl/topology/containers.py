"""The shapes of lists and mappings, and the table of keys that a mapping may have.

A ``Record`` is the one place where the keys of a mapping stand: the loader, the defaults and the JSON
Schema all come from it. Defaults are written as the file would have them and read by the same shape.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any, Final

from meshctl.topology.codes import Code
from meshctl.topology.reading import WRONG, Reading, Values, join, quote, suggest
from meshctl.topology.scalars import ScalarShape, Schema, Shape, kind_of
from meshctl.topology.tree import Mapping, Node, Scalar, Sequence


class Presence(enum.Enum):
    REQUIRED = "required"
    OPTIONAL = "optional"
    """Nothing stands for it: the value is None, or follows from other values."""


REQUIRED: Final = Presence.REQUIRED
OPTIONAL: Final = Presence.OPTIONAL


@dataclass(frozen=True)
class Key:
    """One key of a mapping."""

    name: str
    shape: Shape
    about: str
    default: Any = OPTIONAL
    """REQUIRED, OPTIONAL, or what the file could have written: text, number, list, mapping."""


@dataclass(frozen=True)
class Record(Shape):
    """A mapping with known keys."""

    what: str
    keys: tuple[Key, ...]
    only_if: Schema | None = None
    """What else JSON Schema can say about the keys together."""

    def expected(self) -> str:
        return f"{self.what}: a mapping with the keys {', '.join(key.name for key in self.keys)}"

    def read(self, node: Node, path: str, reading: Reading) -> Any:
        entries = _entries(node, self, path, reading)
        if entries is WRONG:
            return WRONG
        values = Values(path, frozenset(entries), {})
        names = [key.name for key in self.keys]
        for name, (key_node, _) in entries.items():
            if name not in names:
                hint = suggest(name, names, f"the keys of {self.what} are")
                text = f"`{quote(name)}` is no key of {self.what}"
                reading.report(join(path, quote(name)), Code.UNKNOWN_KEY, text, hint, place=key_node.place)
        for key in self.keys:
            value = self._read_key(key, entries, path, reading)
            if value is not WRONG:
                values.read[key.name] = value
        return values

    def _read_key(self, key: Key, entries: dict[str, tuple[Scalar, Node]], path: str, reading: Reading) -> Any:
        below = join(path, key.name)
        if key.name in entries:
            _, node = entries[key.name]
            if key.default is OPTIONAL and isinstance(node, Scalar) and node.is_null:
                reading.mark(below, node.place)
                return None
            return key.shape.read(node, below, reading)
        if key.default is REQUIRED:
            hint = f"add `{key.name}`: {key.shape.expected()}"
            reading.report(path, Code.MISSING_KEY, f"{self.what} lacks the key `{key.name}`", hint)
            return WRONG
        if key.default is OPTIONAL:
            return None
        # A throwaway reading: what is not in the file has no place in it.
        return key.shape.read(node_of(key.default), below, Reading(reading.file))

    def schema(self) -> Schema:
        properties: Schema = {}
        for key in self.keys:
            shape = key.shape.schema()
            if key.default is OPTIONAL:
                shape = {"anyOf": [shape, {"type": "null"}]}
            properties[key.name] = {"description": key.about, **shape}
            if not isinstance(key.default, Presence):
                properties[key.name]["default"] = key.default
        schema: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
        required = [key.name for key in self.keys if key.default is REQUIRED]
        if required:
            schema["required"] = required
        return schema | (self.only_if or {})


@dataclass(frozen=True)
class ListOf(Shape):
    """A list of values of one shape."""

    what: str
    item: Shape
    fewest: int = 0
    most: int | None = None
    distinct: bool = False
    """No value twice."""

    def expected(self) -> str:
        return f"{self.what}: a list"

    def read(self, node: Node, path: str, reading: Reading) -> Any:
        reading.mark(path, node.place)
        if not isinstance(node, Sequence):
            text = f"expected {self.expected()}, found {kind_of(node)}"
            hint = "write each entry on a line of its own behind `- `, or all in [brackets]"
            reading.report(path, Code.WRONG_TYPE, text, hint, place=node.place)
            return WRONG
        count = len(node.items)
        if count < self.fewest or (self.most is not None and count > self.most):
            reading.report(path, Code.WRONG_COUNT, *self._miscounted(count), place=node.place)
        values = [self.item.read(item, f"{path}[{number}]", reading) for number, item in enumerate(node.items)]
        if self.distinct:
            self._check_distinct(node, values, path, reading)
        return tuple(values)

    def _miscounted(self, count: int) -> tuple[str, str]:
        if self.fewest == self.most:
            needed = f"exactly {self.fewest}"
        else:
            needed = f"at least {self.fewest}" if count < self.fewest else f"at most {self.most}"
        return f"{self.what}: {needed} needed, {count} found", f"write {needed}"

    def _check_distinct(self, node: Sequence, values: list[Any], path: str, reading: Reading) -> None:
        seen: set[Any] = set()
        for number, (item, value) in enumerate(zip(node.items, values, strict=True)):
            if value is not WRONG and value in seen:
                text = f"`{value}` stands here twice"
                at = f"{path}[{number}]"
                reading.report(at, Code.DUPLICATE_NAME, text, "remove one of the two", place=item.place)
            elif value is not WRONG:
                seen.add(value)

    def schema(self) -> Schema:
        schema: Schema = {"type": "array", "items": self.item.schema()}
        if self.fewest:
            schema["minItems"] = self.fewest
        if self.most is not None:
            schema["maxItems"] = self.most
        if self.distinct:
            schema["uniqueItems"] = True
        return schema


@dataclass(frozen=True)
class MapOf(Shape):
    """A mapping whose keys the user chooses; the value is a dict."""

    what: str
    key: ScalarShape
    value: Shape

    def expected(self) -> str:
        return f"{self.what}: a mapping"

    def read(self, node: Node, path: str, reading: Reading) -> Any:
        entries = _entries(node, self, path, reading)
        if entries is WRONG:
            return WRONG
        values = {}
        for name, (key_node, value_node) in entries.items():
            below = join(path, quote(name))
            key = self.key.read(key_node, below, reading)
            value = self.value.read(value_node, below, reading)
            if key is not WRONG and value is not WRONG:
                values[key] = value
        return values

    def schema(self) -> Schema:
        names = {key: value for key, value in self.key.schema().items() if key != "type"}
        return {"type": "object", "propertyNames": names, "additionalProperties": self.value.schema()}


@dataclass(frozen=True)
class WordOr(Shape):
    """One word for all, or the whole list written out."""

    word: ScalarShape
    written: ListOf

    def expected(self) -> str:
        return f"{self.word.expected()}, or {self.written.expected()}"

    def read(self, node: Node, path: str, reading: Reading) -> Any:
        shape = self.written if isinstance(node, Sequence) else self.word
        return shape.read(node, path, reading)

    def schema(self) -> Schema:
        return {"anyOf": [self.word.schema(), self.written.schema()]}


def _entries(node: Node, shape: Shape, path: str, reading: Reading) -> Any:
    """Key to (key node, value node), the first of each; WRONG where there is no mapping."""
    reading.mark(path, node.place)
    if not isinstance(node, Mapping):
        text = f"expected a mapping, found {kind_of(node)}"
        reading.report(path, Code.WRONG_TYPE, text, f"write {shape.expected()}", place=node.place)
        return WRONG
    entries: dict[str, tuple[Scalar, Node]] = {}
    for key, value in node.entries:
        if key.text in entries:
            text = f"the key `{quote(key.text)}` stands here twice"
            hint = f"remove this one or the one in line {entries[key.text][0].place[0]}"
            reading.report(join(path, quote(key.text)), Code.REPEATED_KEY, text, hint, place=key.place)
        else:
            entries[key.text] = (key, value)
    return entries


def node_of(value: Any) -> Node:
    """The node that a file would have for a default."""
    nowhere = (1, 1)
    match value:
        case dict():
            entries = tuple((Scalar(key, True, nowhere), node_of(item)) for key, item in value.items())
            return Mapping(entries, nowhere, 1)
        case list():
            return Sequence(tuple(node_of(item) for item in value), nowhere, 1)
        case _:
            return Scalar(str(value), True, nowhere)
