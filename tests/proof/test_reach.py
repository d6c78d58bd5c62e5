"""Pods reach pods on their own addresses, or the element that stops them is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshctl.proof.fabric import Fabric, Permission
from meshctl.proof.model import Answer, Verdict
from meshctl.proof.reach import _covered, verdicts
from meshctl.proof.routes import tables
from tests.proof.fabrics import triangle


def answers(fabric: Fabric) -> dict[str, Verdict]:
    """The verdicts from aws to gcp by layer."""
    found = verdicts(fabric, tables(fabric), fabric.clusters["aws"], fabric.clusters["gcp"])
    return {verdict.layer: verdict for verdict in found}


def changed(name: str, **values: object) -> Callable[[Fabric], Fabric]:
    """A change of one cluster."""

    def change(fabric: Fabric) -> Fabric:
        cluster = replace(fabric.clusters[name], **values)  # type: ignore[arg-type]  # the callers have the types
        return replace(fabric, clusters={**fabric.clusters, name: cluster})

    return change


def closed(fabric: Fabric) -> Fabric:
    """The firewall of gcp lets nothing of aws in."""
    kept = [rule for rule in fabric.permissions if rule.place != "gcp"]
    return replace(fabric, permissions=tuple(kept))


def test_a_sound_pair_is_reachable() -> None:
    """All three layers hold, and the route names its hops."""
    found = answers(triangle())
    assert {verdict.answer for verdict in found.values()} == {Answer.REACHABLE}
    assert found["route"].path == ("aws", "gcp")


@pytest.mark.parametrize(
    ("change", "layer", "code"),
    [
        (changed("gcp", routable=False), "route", "MC714"),
        (changed("aws", learns=False), "route", "MC716"),
        (closed, "firewall", "MC721"),
        (changed("aws", keeps_source=False), "source", "MC722"),
    ],
)
def test_each_fault_breaks_its_own_layer(change: Callable[[Fabric], Fabric], layer: str, code: str) -> None:
    """One change, one broken layer, one code; the other layers still hold."""
    found = answers(change(triangle()))
    broken = {name: verdict.fault.code for name, verdict in found.items() if verdict.fault}
    assert broken == {layer: code}


def test_pods_that_cannot_be_seen_are_undetermined() -> None:
    """What was not built is neither reachable nor unreachable."""
    verdict = answers(changed("gcp", pods=())(triangle()))["route"]
    assert verdict.answer is Answer.UNDETERMINED
    assert verdict.fault is not None
    assert verdict.fault.code == "MC715"


def test_some_of_the_pods_is_ambiguous() -> None:
    """One of two pod ranges lies where no route leads."""
    pods = (*triangle().clusters["gcp"].pods, IPv4Network("10.99.0.0/20"))
    assert answers(changed("gcp", pods=pods)(triangle()))["route"].answer is Answer.AMBIGUOUS


def test_a_rule_for_another_cluster_does_not_count() -> None:
    """Security groups belong to one cluster's nodes."""
    fabric = closed(triangle())
    other = Permission("gcp", "someone else", IPv4Network("0.0.0.0/0"))
    assert answers(replace(fabric, permissions=(*fabric.permissions, other)))["firewall"].fault is not None


@given(st.lists(st.tuples(st.integers(0, 63), st.integers(26, 32)), max_size=8), st.integers(26, 32))
def test_covered_agrees_with_counting_addresses(rules: list[tuple[int, int]], prefix: int) -> None:
    """A range is let in exactly when each of its addresses is in some allowed range."""
    allowed = [IPv4Network((0x0A000000 + start, length), strict=False) for start, length in rules]
    wanted = IPv4Network(("10.0.0.0", prefix))
    assert _covered(wanted, allowed) == all(any(one in range_ for range_ in allowed) for one in wanted)
