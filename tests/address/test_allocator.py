"""The allocator never gives an address twice, and uses what is free."""

from ipaddress import ip_network

from hypothesis import given
from hypothesis import strategies as st

from meshctl.address.allocator import Occupancy, prefix_for


@given(st.lists(st.integers(18, 28), max_size=40), st.integers(0, 2))
def test_ranges_never_overlap(prefixes: list[int], growth: int) -> None:
    """Whatever is asked for, all that was found is aligned, inside the pool and disjoint."""
    pool, occupancy = ip_network("10.0.0.0/16"), Occupancy()
    given_out = []
    for number, prefix in enumerate(prefixes):
        found = occupancy.find(prefix, [pool], growth)
        if found is not None:
            occupancy.take(found.range, str(number), growth)
            given_out.append(found.range)
    assert all(r.subnet_of(pool) for r in given_out)
    assert not any(a.overlaps(b) for i, a in enumerate(given_out) for b in given_out[:i])


def test_growth_is_given_up_before_anything_is_refused() -> None:
    """A pool that two ranges fill exactly takes both, and says that growth was given up."""
    pool, occupancy = ip_network("10.0.0.0/23"), Occupancy()
    occupancy.take(ip_network("10.0.0.0/24"), "first", 1)
    found = occupancy.find(24, [pool], 1)
    assert found is not None
    assert (str(found.range), found.gave_up_growth) == ("10.0.1.0/24", True)
    occupancy.take(found.range, "second")
    assert occupancy.find(28, [pool]) is None


def test_both_families_are_one_code() -> None:
    """IPv6 is allocated like IPv4."""
    occupancy = Occupancy()
    occupancy.take(ip_network("fd00::/64"), "first")
    found = occupancy.find(64, [ip_network("fd00::/48")])
    assert found is not None
    assert str(found.range) == "fd00:0:0:1::/64"


def test_holders_are_named() -> None:
    """Who has a part of a range is told."""
    occupancy = Occupancy()
    occupancy.take(ip_network("10.0.0.0/24"), "office")
    assert occupancy.holders(ip_network("10.0.0.0/16")) == [(ip_network("10.0.0.0/24"), "office")]


def test_prefix_for_counts() -> None:
    """The smallest power of two that holds a count."""
    assert [prefix_for(n) for n in (1, 2, 3, 256, 257)] == [32, 31, 30, 24, 23]
