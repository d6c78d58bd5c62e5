"""Routes as they spread: what each hub tells its peers, what each network learns, and the way of a packet.

A hub advertises the ranges of its network. Azure gateways and AWS gateways pass on what they learned, Cloud
Routers do not (X-TRANSIT). A network's own ranges win over everything learned, even over narrower prefixes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network

from meshctl.proof.fabric import Fabric
from meshctl.proof.model import Fault
from meshctl.proof.sessions import sessions


@dataclass(frozen=True, slots=True)
class Learned:
    """One prefix that a hub knows, and over which hubs it came (its own end of the path last)."""

    prefix: IPv4Network
    path: tuple[str, ...]


Tables = Mapping[str, Mapping[IPv4Network, Learned]]
"""Hub → prefix → the best way to it: the shortest path, by name where equal."""


def tables(fabric: Fabric) -> Tables:
    """What every hub has learned once BGP has settled."""
    neighbours: dict[str, set[str]] = {key: set() for key in fabric.speakers}
    for session in sessions(fabric):
        neighbours[session.first.speaker].add(session.second.speaker)
        neighbours[session.second.speaker].add(session.first.speaker)
    known: dict[str, dict[IPv4Network, Learned]] = {key: {} for key in fabric.speakers}
    for origin in sorted(fabric.speakers):
        place = fabric.places.get(fabric.speakers[origin].place)
        for prefix in place.ranges if place else ():
            _spread(fabric, neighbours, known, origin, prefix)
    return known


def _spread(
    fabric: Fabric,
    neighbours: Mapping[str, set[str]],
    known: dict[str, dict[IPv4Network, Learned]],
    origin: str,
    prefix: IPv4Network,
) -> None:
    """Breadth first, so that the first path to arrive is a shortest one."""
    queue: deque[tuple[str, tuple[str, ...]]] = deque([(origin, (origin,))])
    while queue:
        teller, path = queue.popleft()
        if teller != origin and not fabric.speakers[teller].readvertises:
            continue
        for hearer in sorted(neighbours[teller] - set(path)):
            if prefix not in known[hearer]:
                known[hearer][prefix] = Learned(prefix, path)
                queue.append((hearer, (*path, hearer)))


@dataclass(frozen=True, slots=True)
class Way:
    """Where a packet ends, network by network, and why it ends there when that is not its target."""

    hops: tuple[str, ...]
    fault: Fault | None = None


def way(fabric: Fabric, known: Tables, source: str, target: str, destination: IPv4Network) -> Way:
    """Follow a packet for ``destination`` from network ``source`` until ``target`` or the end."""
    hops = [fabric.places[source].name]
    here = source
    for _ in range(len(fabric.places) + 1):
        local = [range_ for range_ in fabric.places[here].ranges if range_.overlaps(destination)]
        if here == target:
            return Way(tuple(hops))
        if local:
            text = f"{fabric.places[here].name} keeps {destination} itself: its own range {local[0]} covers it"
            return Way(tuple(hops), Fault("MC711", hops[-1], text, "give the two sites ranges that do not overlap"))
        following = _next(fabric, known, here, destination)
        if following is None:
            text = f"{fabric.places[here].name} has no route to {destination}"
            return Way(tuple(hops), Fault("MC712", hops[-1], text, "run `meshctl up`; `meshctl plan` names the link"))
        here = following
        hops.append(fabric.places[here].name)
    text = f"the way to {destination} goes in a circle"
    return Way(tuple(hops), Fault("MC713", hops[-1], text, "run `meshctl plan` and look at the links"))


def _next(fabric: Fabric, known: Tables, here: str, destination: IPv4Network) -> str | None:
    """The next network by the longest prefix, peerings first where equal (static before learned)."""
    best: tuple[int, str] | None = None
    for route in fabric.direct:
        for prefix in route.ranges:
            if route.place == here and destination.subnet_of(prefix) and (best is None or prefix.prefixlen > best[0]):
                best = (prefix.prefixlen, route.target)
    for speaker in fabric.speakers.values():
        if speaker.place != here:
            continue
        for prefix, learned in known[speaker.key].items():
            if destination.subnet_of(prefix) and (best is None or prefix.prefixlen > best[0]):
                best = (prefix.prefixlen, fabric.speakers[learned.path[-1]].place)
    return best[1] if best else None
