"""The section ``connect``: how sites are joined.

::

    connect:
      model: flat
      links:
        - { between: [virginia, belgium], via: vpn, bandwidth: 2Gbps, survive: 1 }
"""

from __future__ import annotations

from typing import Final

from meshctl.topology.containers import REQUIRED, Key, ListOf, Record, WordOr
from meshctl.topology.models import Connect, LinkPolicy, LinkWish, Model, Via
from meshctl.topology.quantities import BANDWIDTH
from meshctl.topology.reading import Values
from meshctl.topology.scalars import Choice, Count, label
from meshctl.topology.sections.clusters import LONGEST_NAME

_SITE: Final = label("the name of a site", LONGEST_NAME)

LINK: Final = Record(
    "a link",
    (
        Key("between", ListOf("the two sites of a link", _SITE, fewest=2, most=2), "The two sites.", REQUIRED),
        Key(
            "via",
            Choice("via", Via),
            "What the link is made of; none: these two are not joined.",
            Via.AUTO.value,
        ),
        Key("bandwidth", BANDWIDTH, "Bandwidth that it must carry."),
        Key(
            "survive",
            Count("survive", 0, 3),
            "Failures of a tunnel, gateway instance or device that it must outlive.",
            1,
        ),
    ),
)

CONNECT: Final = Record(
    "connect",
    (
        Key(
            "model",
            Choice("model", Model),
            "auto: flat where it can be, pair by pair; flat: one network; gateway: each cluster its own.",
            Model.AUTO.value,
        ),
        Key(
            "links",
            WordOr(Choice("links", LinkPolicy), ListOf("links", LINK)),
            "Which sites are joined: a policy, or the links themselves.",
            LinkPolicy.AUTO.value,
        ),
        Key("hub", _SITE, "hub-and-spoke only: the site in the middle."),
    ),
)


def build_connect(values: Values) -> Connect:
    links = values["links"]
    if not isinstance(links, LinkPolicy):
        links = tuple(_build_link(link) for link in links)
    return Connect(values["model"], links, values["hub"])


def _build_link(values: Values) -> LinkWish:
    first, second = sorted(values["between"])
    return LinkWish((first, second), values["via"], values["bandwidth"], values["survive"])
