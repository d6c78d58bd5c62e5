"""The simulated Kubernetes: every object lives in the cluster that a provider's kubeconfig points at."""

from __future__ import annotations

from meshctl.simulate.kind import Package
from meshctl.simulate.kubernetes import objects, release
from meshctl.simulate.kubernetes.connection import place

PACKAGE = Package("kubernetes", place, {**objects.KINDS, **release.KINDS}, other=objects.any_kind)
