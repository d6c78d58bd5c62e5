"""What `meshctl plan` answers to good and bad files: exit code, stdout and stderr, byte for byte.

``make golden`` writes the answers anew; read them with `git diff`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from meshctl.cli.boundary import run

CASES = Path(__file__).parents[1] / "cases"
FILES = sorted([*CASES.glob("bad/*.yaml"), *CASES.glob("good/*.yaml")])

pytestmark = pytest.mark.golden


def answer(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    """Exit code, stdout and stderr of one command, as one text."""
    monkeypatch.setattr("sys.argv", ["meshctl", *arguments])
    code = run()
    streams = capsys.readouterr()
    return f"exit code: {int(code)}\n----- stdout -----\n{streams.out}----- stderr -----\n{streams.err}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_plan(file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The answer is the one on record."""
    (tmp_path / "mesh.yaml").write_bytes(file.read_bytes())
    monkeypatch.chdir(tmp_path)
    found = answer(capsys, monkeypatch, "plan")
    golden = file.with_suffix(".plan")
    if os.environ.get("MESHCTL_REGENERATE"):
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")
    assert found.startswith("exit code: 3") or file.parent.name == "good"
