"""The clusters of a site.

::

    clusters:
      - { name: shop-va, nodes: { type: m6i.xlarge, min: 3, max: 30 }, services: 4096 }
"""

from __future__ import annotations

from typing import Final

from meshctl.topology.containers import REQUIRED, Key, ListOf, Record
from meshctl.topology.models import CloudName, Cluster, ClusterRanges, Nodes, PodAddresses
from meshctl.topology.quantities import Range
from meshctl.topology.reading import Values
from meshctl.topology.scalars import Choice, Count, Text, free_text, label

LONGEST_NAME: Final = 24

NODE_TYPES: Final = {
    CloudName.AWS: "m6i.xlarge",
    CloudName.GCP: "e2-standard-4",
    CloudName.AZURE: "Standard_D4s_v5",
    CloudName.ONPREM: "none",
}
"""4 vCPU and 16 GiB in each cloud."""

NODES: Final = Record(
    "nodes",
    (
        Key(
            "type",
            Text("a machine type", "such as m6i.xlarge", r"^[A-Za-z0-9][A-Za-z0-9._-]*$", 63),
            "Machine type of the cloud; default: "
            + ", ".join(f"{name} ({cloud.value})" for cloud, name in NODE_TYPES.items())
            + ".",
        ),
        Key("min", Count("the smallest number of nodes", 1, 15000), "Nodes at least.", 3),
        Key(
            "max",
            Count("the largest number of nodes", 1, 15000),
            "Nodes at most; addresses suffice for these.",
            10,
        ),
    ),
)

RANGES: Final = Record(
    "the ranges of a cluster",
    tuple(
        Key(name, ListOf(f"ranges of {name}", Range()), f"Take exactly these for {name}; [] to allocate.", [])
        for name in ("nodes", "pods", "services")
    ),
)

EXISTING: Final = Record(
    "an existing cluster",
    (Key("context", free_text("a kubeconfig context"), "kubeconfig context of the cluster.", REQUIRED),),
)

CLUSTER: Final = Record(
    "a cluster",
    (
        Key("name", label("the name of a cluster", LONGEST_NAME), "Unique over all sites.", REQUIRED),
        Key(
            "kubernetes",
            Text("a Kubernetes minor version", 'such as "1.34"', r"^1\.[0-9]{1,2}$", number=True),
            "Kubernetes minor version.",
            "1.34",
        ),
        Key("nodes", NODES, "Machine type and counts.", {}),
        Key("pods_per_node", Count("pods per node", 8, 1000), "Pods that a node must hold.", 110),
        Key("services", Count("the number of services", 1, 1048576), "Service addresses wanted.", 4096),
        Key(
            "pod_addresses",
            Choice("pod_addresses", PodAddresses),
            "Can pods be reached from outside the cluster.",
            PodAddresses.ROUTABLE.value,
        ),
        Key("ranges", RANGES, "Take exactly these ranges instead of allocating.", {}),
        Key("network", label("the name of a network", LONGEST_NAME), "Mesh network that it must be in."),
        Key("existing", EXISTING, "Adopt a running cluster instead of creating one."),
    ),
)


def build_cluster(values: Values, cloud: CloudName) -> Cluster:
    nodes, ranges, existing = values["nodes"], values["ranges"], values["existing"]
    return Cluster(
        name=values["name"],
        kubernetes=values["kubernetes"],
        nodes=Nodes(nodes["type"] or NODE_TYPES[cloud], nodes["min"], nodes["max"]),
        pods_per_node=values["pods_per_node"],
        services=values["services"],
        pod_addresses=values["pod_addresses"],
        ranges=ClusterRanges(ranges["nodes"], ranges["pods"], ranges["services"]),
        network=values["network"],
        existing_context=existing["context"] if existing else None,
    )
