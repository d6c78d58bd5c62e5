"""Link between AWS and Azure: two connections of two tunnels each, to Azure's two instances."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from stacks.link import aws_half, azure_half, keys


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, pulumi.Input[Any]]:
    """Program ``link/aws_azure`` of docs/reference/units.md (recipe D2)."""
    psk = keys.make(spec["tunnels"])
    azure_addresses = {
        customer["name"]: upstream["azure_addresses"][customer["instance"]]
        for customer in spec["aws"]["customer_gateways"]
    }
    aws = aws_half.connect(spec, upstream["aws_gateway_id"], aws_half.Peer(azure_addresses, spec["azure"]["asn"]), psk)
    azure_half.connect(spec, upstream, azure_half.Peer("aws", aws.addresses, spec["aws"]["asn"]), psk)
    return {
        "tunnels": [
            {
                "name": tunnel,
                "aws_address": aws.addresses[tunnel],
                "azure_address": azure_addresses[connection["customer_gateway"]],
            }
            for connection in spec["aws"]["connections"]
            for tunnel in connection["tunnels"]
        ],
        "aws_connection_ids": aws.connection_ids,
    }
