"""Which tunnels come up: both ends have to agree on addresses outside and inside, and on both ASNs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from meshctl.proof.fabric import End, Fabric
from meshctl.proof.model import Answer, Fault, Verdict


@dataclass(frozen=True, slots=True)
class Session:
    """A BGP session that comes up, between two hubs."""

    first: End
    second: End


def sessions(fabric: Fabric) -> tuple[Session, ...]:
    """All sessions, each once."""
    found = []
    for position, first in enumerate(fabric.ends):
        for second in fabric.ends[position + 1 :]:
            if _mismatch(fabric, first, second) == "" and first.speaker != second.speaker:
                found.append(Session(first, second))
    return tuple(found)


def _meets(first: End, second: End) -> bool:
    """Do the two ends name each other's outside addresses."""
    return first.outside == second.peer_outside and second.outside == first.peer_outside


def _mismatch(fabric: Fabric, first: End, second: End) -> str:
    """Why no session comes up between two ends; empty when one does."""
    if not _meets(first, second):
        return "the outside addresses do not name each other"
    if first.inside != second.peer_inside or second.inside != first.peer_inside:
        return (
            f"inside addresses differ: {first.element} has {first.inside} and expects {first.peer_inside}, "
            f"{second.element} has {second.inside} and expects {second.peer_inside}"
        )
    for one, other in ((first, second), (second, first)):
        asn = fabric.speakers[other.speaker].asn if other.speaker in fabric.speakers else None
        if one.peer_asn != asn:
            return f"{one.element} expects ASN {one.peer_asn}, {other.element} has {asn}"
    return ""


def verdicts(fabric: Fabric) -> Iterator[Verdict]:
    """One verdict a tunnel end that is meant to come up, and one a connection for ends with a spare half.

    Of a link to a device that is not ours, only one side was built: about it there is nothing to prove.
    """
    up = {id(end) for session in sessions(fabric) for end in (session.first, session.second)}
    whole: dict[str, list[End]] = {}
    sides: dict[str, set[str]] = {}
    for end in fabric.ends:
        sides.setdefault(end.unit, set()).add(end.speaker)
    for end in fabric.ends:
        if len(sides[end.unit]) < 2:
            continue
        # Each Azure connection reaches out from both instances; one of the two has no counterpart.
        element = end.element.rsplit(" instance", 1)[0] if end.spare else end.element
        whole.setdefault(element, []).append(end)
    for element, ends in sorted(whole.items()):
        if any(id(end) in up for end in ends):
            yield Verdict("tunnel", element, "", Answer.REACHABLE)
        else:
            yield Verdict("tunnel", element, "", Answer.UNREACHABLE, _fault(fabric, element, ends))


def _fault(fabric: Fabric, element: str, ends: list[End]) -> Fault:
    for end in ends:
        for other in fabric.ends:
            if other.speaker != end.speaker and _meets(end, other):
                return Fault(
                    "MC701",
                    element,
                    f"the tunnel stays down: {_mismatch(fabric, end, other)}",
                    "run `meshctl up`",
                )
    return Fault("MC702", element, "the tunnel has no counterpart on the other side", "run `meshctl up`")
