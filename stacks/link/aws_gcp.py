"""Link between AWS and GCP: two connections of two tunnels each, to the HA VPN gateway."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from stacks.link import aws_half, gcp_half, keys


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, pulumi.Input[Any]]:
    """Program ``link/aws_gcp`` of docs/reference/units.md (recipe D1)."""
    psk = keys.make(spec["tunnels"])
    gcp_addresses = {
        customer["name"]: upstream["gcp_addresses"][customer["interface"]]
        for customer in spec["aws"]["customer_gateways"]
    }
    aws = aws_half.connect(spec, upstream["aws_gateway_id"], aws_half.Peer(gcp_addresses, spec["gcp"]["asn"]), psk)
    external = {tunnel["external_interface"]: aws.addresses[tunnel["tunnel"]] for tunnel in spec["gcp"]["tunnels"]}
    gcp_half.connect(spec, upstream, gcp_half.Peer("aws", external, spec["aws"]["asn"]), psk)
    return {
        "tunnels": [
            {
                "name": tunnel["tunnel"],
                "aws_address": aws.addresses[tunnel["tunnel"]],
                "gcp_address": upstream["gcp_addresses"][tunnel["interface"]],
            }
            for tunnel in spec["gcp"]["tunnels"]
        ],
        "aws_connection_ids": aws.connection_ids,
    }
