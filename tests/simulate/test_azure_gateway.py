"""Azure's VPN gateways and connections as they are simulated: what they tell, and every refusal."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from meshctl.simulate.azure import PACKAGE, edge, gateway, network
from meshctl.simulate.kind import CloudError
from tests.simulate.azure_site import PLACE, POLICY, PROVIDER, connection_inputs, gateway_inputs
from tests.simulate.small_cloud import Made, SmallCloud


@pytest.fixture
def azure(tmp_path: Path) -> SmallCloud:
    """An empty subscription."""
    return SmallCloud(tmp_path, PACKAGE, PROVIDER)


def test_a_gateway_takes_its_time() -> None:
    """T-AZ-VNG: 45 minutes."""
    assert PACKAGE.kind(gateway.VPN_GATEWAY).seconds == 45 * 60


def test_a_gateway_tells_its_speakers(azure: SmallCloud) -> None:
    """Each instance has its own address in the subnet, its link-local ones and its public one."""
    made = azure.create(gateway.VPN_GATEWAY, **gateway_inputs(azure))
    first, second = made["bgpSettings"]["bgpPeeringAddresses"]
    assert made["bgpSettings"]["bgpPeeringAddress"] == "10.0.255.4,10.0.255.5"
    assert first["customBgpIpAddresses"] == ["169.254.21.2", "169.254.22.2"]
    assert second["defaultBgpIpAddresses"] == ["10.0.255.5"]
    assert first["tunnelIpAddresses"] != second["tunnelIpAddresses"]
    assert made["ipConfigurations"][0]["id"] == f"{made.id}/ipConfigurations/instance-0"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sku": {"name": "VpnGw2"}}, "NonAzSkusNotAllowedForVPNGateway"),
        ({"sku": {"name": "Huge"}}, "InvalidGatewaySkuSpecified"),
        ({"sku": {"name": "VpnGw1AZ"}}, "InvalidVpnGatewayGeneration"),
        ({"sku": {"name": "Basic"}, "vpnGatewayGeneration": None}, "GatewaySkuDoesNotSupportFeature"),
        ({"vpnType": "PolicyBased"}, "VpnTypeNotSupported"),
        ({"activeActive": False}, "VirtualNetworkGatewayIpConfigurationsCountInvalid"),
        ({"ipConfigurations": []}, "ActiveActiveGatewayMustHaveTwoIpConfigurations"),
        ({"bgpSettings": {"asn": 65520}}, "InvalidBgpAsn"),
        (
            {"bgpSettings": {"bgpPeeringAddresses": [{"ipconfigurationId": "/x/other"}]}},
            "InvalidResourceReference",
        ),
    ],
)
def test_gateways_that_cannot_be(azure: SmallCloud, changes: dict[str, Any], code: str) -> None:
    """SKUs, generations, types, configurations and ASNs."""
    inputs = {**gateway_inputs(azure), **changes}
    with pytest.raises(CloudError) as refused:
        azure.create(gateway.VPN_GATEWAY, **inputs)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("address", "code"),
    [("169.254.23.2", "InvalidCustomBgpIpAddress"), ("169.254.21.6", "DuplicateCustomBgpIpAddress")],
)
def test_link_local_addresses(azure: SmallCloud, address: str, code: str) -> None:
    """VNG-APIPA, VNG-APIPA-UNIQ."""
    inputs = copy.deepcopy(gateway_inputs(azure))
    inputs["bgpSettings"]["bgpPeeringAddresses"][0]["customBgpIpAddresses"] = [address]
    with pytest.raises(CloudError, match=address) as refused:
        azure.create(gateway.VPN_GATEWAY, **inputs)
    assert refused.value.code == code


def test_a_gateway_lies_in_its_subnet(azure: SmallCloud) -> None:
    """AZ-GWSUB-NAME."""
    inputs = copy.deepcopy(gateway_inputs(azure))
    other = azure.create(
        network.SUBNET,
        subnetName="nodes",
        virtualNetworkName="net",
        resourceGroupName="shop",
        addressPrefix="10.0.0.0/24",
    )
    inputs["ipConfigurations"][0]["subnet"]["id"] = other.id
    with pytest.raises(CloudError, match="must be named GatewaySubnet"):
        azure.create(gateway.VPN_GATEWAY, **inputs)


def test_a_network_has_one_gateway(azure: SmallCloud) -> None:
    """AZ-VNG-ONE, and its public addresses are its own."""
    inputs = gateway_inputs(azure)
    azure.create(gateway.VPN_GATEWAY, **inputs)
    with pytest.raises(CloudError, match="already has the VPN gateway"):
        azure.create(gateway.VPN_GATEWAY, **{**inputs, "virtualNetworkGatewayName": "second"})


def test_a_public_address_of_another_sku(azure: SmallCloud) -> None:
    """VNG-AA: a gateway of the AZ SKUs takes Standard addresses."""
    inputs = gateway_inputs(azure)
    row = azure.store.rows(None, None, edge.PUBLIC_IP)[0]
    azure.store.change(row, {**row.inputs, "sku": {"name": "StandardV2"}}, row.outputs)
    with pytest.raises(CloudError, match="must be of SKU Standard"):
        azure.create(gateway.VPN_GATEWAY, **inputs)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"bgpSettings": {"asn": 65515}}, "InvalidBgpAsn"),
        ({"bgpSettings": {"asn": 12076}}, "InvalidBgpAsn"),
        ({"gatewayIpAddress": "somewhere"}, "InvalidIPAddress"),
    ],
)
def test_peers_that_cannot_be(azure: SmallCloud, changes: dict[str, Any], code: str) -> None:
    """VNG-ASN-65515, VNG-ASN-RSVD, and an address that is none."""
    gateway_inputs(azure)
    inputs = {"localNetworkGatewayName": "peer", "gatewayIpAddress": "35.0.0.1", **PLACE}
    with pytest.raises(CloudError) as refused:
        azure.create(gateway.LOCAL_GATEWAY, **{**inputs, **changes})
    assert refused.value.code == code


def test_a_connection_keeps_both_its_ends(azure: SmallCloud) -> None:
    """Gateway and peer stay while they are connected; the key is a secret."""
    inputs = connection_inputs(azure)
    made = azure.create(gateway.CONNECTION, **inputs)
    rows = [azure.store.rows(None, None, token)[0] for token in (gateway.VPN_GATEWAY, gateway.LOCAL_GATEWAY)]
    ends = [Made(row.token, row.id, row.outputs) for row in rows]
    for end in ends:
        with pytest.raises(CloudError, match="is in use by connection"):
            azure.delete(end)
    for each in (made, *ends):
        azure.delete(each)
    assert PACKAGE.kind(gateway.CONNECTION).secrets == {"sharedKey"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sharedKey": "with-hyphen"}, "InvalidSharedKey"),
        ({"sharedKey": ""}, "InvalidSharedKey"),
        ({"dpdTimeoutSeconds": 5}, "InvalidDpdTimeout"),
        ({"ipsecPolicies": [POLICY, POLICY]}, "TooManyIpsecPolicies"),
        ({"ipsecPolicies": [{**POLICY, "dhGroup": "Group-20"}]}, "InvalidIpsecPolicy"),
        ({"ipsecPolicies": [{**POLICY, "ipsecIntegrity": "SHA256"}]}, "InvalidIpsecPolicy"),
        ({"ipsecPolicies": [{**POLICY, "ipsecIntegrity": "GCMAES128"}]}, "InvalidIpsecPolicy"),
        ({"ipsecPolicies": [{**POLICY, "saLifeTimeSeconds": 200}]}, "InvalidIpsecPolicy"),
        ({"virtualNetworkGateway1": {"id": "/none"}}, "InvalidResourceReference"),
    ],
)
def test_connections_that_cannot_be(azure: SmallCloud, changes: dict[str, Any], code: str) -> None:
    """Keys, timeouts, policies and ends. A key is never repeated in words."""
    inputs = {**connection_inputs(azure), **changes}
    with pytest.raises(CloudError) as refused:
        azure.create(gateway.CONNECTION, **inputs)
    assert refused.value.code == code
    assert not inputs["sharedKey"] or inputs["sharedKey"] not in refused.value.words


def test_bgp_addresses_are_the_gateways(azure: SmallCloud) -> None:
    """VNG-APIPA-SEL: each is among those of its instance. Leaving them out is silent."""
    inputs = copy.deepcopy(connection_inputs(azure))
    inputs["gatewayCustomBgpIpAddresses"][0]["customBgpIpAddress"] = "169.254.21.6"
    with pytest.raises(CloudError, match="is not among those of IP configuration instance-0"):
        azure.create(gateway.CONNECTION, **inputs)
    del inputs["gatewayCustomBgpIpAddresses"]
    assert azure.create(gateway.CONNECTION, **inputs)["connectionStatus"] == "Unknown"
