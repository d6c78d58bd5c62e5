"""Link between GCP and a data centre: a tunnel from each interface to one device."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from stacks.link import gcp_half, keys


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, pulumi.Input[Any]]:
    """Program ``link/gcp_onprem`` of docs/reference/units.md."""
    psk = keys.make(spec["tunnels"])
    device, tunnels = spec["onprem"], spec["gcp"]["tunnels"]
    external = {tunnel["external_interface"]: device["address"] for tunnel in tunnels}
    gcp_half.connect(spec, upstream, gcp_half.Peer("onprem", external, device["asn"]), psk)
    return {
        "tunnels": [
            {
                "name": tunnel["tunnel"],
                "cloud_address": upstream["gcp_addresses"][tunnel["interface"]],
                "onprem_address": device["address"],
            }
            for tunnel in tunnels
        ],
        "keys": pulumi.Output.secret(psk),
    }
