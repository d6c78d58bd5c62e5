"""Where tools are kept: the user's cache folder, one folder a tool and version, put there in one step."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from meshctl.engine.toolchain.version import VERSION, text


class UnavailableError(Exception):
    """One way to a tool is not open here; its text says why. The next way is tried."""


def folder() -> Path:
    """The cache folder of this user; ``MESHCTL_CACHE`` names another one."""
    named = os.environ.get("MESHCTL_CACHE")
    if named:
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("meshctl", appauthor=False)


def executable(name: str) -> str:
    """``pulumi``, or ``pulumi.exe`` where programs are called so."""
    return f"{name}.exe" if os.name == "nt" else name


def pulumi_root() -> Path:
    """The folder that holds ``bin/pulumi`` of the version that meshctl is tested with."""
    return folder() / "tools" / f"pulumi-{text(VERSION)}"


@contextmanager
def filled(root: Path) -> Iterator[Path]:
    """A scratch folder that becomes ``root`` when the block ends well: a half-made tool is never seen.

    Whoever comes second, where two processes make the same tool at once, keeps what the first one made.
    """
    root.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{root.name}-", dir=root.parent))
    try:
        yield scratch
        if not root.exists():
            scratch.replace(root)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
