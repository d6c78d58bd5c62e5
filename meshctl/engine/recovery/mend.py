"""Mending one stack: locks and files first, then creations that were begun and not recorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from meshctl.engine.built import deployment
from meshctl.engine.recovery.adoption import Adoption
from meshctl.engine.recovery.files import stack_repaired
from meshctl.engine.recovery.locks import cleared

if TYPE_CHECKING:
    from meshctl.engine.lean import LeanStack
    from meshctl.engine.task import Task


def freed(task: Task, notice: Callable[[str], None]) -> None:
    """Free the unit's stack of dead locks and of files that were cut short; before the stack is touched."""
    environment = task.environment
    folder, checkpoint = environment.state_folder, environment.checkpoint(task.unit)
    if folder is not None and checkpoint is not None:
        cleared(folder, environment.project(task.unit), environment.stack(task.unit), notice)
        stack_repaired(checkpoint, notice)


def unfinished(task: Task, adoption: Adoption) -> None:
    """Learn from the state what a killed run had begun to create and not recorded."""
    latest = deployment(task.environment, task.unit)
    pending = latest.get("pending_operations") or []
    recorded = {resource["urn"] for resource in latest.get("resources") or ()}
    adoption.remains = bool(pending)
    adoption.wanted = {
        (entry["resource"]["type"], entry["resource"]["urn"].rsplit("::", 1)[1]): entry["resource"]["urn"]
        for entry in pending
        if entry["type"] == "creating" and entry["resource"]["urn"] not in recorded
    }
    if adoption.wanted:
        names = ", ".join(sorted(name for _, name in adoption.wanted))
        adoption.notice(f"{task.unit}: a killed run had begun to create {names}; looking for what is there")


def forget(stack: LeanStack, adoption: Adoption) -> None:
    """Take the pending operations out of the state, once everything they had begun is in it.

    Not a moment earlier: a run that is killed meanwhile must find them again.
    """
    if adoption.remains:
        stack.forget_pending()
        adoption.remains = False
