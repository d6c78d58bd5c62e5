"""Link between AWS and a data centre: one connection, whose two tunnels end in the same device."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from stacks.link import aws_half, keys


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, pulumi.Input[Any]]:
    """Program ``link/aws_onprem`` of docs/reference/units.md."""
    psk = keys.make(spec["tunnels"])
    device = spec["onprem"]
    addresses = {customer["name"]: device["address"] for customer in spec["aws"]["customer_gateways"]}
    aws = aws_half.connect(spec, upstream["aws_gateway_id"], aws_half.Peer(addresses, device["asn"]), psk)
    return {
        "tunnels": [
            {"name": name, "cloud_address": address, "onprem_address": device["address"]}
            for name, address in aws.addresses.items()
        ],
        "keys": pulumi.Output.secret(psk),
    }
