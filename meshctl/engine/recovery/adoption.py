"""Adopting what a killed run had begun to create: it is imported under its name instead of made again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
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

Key = tuple[str, str]
"""Type and name of a resource."""


@dataclass(slots=True)
class Adoption:
    """The creations that were begun. Shrinks as it turns out what is really there."""

    watch: Watch
    unclean: bool = False
    """Did the run before end without a word: then more may have been begun than its state tells."""
    wanted: dict[Key, str] = field(default_factory=dict)
    """What may be there without being recorded → its URN."""
    remains: bool = False
    """Are there pending operations in the state."""
    adopted: set[Key] = field(default_factory=set)
    _looking: bool = False
    _seen: set[Key] = field(default_factory=set)

    def up(self, stack: LeanStack, program: Callable[[], None]) -> None:
        """Run an update that adopts what is there and creates what is not."""
        if self.unclean:
            self._look(stack, program)
        while not self._tried(stack, program, None):
            pass

    def alone(self, stack: LeanStack, program: Callable[[], None]) -> None:
        """Adopt what is there by the program that had begun it, and do nothing else."""
        if self.unclean or self.wanted:
            self._look(stack, program)
        while self.wanted and not self._tried(stack, program, sorted(self.wanted.values())):
            pass
        self.unclean = False
        self.wanted = {}

    def _look(self, stack: LeanStack, program: Callable[[], None]) -> None:
        """Find out, in a preview, what the program would still create and what of that may be there."""
        missing: dict[Key, str] = {}

        def hear(event: Any) -> None:
            begun = event.resource_pre_event
            if begun and str(getattr(begun.metadata.op, "value", begun.metadata.op)) == "create":
                missing[begun.metadata.type, begun.metadata.urn.split("::", 3)[3]] = begun.metadata.urn

        self._looking = True
        stack.preview(on_event=hear, program=program)
        self._looking = False
        self.wanted = {key: urn for key, urn in missing.items() if key in self._seen}

    def _tried(self, stack: LeanStack, program: Callable[[], None], targets: list[str] | None) -> bool:
        """One update; False when some of what is wanted is not there, and is therefore wanted no more.

        Importing what is not there fails by name.
        """
        heard: list[str] = []
        self.watch.anew()
        try:
            stack.up(
                on_event=self._listening(heard) if self.wanted else self.watch.on,
                target=targets,
                program=program,
            )
        except Exception:
            absent = {key for key in self.wanted if any(_denied(text, key[1]) for text in heard)}
            if not absent:
                raise
            for key in absent:
                del self.wanted[key]
            return False
        for type_, name in sorted(self.adopted & self.wanted.keys()):
            self.watch.notice(f"adopted {name} ({type_}), which an earlier run had begun to create")
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
        if self.wanted or self._looking:
            pulumi.runtime.register_resource_transform(self._adopt)

    async def _adopt(self, args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        key = (args.type_, args.name)
        locate = LOCATORS.get(args.type_.split(":", 1)[0])
        if locate is None or not (self._looking or key in self.wanted):
            return None
        if self._looking and await _unknown(args.props):
            # What it refers to is not there, so it cannot have been begun.
            return None
        options = pulumi.InvokeOptions(provider=getattr(args.opts, "provider", None))
        try:
            found = await locate(args.type_, _known(args.props), options)
        except KeyError:
            # It is named by something that is not known.
            return None
        if found is None:
            return None
        if self._looking:
            self._seen.add(key)
            return None
        self.adopted.add(key)
        imported = pulumi.ResourceOptions(import_=found)
        return pulumi.ResourceTransformResult(args.props, pulumi.ResourceOptions.merge(args.opts, imported))


def _denied(text: str, name: str) -> bool:
    return f"::{name} " in text and bool(_ABSENT.search(text))


def _known(value: Any) -> Any:
    """The properties without those that are unknown or secret: no resource is named by one."""
    if isinstance(value, Mapping):
        return {key: _known(item) for key, item in value.items() if not isinstance(item, pulumi.Output)}
    return value


async def _unknown(value: Any) -> bool:
    """Is anything in it not known yet."""
    if isinstance(value, pulumi.Output):
        return not await value.is_known()
    items = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for item in items:
        if await _unknown(item):
            return True
    return False
