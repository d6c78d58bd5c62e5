"""What was built: every resource of every unit as it stands in the engine's state, without its secrets."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from meshctl.engine.ask import ask
from meshctl.engine.environment import Environment
from meshctl.engine.records import Records

_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 -- the mark of a secret in a state, not one


@dataclass(frozen=True, slots=True)
class Secret:
    """Stands where a secret stood; there is nothing in it."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource as it stands in the engine's state. Secrets among the values are ``Secret``."""

    unit: str
    type: str
    name: str
    id: str
    outputs: Mapping[str, Any] = field(hash=False)
    """Outputs, which repeat the inputs as the cloud took them."""


def built(environment: Environment) -> tuple[Resource, ...]:
    """All resources of all units that were ever begun, by unit and in the order in which they were made."""
    return tuple(resource for unit in sorted(Records(environment).all()) for resource in _resources(environment, unit))


def deployment(environment: Environment, unit: str) -> dict[str, Any]:
    """The unit's whole deployment as the engine keeps it, secrets encrypted; empty where there is none."""
    path = environment.checkpoint(unit)
    if path is not None:
        if not path.exists():
            return {}
        return dict(json.loads(path.read_text(encoding="utf-8"))["checkpoint"].get("latest") or {})
    return _exported(environment, unit)


def _exported(environment: Environment, unit: str) -> dict[str, Any]:
    from meshctl.engine.toolchain import pulumi_command

    answer = ask(pulumi_command(lambda text: None), environment, unit, "export")
    return dict(json.loads(answer)["deployment"] or {}) if answer else {}


def _resources(environment: Environment, unit: str) -> Iterator[Resource]:
    for entry in deployment(environment, unit).get("resources") or ():
        if entry.get("delete"):
            # An old version of a replaced resource that waits for its removal.
            continue
        yield Resource(
            unit=unit,
            type=entry["type"],
            name=entry["urn"].rsplit("::", 1)[1],
            id=str(entry.get("id", "")),
            outputs=unmarked(entry.get("outputs") or {}),
        )


def unmarked(value: Any) -> Any:
    """The value with ``Secret`` in place of everything that the engine marked as secret."""
    if isinstance(value, dict):
        if value.get(_SIGNATURE) == _SECRET:
            return Secret()
        return {key: unmarked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [unmarked(item) for item in value]
    return value
