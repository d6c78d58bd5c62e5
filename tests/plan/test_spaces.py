"""Address spaces of sites that are joined and apart."""

from __future__ import annotations

from meshctl.plan.joins import joins
from meshctl.plan.spaces import of_clusters, one_space, space_for_each_group
from tests.plan.meshes import AWS, AZURE, GCP, connect, planned, written


def test_joined_sites_share_a_space() -> None:
    """Virginia and Belgium are linked, Dublin is alone."""
    loaded = written(AWS, GCP, AZURE, more=connect("{ links: [{ between: [virginia, belgium] }] }"))
    joined, _ = joins(loaded.topology, loaded.positions)
    by_site = space_for_each_group(loaded.topology, joined)
    assert by_site == {"virginia": "belgium", "belgium": "belgium", "dublin": "dublin"}
    assert of_clusters(loaded.topology, by_site)["dublin"] == "dublin"


def test_all_joined_is_the_shared_space() -> None:
    """Where all are joined there is nothing to set apart."""
    loaded = written(AWS, GCP)
    joined, _ = joins(loaded.topology, loaded.positions)
    assert space_for_each_group(loaded.topology, joined) == one_space(loaded.topology)


def test_when_needed_shares_addresses_once_the_pools_are_full() -> None:
    """A pool for one site: two gateway sites share it when needed, and are refused when never."""
    tight = "addresses: {{ pools: [10.64.0.0/17], growth: 0, reuse: {0} }}\n"
    shared = planned(AWS, GCP, AZURE, more=connect("{ model: gateway }") + tight.format("when-needed"))
    assert len(shared.sites) == 3
    apart = planned(AWS, GCP, AZURE, more=connect("{ model: gateway }") + tight.format("never"))
    assert apart.sites == ()
