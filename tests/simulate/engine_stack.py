"""Pulumi's own engine on a small program, with the simulated clouds of a folder attached.

The clouds answer in this process; the engine is driven from another one, since of an operation that fails Pulumi
leaves event loops and sockets behind.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

from pulumi.automation import CommandError, PulumiCommand

from meshctl.engine import lean
from meshctl.engine.toolchain import pulumi_command
from meshctl.simulate import Row, contents
from meshctl.simulate.packages import MODULES
from meshctl.simulate.server import opened
from tests.simulate import programs

Program = Callable[[], None]
_UNCHANGING = {"same", "read", "refresh"}


@dataclass
class Heard:
    """What the engine told in one operation."""

    steps: list[tuple[str, str]] = field(default_factory=list)
    """Operation and name of each resource that it changed."""
    errors: list[str] = field(default_factory=list)
    outputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Outputs by name of resource."""
    said: list[str] = field(default_factory=list)
    """What the engine wrote."""

    def on(self, event: Any) -> None:
        """Take an event."""
        if event.res_outputs_event:
            metadata = event.res_outputs_event.metadata
            operation = str(getattr(metadata.op, "value", metadata.op))
            name = metadata.urn.rsplit("::", 1)[-1]
            if not metadata.type.startswith("pulumi:") and operation not in _UNCHANGING:
                self.steps.append((operation, name))
            if metadata.new and not metadata.type.startswith("pulumi:"):
                self.outputs[name] = metadata.new.outputs
        if event.diagnostic_event and event.diagnostic_event.severity == "error":
            self.errors.append(event.diagnostic_event.message.strip())


@cache
def _command(pulumi: Path) -> PulumiCommand:
    # <root>/bin/pulumi
    return PulumiCommand(str(pulumi.parents[1]), skip_version_check=True)


def operate(folder: Path, port: int, pulumi: Path, operation: str, program: Program, refresh: bool) -> Heard:
    """Run one operation; a failure is told in `errors`."""
    state = folder / "state"
    state.mkdir(exist_ok=True)
    variables = {
        "PULUMI_BACKEND_URL": f"file://{state}",
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_CONFIG_PASSPHRASE": "test",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_DEBUG_PROVIDERS": ",".join(f"{name}:{port}" for name in MODULES),
    }
    exists = (state / ".pulumi" / "stacks" / "shop" / "dev.json").exists()
    stack = lean.stack(_command(pulumi), "shop", "dev", folder / "work", variables, "passphrase", program, exists)
    heard = Heard()
    try:
        match operation:
            case "up":
                stack.up(on_event=heard.on, on_output=heard.said.append, refresh=refresh)
            case "preview":
                stack.preview(on_event=heard.on)
            case "destroy":
                stack.destroy(on_event=heard.on)
    except CommandError as error:
        heard.errors = heard.errors or [str(error)]
    return heard


@dataclass
class Engine:
    """One stack on the engine, and the clouds that it builds in."""

    folder: Path
    port: int
    process: ProcessPoolExecutor

    def _run(self, operation: str, program: Program, refresh: bool = False) -> Heard:
        pulumi = pulumi_command(lambda text: None)
        return self.process.submit(operate, self.folder, self.port, pulumi, operation, program, refresh).result()

    def up(self, program: Callable[..., None], refresh: bool = False, **arguments: Any) -> Heard:
        """Update the stack to the program with these arguments."""
        return self._run("up", partial(program, **arguments), refresh)

    def preview(self, program: Callable[..., None], **arguments: Any) -> Heard:
        """What an update would do."""
        return self._run("preview", partial(program, **arguments))

    def destroy(self) -> Heard:
        """Remove all that the stack made."""
        return self._run("destroy", programs.nothing)

    def held(self) -> list[Row]:
        """What the clouds hold."""
        return contents(self.folder / "clouds")

    def fault(self, **entry: Any) -> None:
        """Have a fault from now on."""
        (self.folder / "clouds" / "faults.json").write_text(json.dumps([entry]), encoding="utf-8")


@contextmanager
def engine(folder: Path, process: ProcessPoolExecutor) -> Iterator[Engine]:
    """An engine with clouds of its own, a million times faster than real ones."""
    server = opened(folder / "clouds", 1e6)
    try:
        yield Engine(folder, server.port, process)
    finally:
        server.close()
