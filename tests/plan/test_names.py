"""Names and tags in the clouds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from meshctl.plan.names import Names, fit
from meshctl.plan.tags import tags
from meshctl.topology.models import CloudName, Environment

NAMES = Names("shop", "pr-17")


def test_environment_is_part_of_every_name() -> None:
    """`shop-pr-17-virginia`; without an environment `shop-virginia`."""
    assert NAMES.of("virginia") == "shop-pr-17-virginia"
    assert Names("shop", None).of("virginia") == "shop-virginia"


@given(st.text("abc-", min_size=1, max_size=90), st.integers(12, 63))
def test_fit_keeps_the_limit(name: str, limit: int) -> None:
    """Never longer than the limit, and untouched where it fits."""
    found = fit(name, limit)
    assert len(found) <= limit
    assert found == name or len(name) > limit


def test_shortened_names_stay_apart() -> None:
    """Two long names that begin alike are told apart by their hash."""
    assert fit("a" * 70, 40) != fit("a" * 71, 40)


def test_labels_of_gcp() -> None:
    """Lower case, no slash or tilde, and a letter first."""
    environment = Environment(None, "Team", {"Cost/Centre": "47 11", "1st": "x"})
    found = tags(CloudName.GCP, "link/a~b", NAMES, environment)
    assert found == {
        "cost-centre": "47-11",
        "meshctl-env": "pr-17",
        "meshctl-mesh": "shop",
        "meshctl-unit": "link-a-b",
        "owner": "team",
        "t-1st": "x",
    }


def test_tags_of_aws_and_azure() -> None:
    """AWS has no tilde in a value, Azure no question mark in a key."""
    environment = Environment(None, None, {"why?": "a~b"})
    assert tags(CloudName.AWS, "link/a~b", NAMES, environment)["meshctl-unit"] == "link/a-b"
    assert tags(CloudName.AWS, "x", NAMES, environment)["why-"] == "a-b"
    assert tags(CloudName.AZURE, "link/a~b", NAMES, environment)["why-"] == "a~b"
