"""Commands that need no clouds: exit code, stdout and stderr."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from meshctl import __version__
from meshctl.cli.boundary import run

Streams = pytest.CaptureFixture[str]
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capsys: Streams, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    """Call `meshctl` in an empty folder; gives exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def meshctl(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["meshctl", *arguments])
        code = run()
        streams = capsys.readouterr()
        return int(code), streams.out, streams.err

    return meshctl


def test_version(call: Call) -> None:
    """`--version` is for people and scripts."""
    assert call("--version") == (0, f"meshctl {__version__}\n", "")


def test_help_lists_every_command(call: Call) -> None:
    """Each with a line that is not cut short at 80 columns."""
    code, out, _ = call("--help")
    assert code == 0
    for name in ("init", "plan", "up", "status", "verify", "down", "schema"):
        assert f"\n  {name} " in out
    assert not [line for line in out.splitlines() if line.endswith("...") and "ARGS" not in line]
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize("command", ["init", "plan", "up", "status", "verify", "down", "schema"])
def test_every_command_has_an_example(call: Call, command: str) -> None:
    """In its help."""
    code, out, _ = call(command, "--help")
    assert code == 0
    assert f"Example: meshctl {command}" in out


def test_init_writes_once(call: Call, tmp_path: Path) -> None:
    """A file that is there is never overwritten; one that cannot be written is told."""
    assert call("init") == (0, "", "wrote mesh.yaml: read it, then run `meshctl plan`\n")
    written = (tmp_path / "mesh.yaml").read_bytes()
    code, _, err = call("init", "--template", "gateway")
    assert code == 3
    assert "MC004" in err
    assert (tmp_path / "mesh.yaml").read_bytes() == written
    code, _, err = call("init", "nowhere/mesh.yaml")
    assert code == 3
    assert "MC005" in err


def test_init_knows_its_templates(call: Call) -> None:
    """A list with a line each, and the nearest name for a wrong one."""
    code, out, _ = call("init", "--list")
    assert code == 0
    assert {line.split()[0] for line in out.splitlines()} >= {"three-clouds", "gateway", "auto"}
    code, _, err = call("init", "--template", "gatway")
    assert code == 3
    assert "did you mean `gateway`?" in err


@pytest.mark.parametrize("kind", ["topology", "lock", "plan"])
def test_schema_is_json_schema(call: Call, kind: str) -> None:
    """Of each file."""
    code, out, _ = call("schema", kind)
    assert code == 0
    assert json.loads(out)["$schema"].startswith("https://json-schema.org/")


def test_show_defaults_gives_the_same_plan(call: Call, tmp_path: Path) -> None:
    """The completed file is a topology file of its own."""
    call("init")
    _, plan, _ = call("plan", "-o", "json")
    code, completed, _ = call("plan", "--show-defaults")
    assert code == 0
    (tmp_path / "mesh.yaml").write_text(completed)
    _, again, _ = call("plan", "-o", "json")
    first, second = json.loads(plan), json.loads(again)
    for told in (first, second):
        # Where in the file a finding points to differs; everything else is equal.
        told["findings"] = [finding["code"] for finding in told["findings"]]
    assert first == second


def test_lock_is_written_when_asked_for(call: Call, tmp_path: Path) -> None:
    """`plan` alone never writes it; a lock that cannot be read is told."""
    call("init")
    call("plan")
    assert not (tmp_path / "mesh.lock").exists()
    code, _, err = call("plan", "--lock")
    assert (code, err) == (0, "wrote mesh.lock\n")
    (tmp_path / "mesh.lock").write_bytes(b"\xff\xfe")
    code, _, err = call("plan")
    assert code == 3
    assert "MC201" in err


def test_a_real_run_without_a_terminal_needs_yes(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is asked where nobody could answer."""
    call("init")
    monkeypatch.setattr("meshctl.engine.preflight.missing", lambda *arguments: ())
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    code, _, err = call("up")
    assert code == 3
    assert "MC006" in err


@pytest.mark.parametrize(("answer", "code"), [("n\n", 130), ("\n", 130)])
def test_a_real_run_asks_on_a_terminal(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: str, code: int
) -> None:
    """Anything but yes changes nothing."""
    import io

    call("init")
    monkeypatch.setattr("meshctl.engine.preflight.missing", lambda *arguments: ())
    terminal = io.StringIO(answer)
    terminal.isatty = lambda: True  # type: ignore[method-assign]  # a terminal, as far as anybody can see
    monkeypatch.setattr("sys.stdin", terminal)
    found, _, err = call("up")
    assert found == code
    assert "nothing was changed" in err
    assert not (tmp_path / ".meshctl").exists()


def test_down_of_nothing_has_nothing_to_do(call: Call) -> None:
    """And status and verify say so too."""
    call("init")
    assert call("down", "--simulate")[0::2] == (0, "nothing stands\n")
    assert "Nothing stands" in call("status", "--simulate")[1]
    code, out, err = call("verify", "--simulate")
    assert code == 5
    assert "nothing to prove" in out
    assert "MC703" in err


def test_refused_plans_cannot_be_built(call: Call, tmp_path: Path) -> None:
    """`up` of a plan with errors is exit code 3, with the findings."""
    (tmp_path / "mesh.yaml").write_text(
        "apiVersion: meshctl/v1\nname: shop\nsites:\n  - { name: a, cloud: aws, region: us-east-9 }\n"
    )
    code, out, err = call("up", "--simulate")
    assert (code, out) == (3, "")
    assert "MC301" in err
