"""The whole file: the sections put together."""

from __future__ import annotations

from typing import Final

from meshctl.topology.containers import REQUIRED, Key, ListOf, Record
from meshctl.topology.models import Topology
from meshctl.topology.reading import Values
from meshctl.topology.scalars import Choice, label
from meshctl.topology.sections.addresses import ADDRESSES, build_addresses
from meshctl.topology.sections.connect import CONNECT, build_connect
from meshctl.topology.sections.mesh import MESH, build_mesh
from meshctl.topology.sections.sites import SITE, build_site
from meshctl.topology.sections.surroundings import ENVIRONMENT, STATE, build_environment, build_state

API_VERSION: Final = "meshctl/v1"

DOCUMENT: Final = Record(
    "the topology",
    (
        Key("apiVersion", Choice("apiVersion", (API_VERSION,)), "Version of this file's form.", REQUIRED),
        Key("name", label("the name of the mesh", 20), "Prefix of every name in the clouds.", REQUIRED),
        Key("addresses", ADDRESSES, "Where meshctl may allocate.", {}),
        Key("sites", ListOf("sites", SITE, fewest=1), "Networks and data centres of the mesh.", REQUIRED),
        Key("connect", CONNECT, "How sites are joined.", {}),
        Key("mesh", MESH, "Which service mesh, and how it treats calls.", {}),
        Key("state", STATE, "Where the state of what was built is kept.", {}),
        Key("environment", ENVIRONMENT, "For test environments.", {}),
    ),
)


def build_topology(values: Values) -> Topology:
    """The topology of a file in which nothing is wrong."""
    return Topology(
        name=values["name"],
        addresses=build_addresses(values["addresses"]),
        sites=tuple(build_site(site) for site in values["sites"]),
        connect=build_connect(values["connect"]),
        mesh=build_mesh(values["mesh"], values["name"]),
        state=build_state(values["state"]),
        environment=build_environment(values["environment"]),
    )
