"""Routes spread as the clouds spread them."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Network

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshctl.proof.fabric import DirectRoute, Fabric, Place, Speaker
from meshctl.proof.routes import tables, way
from tests.proof.fabrics import RANGES, triangle, tunnel


def code(fabric: Fabric, source: str, target: str) -> str:
    """The code of the fault on the way between two networks; empty where there is none."""
    found = way(fabric, tables(fabric), source, target, fabric.clusters[target].pods[0])
    return found.fault.code if found.fault else ""


def test_a_full_mesh_is_one_hop() -> None:
    """Every pair meets directly."""
    fabric = triangle()
    for source in RANGES:
        for target in RANGES.keys() - {source}:
            found = way(fabric, tables(fabric), source, target, fabric.clusters[target].pods[0])
            assert found.fault is None
            assert found.hops == (source, target)


@pytest.mark.parametrize(("middle", "passes"), [("azure", True), ("aws", True), ("gcp", False)])
def test_transit_depends_on_the_cloud_in_the_middle(middle: str, passes: bool) -> None:
    """Azure and AWS gateways pass learned routes on, Cloud Routers do not (X-TRANSIT)."""
    first, second = sorted(RANGES.keys() - {middle})
    fabric = triangle((first, middle), (middle, second))
    assert code(fabric, first, second) == ("" if passes else "MC712")


def test_an_overlapping_own_range_swallows_the_packet() -> None:
    """The local route wins, even over a narrower learned one: a silent black hole."""
    fabric = triangle()
    wide = replace(fabric.places["aws"], ranges=(IPv4Network("10.0.0.0/15"),))
    assert code(replace(fabric, places={**fabric.places, "aws": wide}), "aws", "gcp") == "MC711"


def test_without_a_link_there_is_no_route() -> None:
    """Nothing is learned where nothing is joined."""
    assert code(triangle(("aws", "azure")), "aws", "gcp") == "MC712"


def test_peerings_that_point_at_each_other_are_a_circle() -> None:
    """Static routes that send a packet back and forth are found."""
    fabric = triangle(("aws", "azure"))
    pods = fabric.clusters["gcp"].pods
    direct = (DirectRoute("one", "aws", "azure", pods), DirectRoute("two", "azure", "aws", pods))
    assert code(replace(fabric, direct=direct), "aws", "gcp") == "MC713"


@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1])))
def test_reachability_over_transit_hubs_agrees_with_a_graph_library(edges: set[tuple[int, int]]) -> None:
    """Where every hub passes routes on, networks reach each other exactly when a graph says connected."""
    names = [f"n{number}" for number in range(8)]
    base = triangle(("aws", "gcp"))
    ends = []
    for number, (first, second) in enumerate(sorted(edges)):
        pair = tunnel(number + 1, "aws", "gcp")
        for end, here, there in ((pair[0], first, second), (pair[1], second, first)):
            ends.append(
                replace(
                    end,
                    speaker=f"hub-{names[here]}",
                    outside=f"{here}-{number}",
                    peer_outside=f"{there}-{number}",
                    peer_asn=65000 + there,
                )
            )
    fabric = replace(
        base,
        places={name: Place(name, name, (IPv4Network(f"10.{n}.0.0/16"),)) for n, name in enumerate(names)},
        speakers={
            f"hub-{name}": Speaker(f"hub-{name}", name, name, 65000 + n, readvertises=True)
            for n, name in enumerate(names)
        },
        ends=tuple(ends),
    )
    graph = networkx.Graph()
    graph.add_nodes_from(range(8))
    graph.add_edges_from(edges)
    known = tables(fabric)
    for first in range(8):
        for second in range(8):
            if first != second:
                found = way(fabric, known, names[first], names[second], IPv4Network(f"10.{second}.3.0/24"))
                assert (found.fault is None) == networkx.has_path(graph, first, second)
                if found.fault is None:
                    assert len(found.hops) - 1 == networkx.shortest_path_length(graph, first, second)
