"""Link between Azure and a data centre: one connection, with a tunnel from each instance.

A connection has one shared key, so both tunnels have the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from stacks.link import azure_half, keys


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, pulumi.Input[Any]]:
    """Program ``link/azure_onprem`` of docs/reference/units.md."""
    device, tunnels = spec["onprem"], spec["tunnels"]
    (connection,) = spec["azure"]["connections"]
    psk = keys.make([tunnel for tunnel in tunnels if tunnel["name"] == connection["tunnel"]])
    address = {connection["tunnel"]: device["address"]}
    azure_half.connect(spec, upstream, azure_half.Peer("onprem", address, device["asn"]), psk)
    return {
        "tunnels": [
            {
                "name": tunnel["name"],
                "cloud_address": upstream["azure_addresses"][instance],
                "onprem_address": device["address"],
            }
            for instance, tunnel in enumerate(tunnels)
        ],
        "keys": pulumi.Output.secret({tunnel["name"]: psk[connection["tunnel"]] for tunnel in tunnels}),
    }
