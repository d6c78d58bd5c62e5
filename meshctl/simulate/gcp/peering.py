"""VPC network peering: each network asks for the other, and both together are connected."""

from __future__ import annotations

from typing import Any

from meshctl.simulate.gcp.names import last, partial
from meshctl.simulate.gcp.network import NETWORK, held
from meshctl.simulate.gcp.placement import missing, refers, refuse_taken
from meshctl.simulate.kind import CloudError, Kind, Request, index
from meshctl.simulate.store import Row

PEERING = "gcp:compute/networkPeering:NetworkPeering"


def _check(request: Request) -> None:
    """Refuse a peering with nothing, with itself, or with a network that has a range in common (GCP-SUB-UNIQ)."""
    here, there = (partial(request.inputs[key]) for key in ("network", "peerNetwork"))
    if here == there:
        raise CloudError("invalid", f"Error 400: Invalid value for field 'peerNetwork': '{there}'. Peering to itself.")
    # The peer may be in another project.
    if all(row.id != there for row in request.store.rows(None, None, NETWORK)):
        raise missing(there)
    for mine in held(request, here):
        for other in held(request, there):
            if mine.range.overlaps(other.range):
                raise CloudError(
                    "badRequest",
                    f"Error 400: An IP range in the peer network ({other.range}) overlaps with an IP range "
                    f"({mine.range}) in the local network '{last(here)}' allocated by resource ({mine.subnetwork}).",
                )


def _identify(request: Request) -> str:
    return refuse_taken(request, f"{last(request.inputs['network'])}/{request.inputs['name']}")


def _outputs(request: Request, id_: str) -> dict[str, Any]:
    both = _other_half(request) is not None
    return {
        "state": "ACTIVE" if both else "INACTIVE",
        "stateDetails": f"[{'Connected' if both else 'Waiting for peer network to connect'}.]",
    }


def _other_half(request: Request) -> Row | None:
    """The peering in the other direction, if the other network has asked for it."""
    pair = [partial(request.inputs[key]) for key in ("peerNetwork", "network")]
    for row in request.store.rows(None, None, PEERING):
        if [partial(row.inputs[key]) for key in ("network", "peerNetwork")] == pair:
            return row
    return None


KINDS = index(
    Kind(
        PEERING,
        _identify,
        _outputs,
        computed=("state", "stateDetails"),
        recomputed=frozenset({"state", "stateDetails"}),
        seconds=22,
        update_seconds=12,
        delete_seconds=22,
        replaces=frozenset({"name", "network", "peerNetwork"}),
        references=(refers("network", NETWORK),),
        check=_check,
        # Imported as project/network/name.
        imported=lambda request: "/".join(request.id.split("/")[-2:]),
        delete_first=True,
    ),
)
