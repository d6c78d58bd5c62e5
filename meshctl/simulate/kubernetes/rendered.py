"""What the simulated Helm puts into a cluster for a chart: the objects that others look for.

A real chart makes dozens of objects; a release here makes those that something reads: the namespaced
Services, service accounts and config maps of a mesh, and the custom resource definitions that its policies
need. Everything is a plain manifest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from meshctl.simulate.kubernetes.names import plural

Manifest = dict[str, Any]

ISTIO_DEFINITIONS: Mapping[str, tuple[str, ...]] = {
    "networking.istio.io": (
        "DestinationRule",
        "EnvoyFilter",
        "Gateway",
        "ProxyConfig",
        "ServiceEntry",
        "Sidecar",
        "VirtualService",
        "WorkloadEntry",
        "WorkloadGroup",
    ),
    "security.istio.io": ("AuthorizationPolicy", "PeerAuthentication", "RequestAuthentication"),
    "telemetry.istio.io": ("Telemetry",),
    "extensions.istio.io": ("TrafficExtension", "WasmPlugin"),
}
"""Group → kinds that chart ``base`` of Istio defines; they outlive the release (helm.sh/resource-policy: keep)."""

_GATEWAY_PORTS = (("status-port", 15021), ("tls", 15443), ("tls-istiod", 15012), ("tls-webhook", 15017))
_PLAIN_PORTS = (("status-port", 15021), ("http2", 80), ("https", 443))


def manifests(chart: str, release: str, namespace: str, values: Mapping[str, Any]) -> list[Manifest]:
    """The objects of a release, without those of kinds that nothing here reads."""
    render = _CHARTS.get(chart)
    return render(release, namespace, values) if render else []


def _object(api_version: str, kind: str, name: str, namespace: str, **parts: Any) -> Manifest:
    metadata: dict[str, Any] = {"name": name}
    if namespace:
        metadata["namespace"] = namespace
    metadata |= parts.pop("metadata", {})
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **parts}


def _base(_release: str, namespace: str, _values: Mapping[str, Any]) -> list[Manifest]:
    definitions = [
        _object(
            "apiextensions.k8s.io/v1",
            "CustomResourceDefinition",
            f"{plural(kind)}.{group}",
            "",
            metadata={"annotations": {"helm.sh/resource-policy": "keep"}},
            spec={"group": group, "names": {"kind": kind}},
        )
        for group, kinds in ISTIO_DEFINITIONS.items()
        for kind in kinds
    ]
    return [*definitions, _object("v1", "ServiceAccount", "istio-reader-service-account", namespace)]


def _istiod(_release: str, namespace: str, values: Mapping[str, Any]) -> list[Manifest]:
    revision = values.get("revision") or ""
    name = f"istiod-{revision}" if revision else "istiod"
    ports = [("grpc-xds", 15010), ("https-dns", 15012), ("https-webhook", 443), ("http-monitoring", 15014)]
    return [
        _object("v1", "ServiceAccount", name, namespace),
        _service(name, namespace, "ClusterIP", ports, {"app": "istiod"}, {}),
        _object(
            "v1",
            "ConfigMap",
            f"istio-{revision}" if revision else "istio",
            namespace,
            data={"mesh": {**(values.get("meshConfig") or {})}},
        ),
    ]


def _gateway(release: str, namespace: str, values: Mapping[str, Any]) -> list[Manifest]:
    name = values.get("name") or release
    service = values.get("service") or {}
    network = values.get("networkGateway") or ""
    labels = {"app": name, "istio": name.removeprefix("istio-"), **(values.get("labels") or {})}
    if network:
        labels["topology.istio.io/network"] = network
    ports = [(port["name"], int(port["port"])) for port in service.get("ports") or ()]
    ports = ports if ports and not network else list(_GATEWAY_PORTS if network else _PLAIN_PORTS)
    manifest = _service(
        name, namespace, service.get("type") or "LoadBalancer", ports, labels, service.get("annotations") or {}
    )
    for key in ("loadBalancerClass", "loadBalancerIP", "loadBalancerSourceRanges", "externalTrafficPolicy"):
        if service.get(key):
            manifest["spec"][key] = service[key]
    return [_object("v1", "ServiceAccount", name, namespace), manifest]


def _service(
    name: str,
    namespace: str,
    kind: str,
    ports: list[tuple[str, int]],
    labels: Mapping[str, str],
    annotations: Mapping[str, str],
) -> Manifest:
    return _object(
        "v1",
        "Service",
        name,
        namespace,
        metadata={"labels": dict(labels), "annotations": dict(annotations)},
        spec={
            "type": kind,
            "ports": [{"name": label, "port": port, "protocol": "TCP"} for label, port in ports],
        },
    )


def _load_balancer_controller(_release: str, namespace: str, values: Mapping[str, Any]) -> list[Manifest]:
    account = values.get("serviceAccount") or {}
    if account.get("create", True):
        name = account.get("name") or "aws-load-balancer-controller"
        return [_object("v1", "ServiceAccount", name, namespace)]
    return []


_CHARTS: Mapping[str, Callable[[str, str, Mapping[str, Any]], list[Manifest]]] = {
    "base": _base,
    "istiod": _istiod,
    "gateway": _gateway,
    "aws-load-balancer-controller": _load_balancer_controller,
}
