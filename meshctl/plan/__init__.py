"""From topology and lock to the plan, without credentials, network or Pulumi."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meshctl.address.lock import Lock
    from meshctl.plan.model import Plan
    from meshctl.topology.models import Positions, Topology

__all__ = ["plan"]


def plan(topology: Topology, positions: Positions, lock: Lock, *, environment: str | None = None) -> Plan:
    """Decide everything; the plan carries its findings, and must not be built where one is an error.

    The passes are imported when they are needed: much else in this package is useful without them.
    """
    from meshctl.plan import passes

    return passes.plan(topology, positions, lock, environment=environment)
