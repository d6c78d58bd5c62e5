"""The mesh as installed in each cluster: network, root, gateway, remote secrets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from meshctl.engine.built import Resource
from meshctl.proof.fabric import BuiltMesh, Part
from meshctl.proof.inventory import Inventory

RELEASE = "kubernetes:helm.sh/v3:Release"
SECRET = "kubernetes:core/v1:Secret"  # noqa: S105 -- a resource type
STACK = "pulumi:pulumi:Stack"


def read(inventory: Inventory) -> Part:
    """One entry for each cluster that has a control plane."""
    return Part(meshes=tuple(_meshes(inventory)))


def _meshes(inventory: Inventory) -> Iterator[BuiltMesh]:
    for release in inventory.all(RELEASE):
        if release.outputs.get("chart") != "istiod":
            continue
        cluster = release.unit.split("/", 1)[1]
        values = release.outputs.get("values") or {}
        stack = _stack(inventory, release.unit)
        yield BuiltMesh(
            cluster=cluster,
            network=_network_label(inventory, release.unit) or str(values["global"]["network"]),
            trust_domain=str((values.get("meshConfig") or {}).get("trustDomain", "cluster.local")),
            root=_text(stack.get("root_cert")),
            gateway=_text(stack.get("gateway_address")),
            gateway_ports=_ports(inventory, release.unit),
            remotes=frozenset(_remotes(inventory, cluster)),
        )


def _stack(inventory: Inventory, unit: str) -> Mapping[str, Any]:
    for stack in inventory.all(STACK):
        if stack.unit == unit:
            return stack.outputs
    return {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _network_label(inventory: Inventory, unit: str) -> str | None:
    for namespace in inventory.all("kubernetes:core/v1:Namespace"):
        labels = namespace.outputs["metadata"].get("labels") or {}
        if namespace.unit == unit and "topology.istio.io/network" in labels:
            return str(labels["topology.istio.io/network"])
    return None


def _ports(inventory: Inventory, unit: str) -> tuple[int, ...]:
    """Ports that Gateway objects open for other networks."""
    ports = {
        int(server["port"]["number"])
        for gateway in _gateways(inventory, unit)
        for server in gateway.outputs["spec"]["servers"]
        if server["tls"]["mode"] == "AUTO_PASSTHROUGH"
    }
    return tuple(sorted(ports))


def _gateways(inventory: Inventory, unit: str) -> Iterator[Resource]:
    for version in ("v1", "v1beta1", "v1alpha3"):
        for gateway in inventory.all(f"kubernetes:networking.istio.io/{version}:Gateway"):
            if gateway.unit == unit:
                yield gateway


def _remotes(inventory: Inventory, cluster: str) -> Iterator[str]:
    for secret in inventory.all(SECRET):
        metadata = secret.outputs["metadata"]
        if secret.unit != f"remotes/{cluster}":
            continue
        if (metadata.get("labels") or {}).get("istio/multiCluster") == "true":
            yield str(metadata["annotations"]["networking.istio.io/cluster"])
