"""State files that a kill cut short."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from meshctl.engine.recovery.files import folder_repaired, stack_repaired


def repaired(checkpoint: Path) -> list[str]:
    """Repair it; what was told."""
    told: list[str] = []
    stack_repaired(checkpoint, told.append)
    return told


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    """A state, and the one before it."""
    path = tmp_path / "virginia.json"
    path.write_text('{"serial": 2}')
    path.with_name("virginia.json.bak").write_text('{"serial": 1}')
    return path


def test_whole_states_stay_as_they_are(checkpoint: Path) -> None:
    """Whatever stands beside them."""
    assert repaired(checkpoint) == []
    assert json.loads(checkpoint.read_text()) == {"serial": 2}


@pytest.mark.parametrize("text", ["", '{"serial":'])
def test_a_state_that_was_cut_short_goes_back_one_step(checkpoint: Path, text: str) -> None:
    """To the version before, in which the last step is pending."""
    checkpoint.write_text(text)
    assert "went back" in repaired(checkpoint)[0]
    assert json.loads(checkpoint.read_text()) == {"serial": 1}


def test_a_state_that_never_was_begins_anew(checkpoint: Path) -> None:
    """Neither version is whole: nothing was ever finished."""
    checkpoint.write_text("{")
    checkpoint.with_name("virginia.json.bak").write_text("")
    assert "begins anew" in repaired(checkpoint)[0]
    assert list(checkpoint.parent.iterdir()) == []


def test_attributes_that_were_cut_short_go(checkpoint: Path) -> None:
    """Pulumi does without them, and refuses broken ones."""
    broken, whole = checkpoint.with_name("virginia.json.attrs"), checkpoint.with_name("virginia.json.bak.attrs")
    broken.write_text("")
    whole.write_text("{}")
    assert repaired(checkpoint) == []
    assert not broken.exists()
    assert whole.exists()


def test_what_all_stacks_share(tmp_path: Path) -> None:
    """An empty file that says how the folder is laid out."""
    meta = tmp_path / ".pulumi" / "meta.yaml"
    folder_repaired(tmp_path)
    meta.parent.mkdir()
    meta.write_text("version: 1\n")
    folder_repaired(tmp_path)
    assert meta.exists()
    meta.write_text("")
    folder_repaired(tmp_path)
    assert not meta.exists()
