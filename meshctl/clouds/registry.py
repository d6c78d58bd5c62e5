"""All clouds by name. A data centre has no regions, types or prices, and so is not among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from meshctl.clouds.base import Cloud
from meshctl.topology.models import CloudName

CLOUDS: Final[Mapping[CloudName, Cloud]] = {
    CloudName.AWS: Cloud(CloudName.AWS, ""),
    CloudName.AZURE: Cloud(CloudName.AZURE, ""),
    CloudName.GCP: Cloud(CloudName.GCP, "-"),
}

SECONDS: Final[Mapping[str, int]] = {
    "trust/tls": 5,
    "link/aws_gcp": 360,
    "link/aws_azure": 360,
    "link/azure_gcp": 180,
    "link/aws_onprem": 360,
    "link/gcp_onprem": 120,
    "link/azure_onprem": 180,
    "link/aws_peering": 60,
    "link/gcp_peering": 60,
    "link/azure_peering": 60,
    "mesh/istio": 240,
    "remotes/istio": 10,
}
"""How long the units take that belong to no single cloud."""


def seconds(program: str, kind: str = "") -> int:
    """Expected seconds of a unit by program; ``kind`` tells ``vgw`` from ``tgw``. KeyError if unknown."""
    if program in SECONDS:
        return SECONDS[program]
    cloud = CLOUDS[CloudName(program.partition("/")[2])]
    return cloud.seconds.get(f"{program}:{kind}") or cloud.seconds[program]
