"""One simulated cloud without the engine: the calls that the provider would make, made directly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from meshctl.simulate.cloud import Cloud
from meshctl.simulate.faults import Faults
from meshctl.simulate.kind import InvokeCall, Package, Request
from meshctl.simulate.store import Row, Store

_INSTANT = 1e9


@dataclass(frozen=True)
class Made:
    """A resource as its creation answered it."""

    token: str
    id: str
    outputs: Mapping[str, Any] = field(hash=False)

    def __getitem__(self, key: str) -> Any:
        """An output."""
        return self.outputs[key]


class SmallCloud:
    """One package over a store of its own folder, with one provider configuration."""

    def __init__(self, folder: Path, package: Package, provider: Mapping[str, Any]) -> None:
        self.package = package
        self.provider = provider
        self.store = Store(folder)
        self._cloud = Cloud(self.store, Faults(folder, self.store), _INSTANT)

    def beside(self, folder: Path, package: Package, provider: Mapping[str, Any]) -> SmallCloud:
        """Another package or provider over the same store."""
        return SmallCloud(folder, package, provider)

    def _request(self, token: str, inputs: Mapping[str, Any], id_: str = "") -> Request:
        account, region = self.package.place(self.provider)
        if self.package.kind(token).worldwide:
            region = ""
        return Request(self.store, self.package.name, token, "logical", inputs, self.provider, account, region, id_)

    def create(self, token: str, **inputs: Any) -> Made:
        """Create a resource; raises CloudError as the cloud refuses."""
        id_, outputs = self._cloud.create(self.package, self.package.kind(token), self._request(token, inputs))
        return Made(token, id_, outputs)

    def update(self, made: Made, **inputs: Any) -> Made:
        """Change a resource to these inputs."""
        request = self._request(made.token, inputs, made.id)
        outputs = self._cloud.update(self.package.kind(made.token), request)
        return Made(made.token, made.id, outputs)

    def read(self, token: str, id_: str) -> Row | None:
        """The resource of that id, or None."""
        return self._cloud.read(self.package.kind(token), self._request(token, {}, id_))

    def delete(self, made: Made) -> None:
        """Delete a resource; raises CloudError as the cloud refuses."""
        self._cloud.delete(self.package, self.package.kind(made.token), self._request(made.token, {}, made.id))

    def invoke(self, token: str, **args: Any) -> Mapping[str, Any]:
        """Call a function of the cloud."""
        call = InvokeCall(self.store, args, self.provider, *self.package.place(self.provider))
        return self.package.invokes[token](call)

    def tokens(self) -> list[str]:
        """The types of all that is there, in order of making."""
        return [row.token for row in self.store.rows(None, None)]
