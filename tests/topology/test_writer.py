"""Writing a topology out: what was written loads to what it was."""

from __future__ import annotations

from hypothesis import given

from meshctl.topology import dump, load_text
from meshctl.topology.models import Topology
from tests.strategies import topologies


@given(topologies())
def test_what_is_dumped_loads_to_the_same(topology: Topology) -> None:
    """Any topology survives being written and read."""
    assert load_text(dump(topology), "f").topology == topology


@given(topologies())
def test_dumping_twice_gives_the_same_text(topology: Topology) -> None:
    """What was loaded from a dump is dumped byte for byte alike."""
    text = dump(topology)
    assert dump(load_text(text, "f").topology) == text


def test_everything_is_written_out() -> None:
    """The smallest file comes back with every section and every default."""
    smallest = "apiVersion: meshctl/v1\nname: a\nsites: [{ name: b, cloud: gcp, region: europe-west1 }]\n"
    text = dump(load_text(smallest, "f").topology)
    for line in (
        "pools: [10.0.0.0/8, 100.64.0.0/10]",
        "nodes: {type: e2-standard-4, min: 3, max: 10}",
        "trust_domain: a.internal",
        "connect: {model: auto, links: auto}",
        "version: '1.30'",
    ):
        assert line in text
