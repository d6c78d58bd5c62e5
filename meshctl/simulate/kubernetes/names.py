"""How Kubernetes calls its types and objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CLUSTER_WIDE = frozenset(
    {
        *("Namespace", "Node", "PersistentVolume", "ClusterRole", "ClusterRoleBinding", "StorageClass"),
        *("CustomResourceDefinition", "GatewayClass", "IngressClass", "PriorityClass"),
        *("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"),
    }
)
"""Kinds whose objects lie in no namespace."""


def parts(token: str) -> tuple[str, str, str]:
    """Group (``core`` for the one without a name), version and kind of a type."""
    _, api_version, kind = token.split(":")
    group, _, version = api_version.partition("/")
    return group, version, kind


def plural(kind: str) -> str:
    """``networkpolicies`` of ``NetworkPolicy``."""
    word = kind.lower()
    if word.endswith("y") and word[-2] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "ss")) else f"{word}s"


def resource(token: str) -> str:
    """What messages call a type: ``secrets``, ``gateways.networking.istio.io``."""
    group, _, kind = parts(token)
    return plural(kind) if group == "core" else f"{plural(kind)}.{group}"


def object_id(token: str, metadata: Mapping[str, Any]) -> str:
    """``namespace/name``, or the name alone where objects have no namespace."""
    name = str(metadata["name"])
    return name if parts(token)[2] in CLUSTER_WIDE else f"{metadata.get('namespace') or 'default'}/{name}"
