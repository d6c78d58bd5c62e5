"""Networks of Google Cloud and Azure: what follows from names, one in the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi_azure_native.network import Subnet, VirtualNetwork
from pulumi_azure_native.provider import Provider as Azure
from pulumi_azure_native.resources.resource_group import ResourceGroup
from pulumi_gcp.compute import Network, Subnetwork
from pulumi_gcp.provider import Provider as Gcp


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, Any]:
    gcp = pulumi.ResourceOptions(provider=Gcp("gcp-europe-west1", region="europe-west1"))
    network = Network("net", name="net", auto_create_subnetworks=False, opts=gcp)
    Subnetwork("sub", name="sub", network=network.id, ip_cidr_range="10.0.0.0/20", region="europe-west1", opts=gcp)
    azure = pulumi.ResourceOptions(provider=Azure("azure-northeurope", location="northeurope"))
    group = ResourceGroup("group", resource_group_name="group", location="northeurope", opts=azure)
    vnet = VirtualNetwork(
        "vnet",
        virtual_network_name="vnet",
        resource_group_name=group.name,
        location="northeurope",
        address_space={"address_prefixes": ["10.1.0.0/16"]},
        opts=azure,
    )
    Subnet(
        "part",
        subnet_name="part",
        virtual_network_name=vnet.name,
        resource_group_name=group.name,
        address_prefix="10.1.0.0/20",
        opts=azure,
    )
    return {}
