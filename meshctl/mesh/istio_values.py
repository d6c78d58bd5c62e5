"""Values of Istio's own charts, the same in both models: only the name of the network differs."""

from __future__ import annotations

from typing import Any, Final

from meshctl.mesh.request import Member, MeshRequest
from meshctl.topology.models import CloudName

REPLICAS: Final = 2
FAIL: Final = {"validationFailurePolicy": "Fail"}
"""The charts' default changes once istiod runs, which an engine would put back at every run."""


def base() -> dict[str, Any]:
    """Chart ``base``: definitions of Istio's kinds, and the account that other clusters read with."""
    return {"base": FAIL}


def istiod(request: MeshRequest, member: Member) -> dict[str, Any]:
    """Chart ``istiod``: the control plane of one cluster of the mesh."""
    values: dict[str, Any] = {
        "global": {
            "meshID": request.name,
            "network": member.network,
            "multiCluster": {"clusterName": member.cluster},
        },
        "meshConfig": {
            "trustDomain": request.mesh.trust_domain,
            # Services that only other clusters have are found by name as well.
            "defaultConfig": {"proxyMetadata": {"ISTIO_META_DNS_CAPTURE": "true"}},
        },
        "autoscaleMin": REPLICAS,
        "base": FAIL,
    }
    if member.cloud is CloudName.AZURE:
        # AKS rewrites the selectors of webhooks that do not say this.
        values["sidecarInjectorWebhookAnnotations"] = {"admissions.enforcer/disabled": "true"}
    return values
