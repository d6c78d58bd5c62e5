"""Pulumi's provider plugins: which ones the units need, which are there, and fetching the others."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

from meshctl.findings import Finding, Severity
from meshctl.units import Unit

_SDK = {
    "aws": "aws",
    "azure": "azure-native",
    "gcp": "gcp",
    "istio": "kubernetes",
    "tls": "tls",
}
"""Word in the name of a program → the package that it takes resources from."""


def missing(
    units: Sequence[Unit], pulumi: Path, variables: Mapping[str, str], say: Callable[[str], None]
) -> list[Finding]:
    """MC602 for each plugin that is not there and cannot be fetched."""
    wanted = {name: version(f"pulumi-{name}") for name in sorted(packages(units))}
    folder = _folder(variables)
    absent = [name for name in wanted if not (folder / f"resource-{name}-v{wanted[name]}").exists()]
    for name in absent:
        say(f"fetching the Pulumi plugin {name} {wanted[name]}")
    with ThreadPoolExecutor(max_workers=len(wanted) or 1) as pool:
        reasons = pool.map(lambda name: _fetch(name, wanted[name], pulumi, variables), absent)
        return [_finding(name, wanted[name], why) for name, why in zip(absent, reasons, strict=True) if why]


def packages(units: Iterable[Unit]) -> set[str]:
    """The Pulumi packages that these units' programs use."""
    words = {word for unit in units for word in unit.program.replace("/", "_").split("_")}
    found = {_SDK[word] for word in words if word in _SDK}
    # The keys of tunnels are random passwords; peerings inside a cloud have none.
    if any(unit.kind == "link" and not unit.program.endswith("_peering") for unit in units):
        found.add("random")
    return found


def _folder(variables: Mapping[str, str]) -> Path:
    return Path(variables.get("PULUMI_HOME", Path.home() / ".pulumi")) / "plugins"


def _fetch(name: str, wanted: str, pulumi: Path, variables: Mapping[str, str]) -> str | None:
    """None when the plugin was installed, else the last thing that Pulumi said."""
    answer = subprocess.run(
        [pulumi, "plugin", "install", "resource", name, f"v{wanted}", "--color", "never"],
        env={**os.environ, **variables, "PULUMI_SKIP_UPDATE_CHECK": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode == 0:
        return None
    # Pulumi tries five times, warns each time with the cause, and ends with a line that has none.
    lines = [line for line in answer.stderr.splitlines() if line.strip()]
    causes = [line.split("Error downloading plugin: ")[1] for line in lines if "Error downloading plugin: " in line]
    return (causes or lines or [f"exit code {answer.returncode}"])[-1]


def _finding(name: str, wanted: str, why: str) -> Finding:
    return Finding(
        where=f"pulumi plugin {name}",
        code="MC602",
        severity=Severity.ERROR,
        text=f"the Pulumi plugin {name} {wanted} is not there and cannot be fetched: {why}",
        hint=f"`pulumi plugin install resource {name} v{wanted}` where the internet is open, "
        "or put it into the `plugins` folder of PULUMI_HOME",
    )
