"""The section ``sites``: VPCs, regional parts of VPC networks, VNets and data centres.

::

    sites:
      - { name: virginia, cloud: aws, region: us-east-1 }
      - name: frankfurt-dc
        cloud: onprem
        ranges: [192.168.0.0/20]
        router: { public_ip: 203.0.113.10, asn: 65010 }
"""

from __future__ import annotations

from typing import Final

from meshctl.topology.containers import REQUIRED, Key, ListOf, MapOf, Record, node_of
from meshctl.topology.models import CloudName, Cluster, Machine, Router, Site
from meshctl.topology.quantities import IpAddress, Range
from meshctl.topology.reading import Reading, Values
from meshctl.topology.scalars import Choice, Count, Text, free_text, label
from meshctl.topology.sections.clusters import CLUSTER, LONGEST_NAME, build_cluster

MACHINE: Final = Record(
    "a machine",
    (
        Key(
            "name",
            label("the name of a machine", LONGEST_NAME),
            "Unique over clusters and machines.",
            REQUIRED,
        ),
        Key("address", IpAddress(), "Where the machine is reached from inside the mesh.", REQUIRED),
        Key("service", label("the name of a service", 63), "Service that the machine provides.", REQUIRED),
        Key(
            "ports",
            MapOf("ports by name", label("the name of a port", 15), Count("a port", 1, 65535)),
            "Ports of the service by name.",
            {},
        ),
    ),
)

ROUTER: Final = Record(
    "a router",
    (
        Key(
            "public_ip",
            IpAddress("a public IPv4 address", "such as 203.0.113.10", (4,)),
            "Address that the clouds build their tunnels to.",
            REQUIRED,
        ),
        Key("asn", Count("an AS number", 1, 4294967294), "AS number that it speaks BGP with.", REQUIRED),
        Key(
            "kind",
            label("the kind of a router", 63),
            "Which configuration is written for it.",
            "strongswan-frr",
        ),
    ),
)

# A data centre has no region and no account; a cloud has no router. Loader: checks/sites.py.
_BY_CLOUD: Final = {
    "if": {"properties": {"cloud": {"const": "onprem"}}},
    "then": {
        "required": ["ranges"],
        "properties": {
            "region": {"type": "null"},
            "account": {"type": "null"},
            "existing": {"type": "null"},
            "ranges": {"minItems": 1},
        },
    },
    "else": {
        "required": ["region"],
        "properties": {"region": {"type": "string"}, "router": {"type": "null"}},
    },
}

SITE: Final = Record(
    "a site",
    (
        Key("name", label("the name of a site", LONGEST_NAME), "Unique over all sites.", REQUIRED),
        Key("cloud", Choice("cloud", CloudName), "Who runs it.", REQUIRED),
        Key(
            "region",
            Text("a region", "such as us-east-1", r"^[a-z][a-z0-9-]*$", 63),
            "Region in the words of the cloud; none for a data centre.",
        ),
        Key(
            "account",
            free_text("an account"),
            "AWS profile, GCP project or Azure subscription; default: ambient.",
        ),
        Key("zones", Count("the number of zones", 1, 6), "Availability zones to spread over.", 3),
        Key("ranges", ListOf("ranges of a site", Range()), "Take exactly these; [] to allocate.", []),
        Key("existing", free_text("a network id"), "Adopt this network instead of creating one; needs ranges."),
        Key(
            "clusters",
            ListOf("clusters", CLUSTER),
            "Default: one named as the site, none in a data centre; [] for none.",
        ),
        Key("machines", ListOf("machines", MACHINE), "Machines outside Kubernetes that join the mesh.", []),
        Key("router", ROUTER, "Data centres only: the device that ends the tunnels."),
    ),
    only_if=_BY_CLOUD,
)


def build_site(values: Values) -> Site:
    router = values["router"]
    return Site(
        name=values["name"],
        cloud=values["cloud"],
        region=values["region"] or "",
        account=values["account"],
        zones=values["zones"],
        ranges=values["ranges"],
        existing=values["existing"],
        clusters=_clusters(values),
        machines=tuple(
            Machine(machine["name"], machine["address"], machine["service"], machine["ports"])
            for machine in values["machines"]
        ),
        router=Router(router["public_ip"], router["asn"], router["kind"]) if router else None,
    )


def _clusters(values: Values) -> tuple[Cluster, ...]:
    cloud: CloudName = values["cloud"]
    written = values["clusters"]
    if written is None:
        if cloud is CloudName.ONPREM:
            return ()
        written = (CLUSTER.read(node_of({"name": values["name"]}), values.at("clusters[0]"), Reading("")),)
    return tuple(build_cluster(cluster, cloud) for cluster in written)
