"""Catching a program's outputs in the process that runs it, with secrets and unknown values told apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pulumi
from pulumi.output import UNKNOWN

from meshctl.engine.task import Value

Build = Callable[[Mapping[str, Any], Mapping[str, Any]], Mapping[str, Any]]


def program(
    build: Build,
    spec: Mapping[str, Any],
    upstream: Mapping[str, Value],
    caught: dict[str, Value],
    before: Callable[[], None],
) -> Callable[[], None]:
    """The inline program of a unit: builds, exports, and leaves its outputs in ``caught``."""

    def run() -> None:
        before()
        preview = pulumi.runtime.is_dry_run()
        if not preview and not all(value.known for value in upstream.values()):
            raise RuntimeError("an update was given outputs that do not exist yet")
        outputs = build(spec, {alias: _lifted(value) for alias, value in upstream.items()})
        for name, output in outputs.items():
            pulumi.export(name, output)
            _catch(name, output, caught)

    return run


def _lifted(value: Value) -> Any:
    """As a Pulumi output where it has to be one; a plain value otherwise."""
    if not value.known:
        unknown = pulumi.Output.from_input(UNKNOWN)
        return pulumi.Output.secret(unknown) if value.secret else unknown
    return pulumi.Output.secret(value.plain) if value.secret else value.plain


def _catch(name: str, output: Any, caught: dict[str, Value]) -> None:
    whole = pulumi.Output.from_input(output)
    caught[name] = Value(None, known=False)

    async def settle() -> None:
        secret = await whole.is_secret()
        if await whole.is_known():
            caught[name] = Value(await whole.future(), secret)
        else:
            caught[name] = Value(None, secret, known=False)

    # Pulumi waits for every output that is in use before a program ends: hang the catching on one.
    _: pulumi.Output[Any] = pulumi.Output.from_input(settle())
