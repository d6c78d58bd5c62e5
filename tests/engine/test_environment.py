"""Where an environment keeps what, and under which names."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from meshctl.engine import Environment
from meshctl.engine.environment import write_private


def environment(folder: Path, name: str | None = None, simulate: bool = False, backend: str = "") -> Environment:
    """One in that folder."""
    return Environment("shop", name, simulate, folder / ".meshctl", backend, "passphrase")


def test_simulated_and_real_are_apart(tmp_path: Path) -> None:
    """Another home, another state; the backend of the topology is never touched by a simulation."""
    real = environment(tmp_path, backend="s3://bucket")
    simulated = environment(tmp_path, simulate=True, backend="s3://bucket")
    assert real.state_url == "s3://bucket"
    assert real.state_folder is None
    assert real.checkpoint("network/virginia") is None
    assert simulated.state_url == f"file://{tmp_path}/.meshctl/simulate/state"
    assert not simulated.records.is_relative_to(real.records)
    assert simulated.variables()["PULUMI_HOME"] != real.variables()["PULUMI_HOME"]
    assert "PULUMI_CONFIG_PASSPHRASE_FILE" not in real.variables()


@pytest.mark.parametrize("name", ["pr-7", "main"])
def test_environments_share_the_clouds_and_nothing_else(tmp_path: Path, name: str) -> None:
    """Stacks, records, logs and scratch folders are their own."""
    plain, other = environment(tmp_path, None, True), environment(tmp_path, name, True)
    assert plain.clouds == other.clouds
    for part in ("records", "logs"):
        assert getattr(plain, part) != getattr(other, part)
    assert plain.work("trust") != other.work("trust")
    assert plain.checkpoint("trust") != other.checkpoint("trust")


@pytest.mark.parametrize(
    ("backend", "folder"),
    [
        ("file://.meshctl/state", "{here}/.meshctl/state"),
        ("file:///srv/state", "/srv/state"),
        ("file://~/state", "{home}/state"),
    ],
)
def test_file_backends_start_at_the_topology(tmp_path: Path, backend: str, folder: str) -> None:
    """Wherever the command is typed; `~` is the user's own folder."""
    wanted = folder.format(here=tmp_path, home=Path.home())
    assert str(environment(tmp_path, backend=backend).state_folder) == wanted


@pytest.mark.parametrize(
    ("unit", "name", "project", "stack"),
    [
        ("network/virginia", None, "shop-network", "virginia"),
        ("link/belgium~virginia", None, "shop-link", "belgium.virginia"),
        ("trust", "pr-7", "shop-trust", "pr-7.trust"),
    ],
)
def test_names_of_projects_and_stacks(tmp_path: Path, unit: str, name: str | None, project: str, stack: str) -> None:
    """A project a kind, a stack a unit; no letter in them that Pulumi refuses."""
    found = environment(tmp_path, name)
    assert (found.project(unit), found.stack(unit)) == (project, stack)


def test_the_passphrase_of_simulations_is_made_once(tmp_path: Path) -> None:
    """And only its owner reads it."""
    simulated = environment(tmp_path, simulate=True)
    path = Path(simulated.variables()["PULUMI_CONFIG_PASSPHRASE_FILE"])
    made = path.read_text()
    assert len(made) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    simulated.variables()
    assert path.read_text() == made


def test_private_files_replace_what_was_there(tmp_path: Path) -> None:
    """In one step: no second file is left."""
    for text in ("one", "two"):
        write_private(tmp_path / "deep" / "file", text)
    assert [path.read_text() for path in (tmp_path / "deep").iterdir()] == ["two"]
