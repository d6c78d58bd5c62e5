"""Ranges for every site, subnet and cluster: sizes from counts, places from the lock and the pools."""

from __future__ import annotations

from collections.abc import Mapping

from meshctl.address.lock import Lock
from meshctl.plan.assigned import Assigned
from meshctl.topology.models import Positions, Topology


def assign(topology: Topology, positions: Positions, spaces: Mapping[str, str], lock: Lock) -> Assigned:
    """Give every site and cluster its ranges; what the lock holds stays as it is.

    ``spaces``: cluster to the name of its address space ("" is the shared one); within a space no two ranges
    overlap. Findings: MC210 to MC229 and the clouds' rules, MC300 to MC319.
    """
    from meshctl.plan.subnets.assignment import Assignment

    return Assignment(topology, positions, spaces, lock).run()
