"""Verdicts that whole plans hardly reach: other passes refuse their causes first."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_network

from meshctl.plan.assigned import AssignedCluster
from meshctl.plan.blueprint import Blueprint
from meshctl.plan.joins import joins
from meshctl.plan.model import PlannedCluster
from meshctl.plan.names import Names
from meshctl.plan.pairs import pairs, refusals
from meshctl.plan.verdicts import Verdict, verdicts
from meshctl.topology.models import CloudName
from tests.plan.meshes import AWS, GCP, connect, written


def _given(name: str, pods: str) -> AssignedCluster:
    return AssignedCluster(name, name, 1, (), (ip_network(pods),), (), 3)


def _verdict(more: str, first: str, second: str) -> Verdict:
    loaded = written(AWS, GCP, more=more)
    joined, _ = joins(loaded.topology, loaded.positions)
    given = {"belgium": _given("belgium", first), "virginia": _given("virginia", second)}
    return verdicts(loaded.topology, joined, given)[0]


def _refused(more: str, first: str, second: str) -> list[str]:
    loaded = written(AWS, GCP, more=more)
    verdict = _verdict(more, first, second)
    clusters = {
        name: PlannedCluster(name, name, CloudName.AWS, "shop", 1, (), (), (), 3, 110, "routable")
        for name in ("belgium", "virginia")
    }
    blueprint = Blueprint(loaded.topology, Names("shop", None), {}, clusters, (), {}, (), {})
    blueprint = replace(blueprint, pairs=pairs(blueprint, [verdict]))
    return [finding.code for finding in refusals(blueprint, loaded.positions)]


def test_overlap_is_named_with_both_ranges() -> None:
    """Pods that share addresses cannot be flat, and both ranges are named; `flat` refuses it: MC403."""
    obstacle = _verdict("", "10.1.0.0/16", "10.1.128.0/17").obstacle
    assert obstacle is not None
    assert obstacle.code == "ranges-overlap"
    assert "10.1.0.0/16" in obstacle.text
    assert "10.1.128.0/17" in obstacle.text
    assert _refused(connect("{ model: flat }"), "10.1.0.0/16", "10.1.128.0/17") == ["MC403"]


def test_ambient_does_not_carry_one_network() -> None:
    """The ambient data plane needs a gateway a cluster; `flat` refuses it: MC404."""
    ambient = "mesh: { data_plane: ambient }\n"
    obstacle = _verdict(ambient, "10.1.0.0/16", "10.2.0.0/16").obstacle
    assert obstacle is not None
    assert obstacle.code == "data-plane"
    assert _refused(ambient + connect("{ model: flat }"), "10.1.0.0/16", "10.2.0.0/16") == ["MC404"]


def test_nothing_in_the_way() -> None:
    """A direct link and ranges apart: flat over it."""
    found = _verdict("", "10.1.0.0/16", "10.2.0.0/16")
    assert (found.obstacle, found.through) == (None, ("belgium~virginia",))
