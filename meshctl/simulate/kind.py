"""A kind of resource, as a simulated cloud knows it: one declaration a type, with the cloud's own rules.

A kind says how long its resources take, how their ids and computed outputs look, which other resources an input
refers to, what the cloud refuses, and what keeps a resource from being deleted. It sees inputs, never a plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from meshctl.simulate.store import Row, Store


class CloudError(Exception):
    """A refusal in the cloud's own words. ``code`` is the cloud's error code."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


@dataclass(frozen=True, slots=True)
class Request:
    """One call about one resource, with a view of everything else in the same account and region."""

    store: Store
    package: str
    token: str
    name: str
    """The logical name in the program."""
    inputs: Mapping[str, Any]
    provider: Mapping[str, Any]
    """The configuration of the provider: region, project, kubeconfig and so on."""
    account: str
    region: str
    id: str = ""
    """Empty while the resource is being created."""
    outputs: Mapping[str, Any] = field(default_factory=dict)
    """What the resource had before: for updates and deletions."""

    def find(self, token: str, id_: object) -> Row | None:
        """The resource of that type with that id in this account and region."""
        return self.store.find(self.account, self.region, token, str(id_))

    def all(self, token: str) -> list[Row]:
        """Every resource of that type in this account and region."""
        return self.store.rows(self.account, self.region, token)

    def everywhere(self, token: str) -> list[Row]:
        """Every resource of that type in this account, whatever the region."""
        return self.store.rows(self.account, None, token)

    def number(self) -> int:
        """A number that nobody was given before: for ids and addresses."""
        return self.store.number()


def _as_it_is(value: str) -> str:
    return value


@dataclass(frozen=True, slots=True)
class Reference:
    """An input that names another resource, which has to exist and which it keeps from being deleted."""

    path: str
    """``vpcId``, ``vpcConfig.subnetIds[]``, ``subnet.id``."""
    token: str
    missing: Callable[[str], CloudError]
    """The refusal when there is no such resource, from the value."""
    to_id: Callable[[str], str] = _as_it_is
    """The id that a value means: clouds take names, paths and links."""
    holds: bool = True
    """Does it keep its target from being deleted."""
    anywhere: bool = False
    """May the target lie in another region: then its id names its own place."""

    def values(self, inputs: Mapping[str, Any]) -> Iterator[str]:
        """Every value at the path that is given."""
        yield from _at(inputs, self.path.split("."))


def _at(value: Any, path: list[str]) -> Iterator[str]:
    if value is None:
        return
    if not path:
        if isinstance(value, str) and value:
            yield value
        return
    key, rest = path[0], path[1:]
    found = value.get(key.removesuffix("[]")) if isinstance(value, Mapping) else None
    if key.endswith("[]"):
        for item in found or ():
            yield from _at(item, rest)
    else:
        yield from _at(found, rest)


@dataclass(frozen=True, slots=True)
class Kind:
    token: str
    identify: Callable[[Request], str]
    """The id of a new resource; refuses with CloudError when a name is taken."""
    outputs: Callable[[Request, str], Mapping[str, Any]] = lambda request, id_: {}
    """Computed outputs, over the inputs; also called for updates."""
    computed: tuple[str, ...] = ()
    """Computed outputs by name, or path where they lie in an input: unknown in a preview, kept by an update."""
    recomputed: frozenset[str] = frozenset()
    """Those of them that an update computes anew."""
    shown: Callable[[Mapping[str, Any]], Mapping[str, Any]] = lambda inputs: inputs
    """Inputs in the shape that outputs have, for previews: here and there the two differ."""
    seconds: float = 1.0
    """How long the real cloud takes to create one."""
    update_seconds: float = 1.0
    delete_seconds: float = 1.0
    replaces: frozenset[str] = frozenset()
    """Inputs that cannot be changed in place."""
    references: tuple[Reference, ...] = ()
    check: Callable[[Request], None] = lambda request: None
    """Refuses inputs with CloudError, on creation and on update."""
    blocked: Callable[[Request, Row], CloudError] | None = None
    """The refusal to delete it while that row refers to it."""
    before_delete: Callable[[Request], None] = lambda request: None
    """Other refusals to delete, or what goes with it."""
    secrets: frozenset[str] = frozenset()
    """Outputs that are secret."""
    imported: Callable[[Request], str] = lambda request: request.id
    """The id of what is asked for by another name: some kinds are imported by the names of what they join."""
    worldwide: bool = False
    """Does it live in no region."""
    delete_first: bool = False
    """Is the old one deleted before the new one is made when it is replaced: names are unique."""


@dataclass(frozen=True, slots=True)
class InvokeCall:
    """A call of a function of the cloud."""

    store: Store
    args: Mapping[str, Any]
    provider: Mapping[str, Any]
    account: str
    region: str


@dataclass(frozen=True, slots=True)
class Package:
    """All that a simulated cloud knows."""

    name: str
    place: Callable[[Mapping[str, Any]], tuple[str, str]]
    """Account and region that a provider's configuration means."""
    kinds: Mapping[str, Kind]
    invokes: Mapping[str, Callable[[InvokeCall], Mapping[str, Any]]] = field(default_factory=dict)
    local: bool = False
    """Made on the spot and kept by nobody but the engine, as random passwords and keys are."""
    other: Callable[[str], Kind | None] = lambda token: None
    """A kind for a type that is not listed: Kubernetes has as many as there are definitions."""

    def kind(self, token: str) -> Kind:
        """The kind of that type; CloudError where the cloud knows none."""
        found = self.kinds.get(token) or self.other(token)
        if found is None:
            raise CloudError("Unimplemented", f"the simulated {self.name} knows no {token}")
        return found


def index(*kinds: Kind) -> dict[str, Kind]:
    """Kinds by token."""
    return {kind.token: kind for kind in kinds}
