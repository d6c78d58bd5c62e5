"""Peering of two GCP sites: each network peers with the other, and both together are one peering."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi_gcp import compute

from stacks import providers


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, pulumi.Input[Any]]:
    """Program ``link/gcp_peering`` of docs/reference/units.md."""
    before: list[pulumi.Resource] = []
    for mine, other in ((0, 1), (1, 0)):
        end = spec["ends"][mine]
        peering = compute.NetworkPeering(
            end["name"],
            name=end["name"],
            network=upstream[f"network_id_{mine}"],
            peer_network=upstream[f"network_id_{other}"],
            # GCP refuses two peering operations on one network at the same time.
            opts=pulumi.ResourceOptions(provider=providers.gcp(end, suffix=f"-{end['site']}"), depends_on=before),
        )
        before = [peering]
    # The second completes the peering: at the first's making the other half was missing.
    return {"status": peering.state}
