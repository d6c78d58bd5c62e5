"""The starter topologies: commented files to begin from, one for each shape of mesh.

They travel in the package (``meshctl/_bundle/templates``); in a checkout they stand in ``templates/``.
The first line of each is a comment that says what it is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

DEFAULT: Final = "three-clouds"


def names() -> tuple[str, ...]:
    """The names of all templates, sorted."""
    return tuple(sorted(file.stem for file in _folder().glob("*.yaml")))


def text(name: str) -> str:
    """The content of one template. KeyError where there is none of that name."""
    if name not in names():
        raise KeyError(name)
    return (_folder() / f"{name}.yaml").read_text(encoding="utf-8")


def description(name: str) -> str:
    """What the template is, in one line. KeyError where there is none of that name."""
    return text(name).partition("\n")[0].lstrip("# ").rstrip()


def _folder() -> Path:
    package = Path(__file__).resolve().parents[1]
    bundled = package / "_bundle" / "templates"
    return bundled if bundled.is_dir() else package.parent / "templates"
