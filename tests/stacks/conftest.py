"""Runs a program against recording monitors: what it registers, without any engine or cloud."""

from __future__ import annotations

import importlib
import json
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pulumi
import pulumi.runtime
import pytest

SPECS = Path(__file__).parent / "specs"


class Registrations(pulumi.runtime.Mocks):
    """Everything that a program registers; outputs are its inputs and a few that clouds would give."""

    def __init__(self) -> None:
        self.all: list[pulumi.runtime.MockResourceArgs] = []

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        self.all.append(args)
        given = {
            "selfLink": f"link-{args.name}",
            "allocationId": f"eipalloc-{args.name}",
            "publicIp": f"ip-{args.name}",
            "ipAddress": f"ip-{args.name}",
            "tunnel1Address": f"{args.name}-outside-1",
            "tunnel2Address": f"{args.name}-outside-2",
            "vpnInterfaces": [{"id": 0, "ipAddress": "35.0.0.1"}, {"id": 1, "ipAddress": "35.0.0.2"}],
            "result": f"secret-{args.name}",
            "acceptStatus": "active",
            "peeringState": "Connected",
            "state": "ACTIVE",
        }
        return f"id-{args.name}", {**given, **args.inputs}

    def call(self, args: pulumi.runtime.MockCallArgs) -> dict[str, Any]:
        return {"accountId": "111122223333"}


@dataclass
class Run:
    """What one program registered and returned (outputs resolved to plain values)."""

    registered: list[pulumi.runtime.MockResourceArgs]
    outputs: dict[str, Any]
    secrets: set[str] = field(default_factory=set)

    def inputs(self, kind: str) -> dict[str, Mapping[str, Any]]:
        """Inputs by logical name of the resources whose type token ends in ``:kind``."""
        return {r.name: r.inputs for r in self.registered if r.typ.rpartition(":")[2] == kind}

    def counts(self) -> dict[str, int]:
        """How many of each kind, providers left out."""
        kinds = [r.typ.rpartition(":")[2] for r in self.registered if not r.typ.startswith("pulumi:")]
        return {kind: kinds.count(kind) for kind in sorted(set(kinds))}

    def providers(self) -> set[str]:
        """Names of the explicit providers."""
        return {r.name for r in self.registered if r.typ.startswith("pulumi:providers:")}


@pytest.fixture
def run() -> Callable[..., Run]:
    """Builds ``program`` (``link/aws_gcp``) from the example of that name and gives what happened."""

    def build(program: str, example: str | None = None, change: Mapping[str, Any] | None = None) -> Run:
        text = (SPECS / f"{example or program.replace('/', '_')}.json").read_text()
        unit = json.loads(text)
        unit["spec"].update(change or {})
        recorder = Registrations()
        pulumi.runtime.set_mocks(recorder, preview=False)
        found: dict[str, Any] = {}
        secrets: set[str] = set()

        @pulumi.runtime.test
        def go() -> pulumi.Output[None]:
            module = importlib.import_module(f"stacks.{program.replace('/', '.')}")
            outputs = module.build(unit["spec"], unit["upstream"])

            async def settle() -> None:
                for name, value in outputs.items():
                    output = pulumi.Output.from_input(value)
                    found[name] = await output.future()
                    if await output.is_secret():
                        secrets.add(name)

            return pulumi.Output.from_input(settle())

        with warnings.catch_warnings():
            # The SDKs deprecate classes of their own while they are imported, on first use.
            warnings.filterwarnings("ignore", r"(aws|gcp)\..* has been deprecated in favor of", DeprecationWarning)
            go()
        return Run(recorder.all, found, secrets)

    return build
