"""State files that a kill cut short, in a state folder on this machine.

Pulumi writes a file and its attributes one after the other and keeps the version before as ``.bak``. A file of
attributes that was cut short is not needed; a state that was cut short is taken from the version before, in which
the last step is still pending.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path


def folder_repaired(folder: Path) -> None:
    """What all stacks of a state folder share."""
    meta = folder / ".pulumi" / "meta.yaml"
    _attributes_repaired(meta)
    if meta.exists() and not meta.read_text(encoding="utf-8").strip():
        meta.unlink()


def stack_repaired(checkpoint: Path, notice: Callable[[str], None]) -> None:
    """The state of one stack, whose path is ``checkpoint``."""
    before = checkpoint.with_name(f"{checkpoint.name}.bak")
    for path in (checkpoint, before):
        _attributes_repaired(path)
    if not checkpoint.exists() or _whole(checkpoint):
        return
    if before.exists() and _whole(before):
        shutil.copyfile(before, checkpoint)
        notice(f"{checkpoint.stem}: its state was cut short by a kill; went back to the step before")
    else:
        # Nothing was ever finished in it: the stack begins anew.
        checkpoint.unlink()
        before.unlink(missing_ok=True)
        notice(f"{checkpoint.stem}: its state was cut short by a kill before anything was made; begins anew")


def _attributes_repaired(path: Path) -> None:
    attributes = path.with_name(f"{path.name}.attrs")
    if attributes.exists() and not _whole(attributes):
        attributes.unlink()


def _whole(path: Path) -> bool:
    try:
        json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return False
    return True
