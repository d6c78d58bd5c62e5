"""The YAML file as a tree in which each value keeps its raw text and its place.

YAML guesses types (``1.30`` becomes 1.3, ``no`` becomes false). Here nothing is guessed: scalars stay text,
and whoever reads them knows which type is expected. The tree is made from the parser's events, so that
nesting, aliases and their expansion are bounded before anything recurses over them.

Merge keys (``<<``) are resolved; keys written out win over merged ones, as in YAML 1.1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from meshctl.topology.codes import Code

if TYPE_CHECKING:
    from yaml.error import Mark

Place: TypeAlias = tuple[int, int]
"""Line and column, both from 1."""

DEEPEST: Final = 24
LARGEST: Final = 50_000
"""Nodes, aliases written out in full: some thousand sites."""

_PLAIN_TAGS: Final = frozenset({"str", "int", "float", "bool", "null", "seq", "map", "timestamp"})
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Scalar:
    text: str
    plain: bool
    """Written without quotes: only such a one can be a number, a truth value or nothing."""
    place: Place
    size: int = 1

    @property
    def is_null(self) -> bool:
        return self.plain and self.text in _NULLS


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple[Node, ...]
    place: Place
    size: int


@dataclass(frozen=True, slots=True)
class Mapping:
    entries: tuple[tuple[Scalar, Node], ...]
    """In the order of the file; a key that is written twice is here twice."""
    place: Place
    size: int


Node: TypeAlias = Scalar | Sequence | Mapping


class TreeError(Exception):
    """The text is no tree that can be read further: the one thing that is wrong, and where."""

    def __init__(self, code: Code, place: Place, text: str, hint: str) -> None:
        super().__init__(text)
        self.code, self.place, self.text, self.hint = code, place, text, hint


@dataclass(slots=True)
class _Open:
    """A sequence or mapping whose end has not come yet; of a mapping, children are key, value, key..."""

    place: Place
    anchor: str | None
    is_mapping: bool
    children: list[Node] = field(default_factory=list)


def compose(text: str) -> Node:
    """The tree of the one document in ``text``. Raises TreeError at the first thing that is wrong."""
    import yaml

    try:
        return _compose(_events(text))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _syntax(text, error.problem or "cannot be read", mark) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # Without libyaml, escapes such as "\UFFFFFFFF" fail in Python's own chr().
        raise _syntax(text, str(error).splitlines()[0], None) from None


def _events(text: str) -> Iterator[Any]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    events: Iterator[Any] = yaml.parse(text, Loader=loader)
    return events


def _syntax(text: str, problem: str, mark: Mark | None) -> TreeError:
    place = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    lines = text.split("\n")
    line = lines[place[0] - 1] if place[0] <= len(lines) else ""
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent:
        return TreeError(Code.NOT_YAML, place, "a tab in the indentation", "indent with spaces")
    hint = "look at this line and the one before it: indentation, a missing colon, bracket or quote"
    return TreeError(Code.NOT_YAML, place, f"not valid YAML: {problem}", hint)


def _compose(events: Iterator[Any]) -> Node:
    import yaml

    composer = _Composer()
    for event in events:
        place = (event.start_mark.line + 1, event.start_mark.column + 1)
        match event:
            case yaml.DocumentStartEvent():
                composer.begin(place)
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                composer.open(place, event.anchor, event.tag, isinstance(event, yaml.MappingStartEvent))
            case yaml.ScalarEvent():
                # The first of `implicit`: neither quoted nor tagged, so its type is open.
                composer.scalar(Scalar(event.value, event.implicit[0], place), event.anchor, event.tag)
            case yaml.AliasEvent():
                composer.alias(place, event.anchor)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                composer.close()
            case _:
                pass
    if composer.root is None or (isinstance(composer.root, Scalar) and composer.root.is_null):
        raise TreeError(Code.EMPTY, (1, 1), "the file is empty", "`meshctl init` writes one to start from")
    return composer.root


class _Composer:
    """Puts the parser's events together, bottom up, so that each alias is to a finished node."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[_Open] = []
        self._anchors: dict[str, Node | None] = {}
        """None: the anchored node is still open, so an alias to it would contain itself."""

    def begin(self, place: Place) -> None:
        if self.root is not None:
            hint = "one file describes one mesh: write the second document to a file of its own"
            raise TreeError(Code.SEVERAL_DOCUMENTS, place, "a second document begins here", hint)

    def open(self, place: Place, anchor: str | None, tag: str | None, is_mapping: bool) -> None:
        _check_tag(tag, place)
        if len(self._open) >= DEEPEST:
            text = f"nested deeper than {DEEPEST} levels"
            raise TreeError(Code.TOO_LARGE, place, text, "a topology needs no more than eight levels")
        if anchor is not None:
            self._anchors[anchor] = None
        self._open.append(_Open(place, anchor, is_mapping))

    def scalar(self, scalar: Scalar, anchor: str | None, tag: str | None) -> None:
        _check_tag(tag, scalar.place)
        self._add(scalar, anchor)

    def alias(self, place: Place, anchor: str | None) -> None:
        if anchor is None or anchor not in self._anchors:
            hint = f"write `&{anchor}` before the value that is meant"
            raise TreeError(Code.YAML_FEATURE, place, f"the alias *{anchor} refers to nothing above it", hint)
        node = self._anchors[anchor]
        if node is None:
            text = f"the alias *{anchor} refers to what it stands in"
            raise TreeError(Code.YAML_FEATURE, place, text, "write the value out")
        self._add(node, None)

    def close(self) -> None:
        done = self._open.pop()
        size = 1 + sum(child.size for child in done.children)
        if size > LARGEST:
            text = f"more than {LARGEST} values, with aliases written out"
            raise TreeError(Code.TOO_LARGE, done.place, text, "look for aliases of lists of aliases")
        if done.is_mapping:
            self._add(Mapping(_entries(done.children), done.place, size), done.anchor)
        else:
            self._add(Sequence(tuple(done.children), done.place, size), done.anchor)

    def _add(self, node: Node, anchor: str | None) -> None:
        if anchor is not None:
            self._anchors[anchor] = node
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node


def _check_tag(tag: str | None, place: Place) -> None:
    if tag is None or tag == "!" or tag.rpartition("tag:yaml.org,2002:")[2] in _PLAIN_TAGS:
        return
    raise TreeError(Code.YAML_FEATURE, place, f"the tag {tag} means nothing here", "remove the tag")


def _entries(children: list[Node]) -> tuple[tuple[Scalar, Node], ...]:
    written: list[tuple[Scalar, Node]] = []
    merged: dict[str, tuple[Scalar, Node]] = {}
    for key, value in zip(children[::2], children[1::2], strict=True):
        if not isinstance(key, Scalar):
            hint = "keys are single words"
            raise TreeError(Code.YAML_FEATURE, key.place, "a list or mapping as a key", hint)
        if key.plain and key.text == "<<":
            for entry in _merge(value):
                merged.setdefault(entry[0].text, entry)
        else:
            written.append((key, value))
    names = {key.text for key, _ in written}
    return (*written, *(entry for name, entry in merged.items() if name not in names))


def _merge(value: Node) -> Iterator[tuple[Scalar, Node]]:
    for source in value.items if isinstance(value, Sequence) else (value,):
        if not isinstance(source, Mapping):
            hint = "write `<<: *name`, where `&name` stands at a mapping"
            raise TreeError(Code.YAML_FEATURE, source.place, "only mappings can be merged", hint)
        yield from source.entries
