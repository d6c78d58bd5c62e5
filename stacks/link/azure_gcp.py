"""Link between Azure and GCP: a tunnel from each interface of the HA VPN gateway to an Azure instance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from stacks.link import azure_half, gcp_half, keys


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, pulumi.Input[Any]]:
    """Program ``link/azure_gcp`` of docs/reference/units.md (recipe D3)."""
    psk = keys.make(spec["tunnels"])
    # GZ-MAP: external interface 0 and 1 are Azure's instances 0 and 1.
    azure = {
        tunnel["tunnel"]: upstream["azure_addresses"][tunnel["external_interface"]] for tunnel in spec["gcp"]["tunnels"]
    }
    gcp = {tunnel["tunnel"]: upstream["gcp_addresses"][tunnel["interface"]] for tunnel in spec["gcp"]["tunnels"]}
    external = {tunnel["external_interface"]: azure[tunnel["tunnel"]] for tunnel in spec["gcp"]["tunnels"]}
    gcp_half.connect(spec, upstream, gcp_half.Peer("azure", external, spec["azure"]["asn"]), psk)
    azure_half.connect(spec, upstream, azure_half.Peer("gcp", gcp, spec["gcp"]["asn"]), psk)
    return {"tunnels": [{"name": name, "azure_address": azure[name], "gcp_address": gcp[name]} for name in azure]}
