"""Istio, multi-primary with sidecars: a control plane in every cluster, each reading all others.

Clusters of one network reach each other's pods by address; between networks calls go through east-west
gateways. Nothing else differs.
"""

from __future__ import annotations

from typing import Any, Final

from meshctl.mesh import istio_gateway, istio_values
from meshctl.mesh.istio_findings import findings
from meshctl.mesh.istio_policies import NAMESPACE, policies
from meshctl.mesh.istio_versions import Version, resolve
from meshctl.mesh.request import Member, MeshRequest
from meshctl.mesh.trust import intermediate, root_cert, trust
from meshctl.topology.models import Mesh
from meshctl.units import OutputRef, Unit

__all__ = ["findings", "units"]

REPOSITORY: Final = "https://istio-release.storage.googleapis.com/charts"
READER: Final = {
    "namespace": NAMESPACE,
    "service_account": "istio-reader-service-account",
    "secret": "istio-reader-service-account-istio-remote-secret-token",
}
"""The account that the control planes of other clusters read with, and the Secret of its token."""


def units(request: MeshRequest) -> tuple[Unit, ...]:
    """The units of the whole mesh, sorted by name."""
    version = resolve(request.mesh.version)
    if version is None:
        raise LookupError(f"Istio {request.mesh.version} is not known")
    members = sorted(request.members, key=lambda member: member.cluster)
    found = [trust(request, f"istiod.{NAMESPACE}.svc")]
    for member in members:
        found.append(_mesh(request, member, version))
        others = [other.cluster for other in members if other.cluster != member.cluster]
        if others:
            found.append(_remotes(member, others))
    return tuple(sorted(found, key=lambda unit: unit.name))


def _mesh(request: MeshRequest, member: Member, version: Version) -> Unit:
    spec = {
        **_place(member),
        "tags": dict(sorted(member.tags.items())),
        "cluster": member.cluster,
        "number": member.number,
        "network": member.network,
        "mesh_id": request.name,
        "trust_domain": request.mesh.trust_domain,
        "version": version.text,
        "namespaces": [{"name": NAMESPACE, "labels": {"topology.istio.io/network": member.network}}],
        "charts": _charts(request, member, version),
        "objects": _objects(request.mesh, member),
        "gateway": istio_gateway.GATEWAY if member.gateway else None,
        "late_values": istio_gateway.late_values(member) if member.gateway else [],
        "reader": READER,
    }
    cluster = f"cluster/{member.cluster}"
    inputs = {name: OutputRef(cluster, name) for name in ("kubeconfig", "endpoint", "ca")}
    inputs |= {"root_cert": root_cert(), "intermediate": intermediate(member.cluster)}
    if member.gateway:
        inputs |= istio_gateway.inputs(member)
    return Unit(f"mesh/{member.cluster}", "mesh", "mesh/istio", spec, inputs)


def _place(member: Member) -> dict[str, Any]:
    return {
        "name": member.prefix,
        "cloud": str(member.cloud),
        "region": member.region,
        "account": member.account,
    }


def _charts(request: MeshRequest, member: Member, version: Version) -> list[dict[str, Any]]:
    charts = [
        _chart("istio-base", "base", version, istio_values.base(), [], 300),
        _chart("istiod", "istiod", version, istio_values.istiod(request, member), ["istio-base"], 600),
    ]
    if not member.gateway:
        return charts
    # The gateway's image is filled in by istiod, its load balancer made by the cloud's controller.
    after = ["istiod"]
    if istio_gateway.has_controller(member):
        charts.append(istio_gateway.controller(member))
        after.append(istio_gateway.CONTROLLER)
    values = istio_gateway.values(member)
    return [*charts, _chart(istio_gateway.RELEASE, "gateway", version, values, after, 900)]


def _chart(
    release: str, chart: str, version: Version, values: dict[str, Any], after: list[str], timeout: int
) -> dict[str, Any]:
    return {
        "release": release,
        "chart": chart,
        "repository": REPOSITORY,
        "version": version.text,
        "namespace": NAMESPACE,
        "values": values,
        "after": after,
        "timeout": timeout,
    }


def _objects(mesh: Mesh, member: Member) -> list[dict[str, Any]]:
    labels = istio_gateway.LABELS if member.gateway else None
    found = policies(mesh, labels, istio_gateway.PORT)
    return [*found, istio_gateway.opening()] if member.gateway else found


def _remotes(member: Member, others: list[str]) -> Unit:
    spec = {
        **_place(member),
        "tags": {},  # nothing that it makes carries any
        "cluster": member.cluster,
        "namespace": NAMESPACE,
        "secrets": [
            {"name": f"istio-remote-secret-{other}", "cluster": other, "input": f"reader_{other}"} for other in others
        ],
    }
    inputs = {"kubeconfig": OutputRef(f"cluster/{member.cluster}", "kubeconfig")}
    inputs |= {f"reader_{other}": OutputRef(f"mesh/{other}", "reader_kubeconfig") for other in others}
    # The secrets lie in the namespace that the mesh's unit makes.
    after = (f"mesh/{member.cluster}",)
    return Unit(f"remotes/{member.cluster}", "remotes", "remotes/istio", spec, inputs, after)
