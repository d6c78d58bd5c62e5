"""`--only`: what a name means."""

from __future__ import annotations

import pytest

from meshctl.errors import InputError
from meshctl.plan.selection import named, with_needs
from meshctl.units import OutputRef, Unit

UNITS = (
    Unit("trust", "trust", "trust/tls", {}),
    Unit("network/virginia", "network", "network/aws", {}),
    Unit("cluster/virginia", "cluster", "cluster/aws", {}, {"vpc": OutputRef("network/virginia", "vpc_id")}),
    Unit("mesh/virginia", "mesh", "mesh/istio", {}, {"k": OutputRef("cluster/virginia", "kubeconfig")}, ("trust",)),
    Unit("link/belgium~virginia", "link", "link/aws_gcp", {}),
)
NAMES = [unit.name for unit in UNITS]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("trust", {"trust"}),
        ("network/virginia", {"network/virginia"}),
        ("virginia", {"network/virginia", "cluster/virginia", "mesh/virginia"}),
        ("belgium~virginia", {"link/belgium~virginia"}),
    ],
)
def test_a_name_means_a_unit_or_all_of_a_site_or_link(name: str, expected: set[str]) -> None:
    """Whole words only."""
    assert named(NAMES, [name]) == expected


def test_needs_come_along() -> None:
    """Everything below, however deep, and nothing beside."""
    assert with_needs(UNITS, ["mesh/virginia"]) == {"mesh/virginia", "cluster/virginia", "network/virginia", "trust"}


def test_unknown_names_are_all_told_with_the_nearest() -> None:
    """MC007 for each."""
    with pytest.raises(InputError) as caught:
        named(NAMES, ["virgina", "qqq", "trust"])
    first, second = caught.value.findings
    assert (first.code, first.hint) == ("MC007", "did you mean `virginia`?")
    assert "belgium~virginia" in second.hint
