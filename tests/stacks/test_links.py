"""The link programs transcribe recipes D1 to D3: the right resources, with the right values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

RECIPES = {
    "aws_gcp": {
        "CustomerGateway": 2,
        "ExternalVpnGateway": 1,
        "RandomPassword": 4,
        "RouterInterface": 4,
        "RouterPeer": 4,
        "VPNTunnel": 4,
        "VpnConnection": 2,
    },
    "aws_azure": {
        "CustomerGateway": 2,
        "LocalNetworkGateway": 4,
        "RandomPassword": 4,
        "VirtualNetworkGatewayConnection": 4,
        "VpnConnection": 2,
    },
    "azure_gcp": {
        "ExternalVpnGateway": 1,
        "LocalNetworkGateway": 2,
        "RandomPassword": 2,
        "RouterInterface": 2,
        "RouterPeer": 2,
        "VPNTunnel": 2,
        "VirtualNetworkGatewayConnection": 2,
    },
    "aws_onprem": {"CustomerGateway": 1, "RandomPassword": 2, "VpnConnection": 1},
    "gcp_onprem": {
        "ExternalVpnGateway": 1,
        "RandomPassword": 2,
        "RouterInterface": 2,
        "RouterPeer": 2,
        "VPNTunnel": 2,
    },
    "azure_onprem": {"LocalNetworkGateway": 1, "RandomPassword": 1, "VirtualNetworkGatewayConnection": 1},
    "aws_peering": {"Route": 6, "VpcPeeringConnection": 1, "VpcPeeringConnectionAccepter": 1},
    "gcp_peering": {"NetworkPeering": 2},
    "azure_peering": {"VirtualNetworkPeering": 2},
}


@pytest.mark.parametrize("program", RECIPES)
def test_each_link_registers_the_resources_of_its_recipe(run: Callable[..., Any], program: str) -> None:
    """Counts and kinds are those of the recipe, no more and no less."""
    assert run(f"link/{program}").counts() == RECIPES[program]


def test_aws_and_gcp_meet_on_the_interfaces_of_the_recipe(run: Callable[..., Any]) -> None:
    """AG-MAP: connection 1 on interface 0 at external 0, 1; connection 2 on interface 1 at external 2, 3."""
    done = run("link/aws_gcp")
    tunnels = done.inputs("VPNTunnel").values()
    assert [(t["vpnGatewayInterface"], t["peerExternalGatewayInterface"]) for t in tunnels] == [
        (0, 0),
        (0, 1),
        (1, 2),
        (1, 3),
    ]
    (external,) = done.inputs("ExternalVpnGateway").values()
    assert [(i["id"], i["ipAddress"]) for i in external["interfaces"]] == [
        (0, "shop-belgium-virginia-vpn-0-outside-1"),
        (1, "shop-belgium-virginia-vpn-0-outside-2"),
        (2, "shop-belgium-virginia-vpn-1-outside-1"),
        (3, "shop-belgium-virginia-vpn-1-outside-2"),
    ]
    assert [g["ipAddress"] for g in done.inputs("CustomerGateway").values()] == ["35.242.0.1", "35.220.0.1"]


def test_customer_gateways_are_never_shared(run: Callable[..., Any]) -> None:
    """CGW-DUP: a device name of its own; ASNs go to AWS as text."""
    gateways = run("link/aws_gcp").inputs("CustomerGateway")
    assert {name: g["deviceName"] for name, g in gateways.items()} == {name: name for name in gateways}
    assert {g["bgpAsn"] for g in gateways.values()} == {"64521"}


def test_both_sides_of_a_tunnel_have_the_same_key(run: Callable[..., Any]) -> None:
    """The key is k and the password, on both clouds."""
    done = run("link/aws_gcp")
    first = done.inputs("VpnConnection")["shop-belgium-virginia-vpn-0"]["tunnel1PresharedKey"]
    tunnel = done.inputs("VPNTunnel")["shop-belgium-virginia-1"]["sharedSecret"]
    assert str(tunnel) == str(first)
    assert "ksecret-shop-belgium-virginia-key-1" in str(first)


def test_azure_connections_name_the_bgp_address_of_both_instances(run: Callable[..., Any]) -> None:
    """VNG-APIPA-SEL: each connection sets the address in use and a placeholder."""
    connections = run("link/aws_azure").inputs("VirtualNetworkGatewayConnection").values()
    assert [[a["customBgpIpAddress"] for a in c["gatewayCustomBgpIpAddresses"]] for c in connections] == [
        ["169.254.21.2", "169.254.21.10"],
        ["169.254.21.6", "169.254.21.14"],
    ] * 2
    assert {c["ipsecPolicies"][0]["pfsGroup"] for c in connections} == {"ECP384"}


def test_keys_for_a_data_centre_are_a_secret_output(run: Callable[..., Any]) -> None:
    """The device's configuration needs the keys, and nobody else."""
    done = run("link/azure_onprem")
    assert done.secrets == {"keys"}
    assert set(done.outputs["keys"]) == {"1", "2"}


def test_a_peering_has_a_provider_for_each_end(run: Callable[..., Any]) -> None:
    """Two regions, or one region twice: the names never meet."""
    assert run("link/aws_peering").providers() == {"aws-us-east-2-ohio", "aws-us-east-1-virginia"}
