"""The simulated clouds by the name of their Pulumi package, each loaded when it is first asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from meshctl.simulate.kind import Package

MODULES = {
    "aws": "meshctl.simulate.aws",
    "azure-native": "meshctl.simulate.azure",
    "gcp": "meshctl.simulate.gcp",
    "kubernetes": "meshctl.simulate.kubernetes",
    "random": "meshctl.simulate.passwords",
    "tls": "meshctl.simulate.tls",
}


@cache
def package(name: str) -> Package:
    """The package; its module has it as ``PACKAGE``."""
    found: Package = import_module(MODULES[name]).PACKAGE
    return found
