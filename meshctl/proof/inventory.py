"""The built resources by type, as the readers ask for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from ipaddress import IPv4Network
from typing import Any

from meshctl.engine.built import Resource


class Inventory:
    """All resources of all units, looked up by type and by reference."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self._by_type: dict[str, list[Resource]] = defaultdict(list)
        for resource in resources:
            self._by_type[resource.type].append(resource)

    def all(self, type_: str) -> list[Resource]:
        """Every resource of that type, such as ``aws:ec2/vpc:Vpc``."""
        return self._by_type.get(type_, [])

    def referred(self, type_: str, reference: object) -> Resource | None:
        """The resource of that type that a reference means: by id, self link or last segment of either."""
        wanted = str(reference)
        for resource in self.all(type_):
            if wanted in (resource.id, resource.outputs.get("selfLink"), resource.outputs.get("name")):
                return resource
        short = last(wanted)
        for resource in self.all(type_):
            if short in (last(resource.id), resource.outputs.get("name")):
                return resource
        return None


def last(reference: str) -> str:
    """The last segment of a path-like id."""
    return reference.rsplit("/", 1)[-1]


def networks(values: Iterable[Any]) -> tuple[IPv4Network, ...]:
    """The IPv4 ranges among CIDR strings."""
    return tuple(IPv4Network(value) for value in values if value and ":" not in str(value))
