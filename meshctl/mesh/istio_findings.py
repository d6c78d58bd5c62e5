"""What speaks against Istio in these clusters: versions that do not fit, and what is not built yet."""

from __future__ import annotations

from collections.abc import Iterator

from meshctl.findings import Finding, Severity
from meshctl.mesh.istio_versions import RELEASES, SOURCE, Version, resolve
from meshctl.topology.models import Cluster, DataPlane, Positions, Topology


def findings(topology: Topology, positions: Positions) -> tuple[Finding, ...]:
    """Errors for what cannot be installed, warnings and notes for the rest, sorted."""
    return tuple(sorted(_findings(topology, positions)))


def _findings(topology: Topology, positions: Positions) -> Iterator[Finding]:
    mesh = topology.mesh
    if mesh.data_plane is DataPlane.AMBIENT:
        yield Finding(
            positions.where("mesh.data_plane"),
            "MC503",
            Severity.ERROR,
            "the ambient data plane is not built yet",
            "use `data_plane: sidecar`",
        )
    if mesh.observe:
        yield Finding(
            positions.where("mesh.observe"),
            "MC514",
            Severity.NOTE,
            f"{', '.join(sorted(mesh.observe))}: what is to be observed is recorded and not installed yet",
            "use `observe: []` to say that nothing is wanted",
        )
    where = positions.where("mesh.version")
    version = resolve(mesh.version)
    if version is None:
        text, hint = f"Istio {mesh.version} is not known", f"use {' or '.join(sorted(RELEASES))}"
        yield Finding(where, "MC510", Severity.ERROR, text, hint, SOURCE)
        return
    yield from _patch(version, where)
    for number, site in enumerate(topology.sites):
        for index, cluster in enumerate(site.clusters):
            place = positions.where(f"sites[{number}].clusters[{index}].kubernetes")
            yield from _kubernetes(version, cluster, place)


def _patch(version: Version, where: str) -> Iterator[Finding]:
    newest = f"{version.minor}.{version.release.newest_patch}"
    if version.patch < version.release.oldest_patch:
        yield Finding(
            where,
            "MC512",
            Severity.WARNING,
            f"Istio {version.text} loses the endpoints of other clusters when their remote secrets change",
            f"use {newest}",
            "https://github.com/istio/istio/issues/61043",
        )
    if version.patch > version.release.newest_patch:
        yield Finding(
            where,
            "MC513",
            Severity.WARNING,
            f"Istio {version.text} is newer than the newest patch that is known, {newest}",
            f"use {version.minor} for {newest}, unless {version.text} has been released",
        )


def _kubernetes(version: Version, cluster: Cluster, where: str) -> Iterator[Finding]:
    supported = version.release.kubernetes
    if int(cluster.kubernetes.partition(".")[2]) not in supported:
        yield Finding(
            where,
            "MC511",
            Severity.ERROR,
            f"cluster {cluster.name}: Istio {version.minor} does not support Kubernetes {cluster.kubernetes}",
            f"use Kubernetes 1.{supported[0]} to 1.{supported[-1]}, or another version of Istio",
            SOURCE,
        )
