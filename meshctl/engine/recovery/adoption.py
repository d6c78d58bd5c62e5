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
    from meshctl.engine.watch import Watch

LOCATORS = {
    "aws": aws.locate,
    "azure-native": azure.locate,
    "gcp": gcp.locate,
    "kubernetes": kubernetes.locate,
}
"""Package → what finds its resources. Nothing is looked for in others: they keep nothing outside the state."""

_ABSENT = re.compile(r"does not exist|not ?found|couldn't find", re.IGNORECASE)


class AbsentError(Exception):
    """It was begun and is not there."""


@dataclass(slots=True)
class Adoption:
    """The creations that were begun: type and name of each. Shrinks as it turns out what is really there."""

    watch: Watch
    wanted: dict[tuple[str, str], str] = field(default_factory=dict)
    """Type and name → URN."""
    remains: bool = False
    """Are there pending operations in the state."""
    adopted: set[tuple[str, str]] = field(default_factory=set)
    absent: set[tuple[str, str]] = field(default_factory=set)
    only: bool = False
    """While what was begun is adopted, and nothing else touched."""

    def up(self, stack: LeanStack) -> None:
        """Run an update that adopts what is there and creates what is not."""
        while not self._tried(stack, None, None):
            pass

    def alone(self, stack: LeanStack, program: Callable[[], None]) -> None:
        """Adopt what is there by the program that had begun it, and do nothing else."""
        self.only = True
        while self.wanted and not self._tried(stack, program, sorted(self.wanted.values())):
            pass
        self.only = False
        self.wanted = {}

    def _tried(self, stack: LeanStack, program: Callable[[], None] | None, targets: list[str] | None) -> bool:
        """One update; False when it failed only because some of what is wanted is not there, which it then is no more.

        Importing what is not there fails by name.
        """
        heard: list[str] = []
        self.watch.anew()
        try:
            stack.up(
                on_event=self._listening(heard) if self.wanted else self.watch.on,
                target=targets,
                program=program,
                continue_on_error=bool(self.wanted) or None,
            )
        except Exception:
            absent = {key for key in self.wanted if key in self.absent or any(_denied(text, key[1]) for text in heard)}
            if not absent:
                raise
            for key in absent:
                del self.wanted[key]
            return False
        for type_, name in sorted(self.adopted & self.wanted.keys()):
            self.watch.notice(f"adopted {name} ({type_}), which a killed run had begun to create")
        return True

    def _listening(self, heard: list[str]) -> Callable[[Any], None]:
        """Failures to import are heard here and not passed on: they are answered, not told."""

        def hear(event: Any) -> None:
            diagnostic = event.diagnostic_event
            if diagnostic and diagnostic.severity == "error":
                heard.append(f"{diagnostic.urn or ''} {diagnostic.message}")
                if _ABSENT.search(diagnostic.message):
                    return
            self.watch.on(event)

        return hear

    def register(self) -> None:
        """Have every resource of the program that follows looked at before it is made."""
        if self.wanted:
            pulumi.runtime.register_resource_transform(self._adopt)

    async def _adopt(self, args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        key = (args.type_, args.name)
        if key not in self.wanted:
            return None
        found = await LOCATORS[args.type_.split(":", 1)[0]](args)
        if found is None:
            if self.only:
                self.absent.add(key)
                raise AbsentError(f"{args.name} does not exist")
            return None
        self.adopted.add(key)
        options = pulumi.ResourceOptions(import_=found)
        return pulumi.ResourceTransformResult(args.props, pulumi.ResourceOptions.merge(args.opts, options))


def _denied(text: str, name: str) -> bool:
    return f"::{name} " in text and bool(_ABSENT.search(text))
