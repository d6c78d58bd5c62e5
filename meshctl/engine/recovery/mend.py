"""Mending one stack: locks and files first, then creations that were begun and not recorded."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from meshctl.engine.built import deployment
from meshctl.engine.recovery.adoption import LOCATORS, Adoption
from meshctl.engine.recovery.files import stack_repaired
from meshctl.engine.recovery.locks import cleared

if TYPE_CHECKING:
    from meshctl.engine.lean import LeanStack
    from meshctl.engine.task import Task


def freed(task: Task, notice: Callable[[str], None], ending: threading.Event) -> None:
    """Free the unit's stack of dead locks and of files that were cut short; before the stack is touched."""
    environment = task.environment
    folder, checkpoint = environment.state_folder, environment.checkpoint(task.unit)
    if folder is not None and checkpoint is not None:
        cleared(folder, environment.project(task.unit), environment.stack(task.unit), notice, ending)
        stack_repaired(checkpoint, notice)


def unfinished(task: Task, adoption: Adoption) -> None:
    """Learn what the run before had begun to create, and did not record: from the state, and from what it told."""
    latest = deployment(task.environment, task.unit)
    pending = latest.get("pending_operations") or []
    recorded = {resource["urn"] for resource in latest.get("resources") or ()}
    adoption.remains = bool(pending)
    begun = {entry["resource"]["urn"] for entry in pending if entry["type"] == "creating"} | set(task.unsure)
    for urn in sorted(begun - recorded):
        type_, name = urn.split("::")[2].rsplit("$", 1)[-1], urn.split("::", 3)[3]
        if type_.split(":", 1)[0] in LOCATORS:
            adoption.wanted[(type_, name)] = urn
    if adoption.wanted:
        names = ", ".join(sorted(name for _, name in adoption.wanted))
        adoption.watch.notice(f"{task.unit}: an earlier run had begun to create {names}; looking for what is there")


def forget(stack: LeanStack, adoption: Adoption) -> None:
    """Take the pending operations out of the state, once everything they had begun is in it.

    Not a moment earlier: a run that is killed meanwhile must find them again.
    """
    if adoption.remains:
        stack.forget_pending()
        adoption.remains = False
