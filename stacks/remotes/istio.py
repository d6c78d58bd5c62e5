"""What one cluster's control plane needs to read all others: a Secret with a kubeconfig for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi_kubernetes.core.v1.Secret import Secret
from pulumi_kubernetes.provider import Provider


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, pulumi.Input[Any]]:
    """Program ``remotes/istio`` of docs/reference/units.md."""
    # Changed in place: istiod takes a new token from the Secret that it knows, and ignores a second one.
    provider = Provider(spec["name"], kubeconfig=upstream["kubeconfig"], enable_secret_mutable=True)
    for remote in spec["secrets"]:
        Secret(
            remote["name"],
            metadata={
                "name": remote["name"],
                "namespace": spec["namespace"],
                "labels": {"istio/multiCluster": "true"},
                "annotations": {"networking.istio.io/cluster": remote["cluster"]},
            },
            type="Opaque",
            string_data={remote["cluster"]: pulumi.Output.secret(upstream[remote["input"]])},
            opts=pulumi.ResourceOptions(provider=provider),
        )
    return {"clusters": [remote["cluster"] for remote in spec["secrets"]]}
