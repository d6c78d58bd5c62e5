"""The tree: raw texts and places, with libyaml and without it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from meshctl.topology.codes import Code
from meshctl.topology.tree import Mapping, Scalar, Sequence, TreeError, compose

GOOD = sorted((Path(__file__).resolve().parents[1] / "cases" / "good").glob("*.yaml"))


def test_scalars_keep_their_text_and_place() -> None:
    """Nothing is guessed: a number stays text, and quotes and tags are told apart from plain words."""
    tree = compose("a: 1.30\nb: ['1.30', !!str 1.30]\n")
    assert isinstance(tree, Mapping)
    (_, first), (_, second) = tree.entries
    assert first == Scalar("1.30", True, (1, 4))
    assert isinstance(second, Sequence)
    assert second.items == (Scalar("1.30", False, (2, 5)), Scalar("1.30", False, (2, 13)))


def test_merged_keys_come_after_those_written() -> None:
    """What is written wins over what is merged, wherever the merge stands."""
    tree = compose("- &a { x: 1, y: 2 }\n- { <<: *a, y: 3 }\n")
    assert isinstance(tree, Sequence)
    merged = tree.items[1]
    assert isinstance(merged, Mapping)
    assert {key.text: value.text for key, value in merged.entries if isinstance(value, Scalar)} == {
        "x": "1",
        "y": "3",
    }


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.stem)
def test_the_tree_is_the_same_without_libyaml(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML's own parser gives the same texts."""

    def texts(node: Mapping | Sequence | Scalar) -> object:
        match node:
            case Mapping():
                return [(key.text, texts(value)) for key, value in node.entries]
            case Sequence():
                return [texts(item) for item in node.items]
            case Scalar():
                return (node.text, node.plain)

    with_it = texts(compose(case.read_text()))
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert texts(compose(case.read_text())) == with_it


@pytest.mark.parametrize("text", ['"\\UFFFFFFFF"', '"\\U00FFFFFF"', "[a", "a: b: c", "\ta: b", "@"])
def test_mistakes_are_found_without_libyaml(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML's own parser fails in ways of its own, which are findings all the same."""
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    with pytest.raises(TreeError) as refused:
        compose(text)
    assert refused.value.code == Code.NOT_YAML


def test_importing_the_loader_loads_no_yaml() -> None:
    """Commands that read no file do not pay for PyYAML, and none pays for Pulumi."""
    heavy = "{m.split('.')[0].split('_')[0] for m in sys.modules} & {'yaml', 'pulumi'}"
    program = f"import sys, meshctl.topology; print({heavy})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
