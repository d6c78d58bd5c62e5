"""What is known of a cloud: regions, node types, prices and times, as data read when first asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from meshctl.topology.models import CloudName

_FOLDER = Path(__file__).parent / "facts"


@dataclass(frozen=True, slots=True)
class Region:
    name: str
    zones: tuple[str, ...]
    """The cloud's own names of its zones."""
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class NodeType:
    name: str
    vcpu: int
    memory_gib: int
    enis: int
    """Network interfaces, and IPv4 addresses on each; 0 where the cloud does not limit by these."""
    ips_per_eni: int
    hourly: float
    """On-demand list price in USD."""
    source: str


@dataclass(frozen=True, slots=True)
class Price:
    usd: float
    per: str
    """``hour`` or ``gb``."""
    rule: str
    date: str


@dataclass(frozen=True)
class Cloud:
    """The facts of one cloud."""

    name: CloudName
    zone_join: str
    """What stands between the region and the suffix of a zone; empty region for Azure's ``1``."""

    @cached_property
    def _facts(self) -> Mapping[str, Any]:
        text = (_FOLDER / f"{self.name}.json").read_text(encoding="utf-8")
        facts: Mapping[str, Any] = json.loads(text)
        return facts

    @cached_property
    def regions(self) -> Mapping[str, Region]:
        """The public regions by name."""
        return {
            name: Region(name, tuple(self._zone(name, suffix) for suffix in body["zones"]), *body["at"])
            for name, body in self._facts["regions"].items()
        }

    @cached_property
    def node_types(self) -> Mapping[str, NodeType]:
        """The better known machine types by name."""
        return {name: NodeType(name, **body) for name, body in self._facts["node_types"].items()}

    @cached_property
    def prices(self) -> Mapping[str, Price]:
        """List prices by what they are for."""
        return {name: Price(**body) for name, body in self._facts["prices"].items()}

    @cached_property
    def seconds(self) -> Mapping[str, int]:
        """How long a unit takes, by its program (``hub/aws:vgw`` and ``hub/aws:tgw`` for the two hubs)."""
        seconds: Mapping[str, int] = self._facts["seconds"]
        return seconds

    def _zone(self, region: str, suffix: str) -> str:
        return suffix if self.name is CloudName.AZURE else f"{region}{self.zone_join}{suffix}"
