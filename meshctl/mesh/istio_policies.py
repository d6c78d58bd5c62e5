"""Objects that hold for the whole mesh: mutual TLS, who may call, and where calls go first.

They stand in Istio's root namespace of every cluster and are the same in all of them.
"""

from __future__ import annotations

from typing import Any

from meshctl.topology.models import Access, Mesh, Mtls

NAMESPACE = "istio-system"
_MODES = {Mtls.STRICT: "STRICT", Mtls.PERMISSIVE: "PERMISSIVE"}


def placed(name: str, api_version: str, kind: str, spec: dict[str, Any], after: list[str]) -> dict[str, Any]:
    """An object of the spec: a whole manifest, and the releases that must stand before it."""
    manifest = {
        "apiVersion": api_version,
        "kind": kind,
        "metadata": {"name": name, "namespace": NAMESPACE},
        "spec": spec,
    }
    return {"name": name, "manifest": manifest, "after": after}


def policies(mesh: Mesh, gateway: dict[str, str] | None, gateway_port: int) -> list[dict[str, Any]]:
    """Objects ``[{name, manifest, after}]``; ``gateway`` is the labels of the east-west gateway's pods."""
    after = ["istiod"]
    mutual = {"mtls": {"mode": _MODES[mesh.mtls]}}
    found = [
        placed("mesh-mtls", "security.istio.io/v1", "PeerAuthentication", mutual, after),
        placed("mesh-locality", "networking.istio.io/v1", "DestinationRule", _LOCALITY, after),
    ]
    if mesh.access is Access.DENY:
        found += _deny(gateway, gateway_port, after)
    return found


_LOCALITY: dict[str, Any] = {
    # Regions have different names in each cloud, so that nearness goes by network and cluster.
    "host": "*.local",
    "trafficPolicy": {
        "loadBalancer": {
            "simple": "LEAST_REQUEST",
            "localityLbSetting": {
                "enabled": True,
                "failoverPriority": ["topology.istio.io/network", "topology.istio.io/cluster"],
            },
        },
        # Without it nothing ever fails over.
        "outlierDetection": {
            "consecutive5xxErrors": 3,
            "interval": "5s",
            "baseEjectionTime": "30s",
            "maxEjectionPercent": 100,
        },
    },
}


def _deny(gateway: dict[str, str] | None, port: int, after: list[str]) -> list[dict[str, Any]]:
    found = []
    if gateway is not None:
        # A policy without rules in the root namespace hits gateways too. Theirs only passes TLS on by its
        # server name; who may call is decided where it ends, at the workload.
        passing = {
            "selector": {"matchLabels": gateway},
            "action": "ALLOW",
            "rules": [{"to": [{"operation": {"ports": [str(port)]}}]}],
        }
        found.append(placed("allow-east-west-gateway", "security.istio.io/v1", "AuthorizationPolicy", passing, after))
    return [*found, placed("mesh-default-deny", "security.istio.io/v1", "AuthorizationPolicy", {}, after)]
