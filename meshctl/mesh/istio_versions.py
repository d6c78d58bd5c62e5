"""The versions of Istio that are known, as data: newest patch, Kubernetes versions, oldest good patch.

The release notes of each patch say what it mends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

SOURCE: Final = "https://istio.io/latest/docs/releases/supported-releases/"


@dataclass(frozen=True, slots=True)
class Release:
    """One minor release."""

    newest_patch: int
    oldest_patch: int
    """Before it, istiod loses endpoints when a remote secret changes (istio#61043, #60920)."""
    kubernetes: range
    """Minor versions of Kubernetes 1.x that it supports."""


RELEASES: Final[Mapping[str, Release]] = {
    "1.30": Release(newest_patch=5, oldest_patch=4, kubernetes=range(32, 37)),
    "1.31": Release(newest_patch=1, oldest_patch=0, kubernetes=range(32, 37)),
}


@dataclass(frozen=True, slots=True)
class Version:
    """A version that is known."""

    minor: str
    patch: int
    release: Release

    @property
    def text(self) -> str:
        """``1.30.5``, as the charts are numbered."""
        return f"{self.minor}.{self.patch}"


def resolve(wanted: str) -> Version | None:
    """``1.30`` gives its newest patch, ``1.30.4`` itself; None for what is not a known minor release."""
    parts = wanted.split(".")
    release = RELEASES.get(".".join(parts[:2]))
    if release is None or len(parts) > 3 or not all(part.isdecimal() for part in parts):
        return None
    patch = int(parts[2]) if len(parts) == 3 else release.newest_patch
    return Version(".".join(parts[:2]), patch, release)
