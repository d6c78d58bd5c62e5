"""The section ``addresses``: where meshctl may allocate.

::

    addresses:
      pools: [10.0.0.0/8, 100.64.0.0/10]
      reserved: [{ range: 10.0.0.0/15, why: head office }]
"""

from __future__ import annotations

from typing import Final

from meshctl.topology.containers import REQUIRED, Key, ListOf, Record
from meshctl.topology.models import Addresses, Reserved, Reuse
from meshctl.topology.quantities import Range
from meshctl.topology.reading import Values
from meshctl.topology.scalars import Choice, Count, free_text

RESERVED: Final = Record(
    "a reserved range",
    (
        Key("range", Range(), "Never allocate here.", REQUIRED),
        Key("why", free_text("why the range is reserved"), "Repeated in every message about it.", REQUIRED),
    ),
)

ADDRESSES: Final = Record(
    "addresses",
    (
        Key(
            "pools",
            ListOf("pools", Range("an IPv4 range", "such as 10.0.0.0/8", (4,)), fewest=1),
            "Where meshctl may allocate, in order of preference.",
            ["10.0.0.0/8", "100.64.0.0/10"],
        ),
        Key("ipv6", Range("an IPv6 range", "such as fd5e:ed31:718f::/48", (6,)), "Makes the mesh dual-stack."),
        Key("reserved", ListOf("reserved ranges", RESERVED), "Ranges that are never allocated.", []),
        Key("growth", Count("growth", 0, 8), "Doublings kept free beside every range that is allocated.", 1),
        Key(
            "reuse",
            Choice("reuse", Reuse),
            "May clusters in different networks share addresses.",
            Reuse.WHEN_NEEDED.value,
        ),
    ),
)


def build_addresses(values: Values) -> Addresses:
    return Addresses(
        pools=values["pools"],
        ipv6=values["ipv6"],
        reserved=tuple(Reserved(entry["range"], entry["why"]) for entry in values["reserved"]),
        growth=values["growth"],
        reuse=values["reuse"],
    )
