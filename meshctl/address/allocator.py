"""The allocator: power-of-two ranges, first fit over the gaps between what is taken.

Plain integers inside, so that IPv4 and IPv6 are one code. An ``Occupancy`` is one address space: what is
taken in it (given out, reserved) can never be given again, what is held (kept free for somebody's growth)
only when there is nothing else.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import ip_network

from meshctl.topology.models import Network

_BITS = {4: 32, 6: 128}


@dataclass(frozen=True, slots=True)
class Found:
    """A free range. ``gave_up_growth``: it lies in what was held for somebody, or holds less than asked."""

    range: Network
    gave_up_growth: bool


@dataclass(slots=True)
class _Spans:
    """Ranges of one family by first address, last address inclusive, overlapping ones merged."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def add(self, first: int, last: int) -> None:
        low = bisect_left(self.ends, first)
        high = bisect_right(self.starts, last)
        if low < high:
            first, last = min(first, self.starts[low]), max(last, self.ends[high - 1])
        self.starts[low:high] = [first]
        self.ends[low:high] = [last]

    def first_fit(self, first: int, last: int, size: int) -> int | None:
        """The lowest multiple of ``size`` in first to last whose next ``size`` addresses are all free."""
        start = -(-first // size) * size
        index = bisect_left(self.ends, start)
        while start + size - 1 <= last:
            if index == len(self.starts) or self.starts[index] > start + size - 1:
                return start
            start = -(-(self.ends[index] + 1) // size) * size
            index = bisect_left(self.ends, start, index)
        return None


class Occupancy:
    """One address space while ranges are given out in it."""

    def __init__(self) -> None:
        self._taken = {4: _Spans(), 6: _Spans()}
        self._held = {4: _Spans(), 6: _Spans()}
        self._named: list[tuple[int, int, int, str]] = []

    def take(self, taken: Network, name: str, growth: int = 0) -> None:
        """Mark a range as ``name``'s, and hold ``growth`` doublings of it."""
        first, last = span(taken)
        self._taken[taken.version].add(first, last)
        self._held[taken.version].add(first, last)
        insort(self._named, (taken.version, first, last, name))
        if growth:
            self._held[taken.version].add(*span(held(taken, growth)))

    def holders(self, wanted: Network) -> list[tuple[Network, str]]:
        """Who has a part of ``wanted``, in order of address."""
        first, last = span(wanted)
        return [
            (_network(version, low, high), name)
            for version, low, high, name in self._named
            if version == wanted.version and low <= last and first <= high
        ]

    def find(self, prefix: int, within: Iterable[Network], growth: int = 0) -> Found | None:
        """The first free range of that prefix length in ``within``, tried in order.

        First with all its doublings of growth free and nothing held for others; then with fewer; at last
        anywhere that is free. None where there is nothing at all.
        """
        places = list(within)
        for doublings in range(growth, -1, -1):
            for place in places:
                found = self._fit(self._held, prefix, place, doublings)
                if found is not None:
                    return Found(found, doublings < growth)
        for place in places:
            found = self._fit(self._taken, prefix, place, 0)
            if found is not None:
                return Found(found, True)
        return None

    def _fit(self, spans: dict[int, _Spans], prefix: int, place: Network, growth: int) -> Network | None:
        bits = _BITS[place.version]
        start = spans[place.version].first_fit(*span(place), 1 << (bits - prefix + growth))
        return None if start is None else ip_network((start, prefix))


def span(network: Network) -> tuple[int, int]:
    """First and last address as integers."""
    return int(network.network_address), int(network.broadcast_address)


def held(network: Network, growth: int) -> Network:
    """The range after that many doublings, as far as the family allows."""
    return network.supernet(prefixlen_diff=min(growth, network.prefixlen))


def prefix_for(addresses: int, bits: int = 32) -> int:
    """The longest prefix whose range has at least so many addresses."""
    return bits - max(addresses - 1, 0).bit_length()


def _network(version: int, first: int, last: int) -> Network:
    return ip_network((first, _BITS[version] - (last - first).bit_length()))
