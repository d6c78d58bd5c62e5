"""Unit ``trust``: one root for the whole mesh, and an intermediate for each cluster.

The root's key stays in the engine's state. Each intermediate is an output of its own, so that a cluster
that joins changes nothing for the others.
"""

from __future__ import annotations

from meshctl.mesh.request import MeshRequest
from meshctl.units import OutputRef, Unit

UNIT = "trust"
ROOT_HOURS = 87_600
"""Ten years."""
INTERMEDIATE_HOURS = 43_800
"""Five years; workload certificates never outlive their chain."""
COMMON_NAME_LIMIT = 64
"""RFC 5280, ub-common-name."""


def trust(request: MeshRequest, dns_name: str) -> Unit:
    """The unit; ``dns_name`` is what the intermediates stand for: the control plane's own name."""
    spec = {
        "name": request.name,
        "cloud": None,
        "region": None,
        "account": None,
        "tags": {},  # keys and certificates carry none
        "trust_domain": request.mesh.trust_domain,
        "organization": request.name,
        "root": {
            "common_name": f"{request.name} root CA"[:COMMON_NAME_LIMIT],
            "validity_hours": ROOT_HOURS,
        },
        "intermediates": [
            {
                "cluster": cluster,
                "common_name": f"{cluster} intermediate CA"[:COMMON_NAME_LIMIT],
                "dns_name": dns_name,
                "validity_hours": INTERMEDIATE_HOURS,
            }
            for cluster in sorted(member.cluster for member in request.members)
        ],
    }
    return Unit(UNIT, "trust", "trust/tls", spec)


def root_cert() -> OutputRef:
    """The certificate of the root."""
    return OutputRef(UNIT, "root_cert")


def intermediate(cluster: str) -> OutputRef:
    """Certificate, key and chain of a cluster's own authority."""
    return OutputRef(UNIT, f"intermediate_{cluster}")
