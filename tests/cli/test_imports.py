"""What a command loads: planning knows nothing of Pulumi, and help nothing of planning."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ASK = """
import sys
sys.argv = ["meshctl", *{arguments}]
from meshctl.cli.boundary import run
code = run()
print(int(code), *sorted({{name.partition(".")[0] for name in sys.modules}}), file=sys.stderr)
"""
ENGINE = {"pulumi", "pulumi_aws", "pulumi_azure_native", "pulumi_gcp", "pulumi_kubernetes", "grpc", "google"}


def loaded(folder: Path, *arguments: str) -> set[str]:
    """The top-level modules after a command, which has to end well."""
    command = [sys.executable, "-c", ASK.format(arguments=list(arguments))]
    answer = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    code, *modules = answer.stderr.splitlines()[-1].split()
    assert code == "0", answer.stderr
    return set(modules)


@pytest.mark.parametrize(
    "arguments", [("plan",), ("plan", "-o", "json"), ("plan", "--lock"), ("status", "--simulate"), ("schema", "plan")]
)
def test_no_pulumi_is_loaded(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """None of its modules, nor those of the protocols that it speaks."""
    assert loaded(tmp_path, "init")
    assert not loaded(tmp_path, *arguments) & (ENGINE | {"cryptography"})


def test_help_loads_no_topology(tmp_path: Path) -> None:
    """Help stays fast: it reads no file and needs no YAML, no Rich and no plan."""
    modules = loaded(tmp_path, "--help")
    assert not modules & (ENGINE | {"yaml", "rich", "cryptography"})
