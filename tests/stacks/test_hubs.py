"""The hub programs: the gateway of a site, as its spec says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

GATEWAY = (
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/shop-dublin/providers"
    "/Microsoft.Network/virtualNetworkGateways/shop-dublin-vpn"
)


@pytest.mark.parametrize(
    ("program", "example", "counts"),
    [
        ("aws", "hub_aws_vgw", {"VpnGateway": 1, "VpnGatewayAttachment": 1, "VpnGatewayRoutePropagation": 2}),
        ("aws", "hub_aws_tgw", {"Route": 6, "TransitGateway": 1, "VpcAttachment": 1}),
        ("gcp", "hub_gcp", {"HaVpnGateway": 1, "Router": 1}),
        ("azure", "hub_azure", {"PublicIPAddress": 2, "VirtualNetworkGateway": 1}),
    ],
)
def test_each_hub_registers_its_gateway(
    run: Callable[..., Any], program: str, example: str, counts: dict[str, int]
) -> None:
    """Counts and kinds, and nothing of another kind of gateway."""
    assert run(f"hub/{program}", example).counts() == counts


def test_azure_gateway_names_its_own_ip_configurations(run: Callable[..., Any]) -> None:
    """The ids do not exist yet when the gateway is made; they follow from the subnet's."""
    (gateway,) = run("hub/azure").inputs("VirtualNetworkGateway").values()
    peering = gateway["bgpSettings"]["bgpPeeringAddresses"]
    assert [p["ipconfigurationId"] for p in peering] == [
        f"{GATEWAY}/ipConfigurations/instance-{number}" for number in (0, 1)
    ]
    assert peering[1]["customBgpIpAddresses"] == ["169.254.21.10", "169.254.21.14", "169.254.21.22"]
    assert gateway["sku"] == {"name": "VpnGw2AZ", "tier": "VpnGw2AZ"}


def test_gcp_hub_gives_the_two_addresses_in_order(run: Callable[..., Any]) -> None:
    """Interface 0 and 1, which the links' maps count on."""
    assert run("hub/gcp").outputs["addresses"] == ["35.0.0.1", "35.0.0.2"]


def test_a_virtual_private_gateway_takes_its_number_as_text(run: Callable[..., Any]) -> None:
    """The AWS provider wants the ASN as a string."""
    (gateway,) = run("hub/aws", "hub_aws_vgw").inputs("VpnGateway").values()
    assert gateway["amazonSideAsn"] == "64520"
