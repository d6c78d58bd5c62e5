"""The golden pairs: each bad topology beside everything that the loader says of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from meshctl.errors import InputError
from meshctl.findings import Finding, Severity
from meshctl.topology import dump, load, load_text

CASES = Path(__file__).resolve().parents[1] / "cases"
GOOD = sorted((CASES / "good").glob("*.yaml"))
BAD = sorted((CASES / "bad").glob("*.yaml"))


def written(findings: tuple[Finding, ...]) -> str:
    """One finding a line, as the golden files have it."""
    return "".join(f"{f.where} | {f.code} | {f.severity} | {f.text} | {f.hint}\n" for f in findings)


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.stem)
def test_good_case_loads(case: Path) -> None:
    """A good case has no error, and written out with its defaults it is the same topology."""
    loaded = load_text(case.read_text(), case.name)
    assert all(finding.severity is Severity.WARNING for finding in loaded.findings)
    assert load_text(dump(loaded.topology), "dumped").topology == loaded.topology


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.stem)
def test_bad_case_is_refused_as_written(case: Path) -> None:
    """A bad case gives exactly the findings of its golden file, in the order of the file."""
    with pytest.raises(InputError) as refused:
        load_text(case.read_text(), case.name)
    golden = case.with_suffix(".findings")
    if os.environ.get("MESHCTL_REGENERATE"):
        golden.write_text(written(refused.value.findings))
    assert written(refused.value.findings) == golden.read_text()


def test_file_and_text_say_the_same() -> None:
    """``load`` names the file by its path and otherwise gives what ``load_text`` gives."""
    case = CASES / "good" / "every-key.yaml"
    assert load(case) == load_text(case.read_text(), str(case))
