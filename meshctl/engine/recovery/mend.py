"""Mending one stack: locks first, then creations that were begun and not recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.engine.built import deployment
from meshctl.engine.recovery.adoption import Adoption
from meshctl.engine.recovery.locks import cleared

if TYPE_CHECKING:
    from meshctl.engine.lean import LeanStack
    from meshctl.engine.task import Task


def mend(stack: LeanStack, task: Task, adoption: Adoption) -> None:
    """Free the stack of dead locks and pending operations; ``adoption`` learns what is to be adopted."""
    environment = task.environment
    folder = environment.state_folder
    if folder is not None:
        cleared(folder, environment.project(task.unit), environment.stack(task.unit), adoption.notice)
    pending = deployment(environment, task.unit).get("pending_operations") or []
    if pending:
        adoption.notice(f"{task.unit}: a killed run left {len(pending)} operations; looking for what they made")
        adoption.wanted = {
            (entry["resource"]["type"], entry["resource"]["urn"].rsplit("::", 1)[1]): entry["resource"]["urn"]
            for entry in pending
            if entry["type"] == "creating"
        }
        _forget(stack)


def _forget(stack: LeanStack) -> None:
    """Take the pending operations out of the state: from here on, adoption remembers them."""
    exported = stack.export_stack()
    exported.deployment = {**(exported.deployment or {}), "pending_operations": []}
    stack.import_stack(exported)
