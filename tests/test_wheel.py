"""The wheel holds everything that a working `meshctl` needs, programs and templates included."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout and unpacked, as an installation would have it."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    target = folder / "site"
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(target)
    return target


def test_programs_templates_and_modules_travel_with_it(unpacked: Path) -> None:
    """Every source file of the checkout's stacks and templates, and the pinned modules of the Pulumi CLI."""
    bundle = unpacked / "meshctl" / "_bundle"
    for folder in ("stacks", "templates"):
        wanted = {
            path.relative_to(ROOT)
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        assert wanted == {path.relative_to(bundle) for path in (bundle / folder).rglob("*") if path.is_file()}
    assert {"go.mod", "go.sum"} <= {path.name for path in (unpacked / "meshctl/engine/toolchain/pulumi").iterdir()}


def test_it_plans_away_from_the_checkout(unpacked: Path, tmp_path: Path) -> None:
    """`init` and `plan` run from the unpacked wheel, and the programs are those of the wheel."""
    environment = {**os.environ, "PYTHONPATH": str(unpacked)}
    for arguments in (["init"], ["plan"]):
        command = [sys.executable, "-m", "meshctl", *arguments]
        answer = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert answer.returncode == 0, answer.stderr
    ask = "from meshctl.engine.fingerprint import programs; print(programs())"
    answer = subprocess.run(
        [sys.executable, "-c", ask], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == str(unpacked / "meshctl" / "_bundle")
