"""The ways to the Pulumi CLI: found, cached, fetched, built, or named as missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from meshctl.engine.toolchain import VERSION, cache, command, version
from meshctl.errors import ExitCode, MissingError

WORDS: list[str] = []


def program(folder: Path, name: str, script: str) -> Path:
    """A small shell program in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and a PATH with nothing on it but /bin; the installer finds no network."""
    monkeypatch.setenv("MESHCTL_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", f"{tmp_path / 'path'}:/usr/bin:/bin")
    for variable in ("http_proxy", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    return tmp_path


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("v3.259.0", (3, 259, 0)), ("3.300.1", (3, 300, 1)), ("v3.260.0-dev.1", (3, 260, 0)), ("hello", None)],
)
def test_version_reads_what_the_binary_says(tmp_path: Path, answer: str, expected: object) -> None:
    """With and without the v, with a suffix, and nonsense."""
    assert version.of(program(tmp_path, "pulumi", f"echo {answer}")) == expected


def test_a_binary_that_does_not_run_has_no_version(tmp_path: Path) -> None:
    """Neither a failing program nor none at all."""
    assert version.of(program(tmp_path, "pulumi", "exit 3")) is None
    assert version.of(tmp_path / "nothing") is None


@pytest.mark.parametrize(
    ("found", "enough"),
    [(VERSION, True), ((3, 999, 0), True), ((3, 1, 0), False), ((4, 0, 0), False), (None, False)],
)
def test_new_enough_is_the_same_major_and_no_older(found: tuple[int, int, int] | None, enough: bool) -> None:
    """A newer major may have changed what meshctl relies on."""
    assert version.new_enough(found) is enough


def test_the_one_on_path_is_taken_when_new_enough(alone: Path) -> None:
    """Nothing is fetched then."""
    there = program(alone / "path", "pulumi", f"echo v{version.text(VERSION)}")
    assert command.pulumi_command(WORDS.append) == there


def test_the_cached_one_is_taken_when_path_has_an_older_one(alone: Path) -> None:
    """The older one on PATH is left alone."""
    program(alone / "path", "pulumi", "echo v3.1.0")
    cached = program(cache.pulumi_root() / "bin", "pulumi", "exit 0")
    assert command.pulumi_command(WORDS.append) == cached


def test_it_is_built_with_go_where_no_release_can_be_fetched(alone: Path) -> None:
    """`go build` gets our module, its progress is told, and the result is kept under its version."""
    script = """
for number in $(seq 200); do echo "package/$number" >&2; done
echo "go: downloading x" >&2
while [ "$1" != "-o" ]; do shift; done
mkdir -p "$(dirname "$2")" && cp go.mod "$2"
"""
    program(alone / "path", "go", script)
    said: list[str] = []
    built = command.pulumi_command(said.append)
    assert built == cache.pulumi_root() / "bin" / "pulumi"
    assert "github.com/pulumi/pulumi/pkg/v3 v" + version.text(VERSION) in built.read_text()
    assert any("compiling: 12 %" in line for line in said)
    assert list(cache.pulumi_root().parent.iterdir()) == [cache.pulumi_root()]


def test_every_way_that_was_tried_is_named_when_none_works(alone: Path) -> None:
    """Exit code 4, the words of each way, and nothing half-made in the cache."""
    program(alone / "path", "go", "echo 'no such module' >&2; exit 1")
    with pytest.raises(MissingError) as caught:
        command.pulumi_command(WORDS.append)
    assert caught.value.exit_code is ExitCode.MISSING
    text = caught.value.findings[0].text
    assert "there is none" in text
    assert "the official release:" in text
    assert "`go build` failed: no such module" in text
    assert list(cache.pulumi_root().parent.iterdir()) == []


def test_without_go_that_is_said(alone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A PATH without `go`."""
    empty = alone / "empty"
    empty.mkdir()
    monkeypatch.setenv("PATH", str(empty))
    with pytest.raises(MissingError, match="`go` is not on PATH"):
        command.pulumi_command(WORDS.append)


def test_the_usual_cache_is_the_users_cache_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside any checkout."""
    monkeypatch.delenv("MESHCTL_CACHE", raising=False)
    assert cache.folder().name == "meshctl"
    assert cache.folder().is_absolute()


def test_the_module_prints_the_path(alone: Path) -> None:
    """What `make setup` calls: the path on stdout, exit code 0; or the finding and 4."""
    there = program(alone / "path", "pulumi", f"echo v{version.text(VERSION)}")
    arguments = [sys.executable, "-m", "meshctl.engine.toolchain"]
    answer = subprocess.run(arguments, capture_output=True, text=True, env=dict(os.environ), check=False)
    assert (answer.returncode, answer.stdout) == (0, f"{there}\n")
    there.unlink()
    program(alone / "path", "go", "exit 1")
    answer = subprocess.run(arguments, capture_output=True, text=True, env=dict(os.environ), check=False)
    assert answer.returncode == 4
    assert "MC601" in answer.stderr
