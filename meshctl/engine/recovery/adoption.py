"""Adopting what a killed run had begun to create: it is imported under its name instead of made again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pulumi

from meshctl.engine.recovery import aws, azure, gcp, kubernetes

if TYPE_CHECKING:
    from meshctl.engine.lean import LeanStack

_LOCATORS = {
    "aws": aws.locate,
    "azure-native": azure.locate,
    "gcp": gcp.locate,
    "kubernetes": kubernetes.locate,
}


@dataclass(slots=True)
class Adoption:
    """The creations that were begun: type and name of each. Shrinks as it turns out what is really there."""

    notice: Callable[[str], None]
    wanted: dict[tuple[str, str], str] = field(default_factory=dict)
    """Type and name → URN."""
    remains: bool = False
    """Are there pending operations in the state."""
    adopted: set[tuple[str, str]] = field(default_factory=set)

    def up(self, stack: LeanStack, on_event: Callable[[Any], None], only: bool = False) -> None:
        """Run an update that adopts what is there; with ``only``, one that touches nothing else.

        Importing what is not there fails by name: then that one is created after all, and the update goes again.
        """
        while True:
            targets = sorted(self.wanted.values()) if only else None
            if only and not targets:
                return
            heard: list[str] = []
            try:
                stack.up(on_event=self._listening(on_event, heard) if self.wanted else on_event, target=targets)
            except Exception:
                absent = {key for key in self.wanted if any(_denied(text, key[1]) for text in heard)}
                if not absent:
                    raise
                for key in absent:
                    del self.wanted[key]
                continue
            for type_, name in sorted(self.adopted & self.wanted.keys()):
                self.notice(f"adopted {name} ({type_}), which a killed run had begun to create")
            return

    def _listening(self, on_event: Callable[[Any], None], heard: list[str]) -> Callable[[Any], None]:
        """Failures to import are heard here and not passed on: they are answered, not told."""

        def hear(event: Any) -> None:
            diagnostic = event.diagnostic_event
            if diagnostic and diagnostic.severity == "error":
                heard.append(f"{diagnostic.urn or ''} {diagnostic.message}")
                if re.search(r"does not exist", diagnostic.message):
                    return
            on_event(event)

        return hear

    def register(self) -> None:
        """Have every resource of the program that follows looked at before it is made."""
        if self.wanted:
            pulumi.runtime.register_resource_transform(self._adopt)

    async def _adopt(self, args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        key = (args.type_, args.name)
        locate = _LOCATORS.get(args.type_.split(":", 1)[0])
        if key not in self.wanted or locate is None:
            return None
        found = await locate(args)
        if found is None:
            return None
        self.adopted.add(key)
        options = pulumi.ResourceOptions(import_=found)
        return pulumi.ResourceTransformResult(args.props, pulumi.ResourceOptions.merge(args.opts, options))


def _denied(text: str, name: str) -> bool:
    return f"::{name} " in text and "does not exist" in text
