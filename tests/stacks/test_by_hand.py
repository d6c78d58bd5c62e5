"""Each kind's folder is a plain Pulumi project: its `__main__.py`, run on the engine with a configuration alone."""

from __future__ import annotations

import json
import runpy
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from pulumi.automation import ConfigValue, LocalWorkspaceOptions, PulumiCommand, Stack, create_or_select_stack

from meshctl.engine import Environment
from meshctl.engine.simulator import attached
from meshctl.engine.toolchain import pulumi_command

STACKS = Path(__file__).parents[2] / "stacks"
SPECS = Path(__file__).parent / "specs"
KINDS = sorted(path.parent.name for path in STACKS.glob("*/Pulumi.yaml"))

Apply = Callable[[str, str, Mapping[str, Any]], Stack]


@pytest.fixture
def apply(tmp_path: Path) -> Iterator[Apply]:
    """Run a kind's project: program, and `upstream` references."""
    environment = Environment("shop", None, True, tmp_path / ".meshctl", "file://unused", "passphrase", 1e6)
    command = PulumiCommand(root=str(pulumi_command(lambda text: None).parent.parent))
    with attached(environment) as attachment:
        state = environment.state_folder
        assert state is not None
        state.mkdir(parents=True)

        def run(kind: str, program: str, upstream: Mapping[str, Any]) -> Stack:
            def main() -> None:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", DeprecationWarning)
                    runpy.run_path(str(STACKS / kind / "__main__.py"), run_name="__main__")

            folder = tmp_path / kind
            folder.mkdir()
            example = json.loads((SPECS / f"{kind}_{program}.json").read_text(encoding="utf-8"))
            stack = create_or_select_stack(
                program,
                f"meshctl-{kind}",
                main,
                opts=LocalWorkspaceOptions(
                    work_dir=str(folder), env_vars={**environment.variables(), **attachment}, pulumi_command=command
                ),
            )
            stack.set_config("program", ConfigValue(program))
            stack.set_config("spec", ConfigValue(json.dumps(example["spec"])))
            stack.set_config("upstream", ConfigValue(json.dumps(upstream)))
            stack.up()
            return stack

        yield run


def test_a_hub_takes_its_network_by_reference(apply: Apply) -> None:
    """Two projects by hand, the second reads the first one's outputs through a stack reference."""
    network = apply("network", "gcp", {})
    reference = {"stack": "organization/meshctl-network/gcp", "output": "network_id"}
    hub = apply("hub", "gcp", {"network_id": reference})
    assert network.outputs()["network_id"].value
    assert len(hub.outputs()["addresses"].value) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_a_project(kind: str) -> None:
    """A name, the Python runtime, and a main program that runs its own kind."""
    project = yaml.safe_load((STACKS / kind / "Pulumi.yaml").read_text(encoding="utf-8"))
    assert project["name"] == f"meshctl-{kind}"
    assert project["runtime"]["name"] == "python"
    assert f'run("{kind}")' in (STACKS / kind / "__main__.py").read_text(encoding="utf-8")
