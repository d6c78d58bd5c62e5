"""What a unit's run depends on."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest

from meshctl.engine import fingerprint
from meshctl.units import OutputRef
from tests.engine.conftest import key

UNIT = key("second", password="first:password")
DIGESTS = {"password": "abc"}


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Programs that the test may change."""
    shutil.copytree(Path(__file__).parent / "programs", tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(fingerprint, "programs", lambda: tmp_path)
    fingerprint._source.cache_clear()
    return tmp_path / "stacks"


def test_equal_units_have_equal_fingerprints(programs: Path) -> None:
    """And every part of a unit counts."""
    before = fingerprint.fingerprint(UNIT, DIGESTS)
    assert fingerprint.fingerprint(dataclasses.replace(UNIT), dict(DIGESTS)) == before
    others = [
        dataclasses.replace(UNIT, spec={**UNIT.spec, "length": 21}),
        dataclasses.replace(UNIT, program="demo/vpc"),
        dataclasses.replace(UNIT, inputs={"password": OutputRef("first", "taken")}),
    ]
    found = {fingerprint.fingerprint(other, DIGESTS) for other in others}
    found.add(fingerprint.fingerprint(UNIT, {"password": "xyz"}))
    assert len(found | {before}) == 5


@pytest.mark.parametrize("changed", ["demo/key.py", "demo/shared.py", "providers.py"])
def test_changed_programs_change_it(programs: Path, changed: str) -> None:
    """The program, what the programs of its folder share, and what all share."""
    before = fingerprint.fingerprint(UNIT, DIGESTS)
    with (programs / changed).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    fingerprint._source.cache_clear()
    assert fingerprint.fingerprint(UNIT, DIGESTS) != before


def test_a_new_sdk_changes_it(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may make other resources of the same program."""
    before = fingerprint.fingerprint(UNIT, DIGESTS)
    monkeypatch.setattr(fingerprint, "_versions", lambda: {"pulumi-aws": "99.0.0"})
    assert fingerprint.fingerprint(UNIT, DIGESTS) != before


def test_programs_are_those_of_the_checkout_or_the_package() -> None:
    """Wherever they are, the stacks are there."""
    assert (fingerprint.programs() / "stacks" / "network" / "aws.py").is_file()
