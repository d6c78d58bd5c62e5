"""The network of a GCP site: a VPC network, a subnetwork for each cluster, Cloud NAT and firewall rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi_gcp import compute

from stacks import providers


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, pulumi.Input[Any]]:
    """Program ``network/gcp`` of docs/reference/units.md; takes nothing from other units."""
    opts = pulumi.ResourceOptions(provider=providers.gcp(spec))
    network = compute.Network(
        spec["network"]["name"],
        name=spec["network"]["name"],
        auto_create_subnetworks=False,  # GCP-AUTO
        mtu=spec["network"]["mtu"],
        routing_mode=spec["network"]["routing_mode"],
        opts=opts,
    )
    subnetworks = {
        subnetwork["name"]: compute.Subnetwork(
            subnetwork["name"],
            name=subnetwork["name"],
            network=network.self_link,
            region=spec["region"],
            ip_cidr_range=subnetwork["cidr"],
            secondary_ip_ranges=[
                {"range_name": secondary["name"], "ip_cidr_range": secondary["cidr"]}
                for secondary in subnetwork["secondary"]
            ],
            private_ip_google_access=True,  # private nodes fetch images from Google's registries
            opts=opts,
        )
        for subnetwork in spec["subnetworks"]
    }
    addresses = _nat(spec, network, opts)
    for rule in spec["firewalls"]:
        compute.Firewall(
            rule["name"],
            name=rule["name"],
            network=network.self_link,
            direction="INGRESS",
            priority=rule["priority"],
            source_ranges=rule["source_ranges"],
            allows=rule["allow"],
            opts=opts,
        )
    return {
        "network_id": network.self_link,
        "network_name": network.name,
        "subnetwork_ids": {key: subnetwork.self_link for key, subnetwork in subnetworks.items()},
        "nat_addresses": [address.address for address in addresses],
    }


def _nat(spec: Mapping[str, Any], network: compute.Network, opts: pulumi.ResourceOptions) -> list[compute.Address]:
    nat = spec["nat"]
    router = compute.Router(
        nat["router"], name=nat["router"], network=network.self_link, region=spec["region"], opts=opts
    )
    addresses = [
        compute.Address(
            address,
            name=address,
            address_type="EXTERNAL",
            region=spec["region"],
            labels=spec["tags"],
            opts=opts,
        )
        for address in nat["addresses"]
    ]
    compute.RouterNat(
        nat["name"],
        name=nat["name"],
        router=router.name,
        region=spec["region"],
        nat_ip_allocate_option="MANUAL_ONLY",
        nat_ips=[address.self_link for address in addresses],
        source_subnetwork_ip_ranges_to_nat="ALL_SUBNETWORKS_ALL_IP_RANGES",  # pods too (GKE-SNAT-OFF)
        opts=opts,
    )
    return addresses
