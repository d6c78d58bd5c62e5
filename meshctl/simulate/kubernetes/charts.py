"""The chart repositories that the simulated Helm knows, and what can be fetched from them.

A repository that is not in the table is believed: nothing is known of it. In one that is, a chart that it
does not hold, or a version that was never released, is refused as Helm refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from meshctl.simulate.kind import CloudError


@dataclass(frozen=True, slots=True)
class Repository:
    """What one repository holds: its charts, and the newest patch of each minor release."""

    charts: frozenset[str]
    newest: Mapping[str, int]
    """``1.30`` → newest patch known, so that ``1.30`` resolves as Helm resolves a constraint."""


_ISTIO = Repository(
    frozenset({"base", "istiod", "cni", "ztunnel", "gateway", "ambient"}),
    {f"1.{minor}": 0 for minor in range(12, 30)} | {"1.30": 5, "1.31": 1},
)
_REPOSITORIES: Mapping[str, Repository] = {
    "https://istio-release.storage.googleapis.com/charts": _ISTIO,
    "https://aws.github.io/eks-charts": Repository(
        frozenset({"aws-load-balancer-controller", "aws-vpc-cni", "aws-for-fluent-bit", "appmesh-controller"}),
        {},
    ),
    "https://kiali.org/helm-charts": Repository(frozenset({"kiali-server", "kiali-operator"}), {}),
    "https://prometheus-community.github.io/helm-charts": Repository(
        frozenset({"prometheus", "kube-prometheus-stack", "prometheus-adapter", "alertmanager"}), {}
    ),
}
_VERSION = re.compile(r"v?\d+\.\d+(\.\d+)?(-[0-9A-Za-z.-]+)?")


def resolve(repository: str, chart: str, version: str) -> str:
    """The version that Helm fetches, or Helm's refusal. An empty version asks for the newest.

    ``1.30`` is a constraint and gives the newest patch of 1.30 that is known.
    """
    if not chart.startswith("oci://") and not repository.startswith(("https://", "http://")):
        raise CloudError("HelmError", f"could not find protocol handler for: {repository.partition(':')[0]}")
    if version and not _VERSION.fullmatch(version):
        raise CloudError("HelmError", f'chart "{chart}" version "{version}" invalid: improper constraint: {version}')
    known = _REPOSITORIES.get(repository.rstrip("/"))
    if known is None:
        return version
    if chart not in known.charts:
        raise CloudError("HelmError", f'chart "{chart}" not found in {repository} repository')
    return _release(known, repository, chart, version) if known.newest else version


def _release(known: Repository, repository: str, chart: str, version: str) -> str:
    """The patch release meant by a version or constraint of a repository whose releases are known."""
    wanted = version or max(known.newest, key=lambda minor: [int(part) for part in minor.split(".")])
    major, minor, *patch = wanted.split(".", 2)
    newest = known.newest.get(f"{major}.{minor}")
    if newest is None:
        raise CloudError("HelmError", f'chart "{chart}" version "{version}" not found in {repository} repository')
    return wanted if patch else f"{wanted}.{newest}"
