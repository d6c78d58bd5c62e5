"""Tunnels come up only when both ends agree."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from meshctl.proof.fabric import End, Fabric
from meshctl.proof.model import Answer
from meshctl.proof.sessions import sessions, verdicts
from tests.proof.fabrics import triangle


def broken(fabric: Fabric) -> set[str]:
    """The codes of the tunnels that stay down."""
    return {verdict.fault.code for verdict in verdicts(fabric) if verdict.fault}


def test_all_tunnels_of_a_sound_triangle_come_up() -> None:
    """Three tunnels, three sessions, six good ends."""
    fabric = triangle()
    assert len(sessions(fabric)) == 3
    assert [verdict.answer for verdict in verdicts(fabric)] == [Answer.REACHABLE] * 6


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"inside": IPv4Address("169.254.99.1")}, "MC701"),
        ({"peer_inside": IPv4Address("169.254.99.2")}, "MC701"),
        ({"peer_asn": 65000}, "MC701"),
        ({"peer_outside": "elsewhere"}, "MC702"),
        ({"outside": "elsewhere"}, "MC702"),
    ],
)
def test_one_wrong_value_keeps_a_tunnel_down(change: dict[str, object], code: str) -> None:
    """Each value that one side has been told wrongly takes both ends down, and no other tunnel."""
    fabric = triangle()
    first = replace(fabric.ends[0], **change)  # type: ignore[arg-type]  # the table above has the types
    mutated = replace(fabric, ends=(first, *fabric.ends[1:]))
    down = [verdict for verdict in verdicts(mutated) if verdict.answer is Answer.UNREACHABLE]
    assert {verdict.source for verdict in down} == {fabric.ends[0].element, fabric.ends[1].element}
    assert code in broken(mutated)


def test_the_spare_half_of_an_azure_connection_is_not_a_fault() -> None:
    """A connection reaches out from both instances; one of them has no counterpart by design."""
    fabric = triangle(("aws", "azure"))
    good = next(end for end in fabric.ends if end.speaker == "hub-azure")
    halves: tuple[End, ...] = (
        replace(good, element="connection instance 0", spare=True),
        replace(good, element="connection instance 1", spare=True, outside="other", inside=good.peer_inside),
    )
    aws = tuple(end for end in fabric.ends if end.speaker == "hub-aws")
    assert broken(replace(fabric, ends=aws + halves)) == set()


def test_a_device_that_is_not_ours_is_not_judged() -> None:
    """Of a tunnel to a data centre only the cloud's side was built."""
    fabric = triangle(("aws", "azure"))
    ours = replace(fabric.ends[0], peer_outside="203.0.113.10")
    assert list(verdicts(replace(fabric, ends=(ours,)))) == []
