"""What AWS refuses of VPN, transit gateways and peering."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from meshctl.simulate.kind import CloudError
from tests.simulate import aws_site as site
from tests.simulate.small_cloud import Made, SmallCloud


@pytest.fixture
def aws(tmp_path: Path) -> SmallCloud:
    """An empty account in one region."""
    return site.a_cloud(tmp_path)


@pytest.fixture
def vpc(aws: SmallCloud) -> Made:
    """A VPC."""
    return site.a_vpc(aws)


def refused(aws: SmallCloud, words: str, token: str, **inputs: Any) -> None:
    """Creating it is refused in these words."""
    with pytest.raises(CloudError, match=re.escape(words)):
        aws.create(token, **inputs)


@pytest.mark.parametrize("asn", [64511, 65535, 65536, 4199999999, 4294967295])
def test_amazon_has_private_numbers(aws: SmallCloud, asn: int) -> None:
    """The Amazon side's ASN (VGW-ASN, TGW-ASN)."""
    refused(aws, "amazonSideAsn", site.VPN_GATEWAY, amazonSideAsn=str(asn))
    refused(aws, "amazonSideAsn", site.TRANSIT_GATEWAY, amazonSideAsn=asn)


def test_one_gateway_a_vpc(aws: SmallCloud, vpc: Made) -> None:
    """A VPC has one gateway, and a gateway one VPC; the same pair twice is once (VGW-ONE)."""
    gateway = site.a_vpn_gateway(aws, vpc)
    pair = {"vpcId": vpc.id, "vpnGatewayId": gateway.id}
    aws.create(site.VPN_ATTACHMENT, **pair)
    assert aws.tokens().count(site.VPN_ATTACHMENT) == 1
    second = aws.create(site.VPN_GATEWAY)
    other = site.a_vpc(aws, "10.9.0.0/16")
    refused(aws, "already attached", site.VPN_ATTACHMENT, **{**pair, "vpnGatewayId": second.id})
    refused(aws, "already attached", site.VPN_ATTACHMENT, **{**pair, "vpcId": other.id})
    refused(aws, "InvalidVpnGatewayID.NotFound", site.VPN_ATTACHMENT, **{**pair, "vpnGatewayId": "vgw-0"})
    with pytest.raises(CloudError, match="has dependencies"):
        aws.delete(gateway)


def test_propagation_into_tables_of_the_vpc(aws: SmallCloud, vpc: Made) -> None:
    """A gateway propagates where it is attached; asking twice is as asking once (VGW-PROPAGATE)."""
    gateway = site.a_vpn_gateway(aws, vpc)
    foreign = site.a_table(aws, site.a_vpc(aws, "10.9.0.0/16"))
    refused(aws, "Gateway.NotAttached", site.PROPAGATION, routeTableId=foreign.id, vpnGatewayId=gateway.id)
    own = site.a_table(aws, vpc)
    made = [aws.create(site.PROPAGATION, routeTableId=own.id, vpnGatewayId=gateway.id) for _ in range(2)]
    assert made[0].id == made[1].id == f"{gateway.id}_{own.id}"


def test_the_same_device_is_one_customer_gateway(aws: SmallCloud) -> None:
    """Type, address, ASN and device name make a customer gateway (CGW-DUP)."""
    first, again, other = site.a_customer(aws), site.a_customer(aws), site.a_customer(aws, deviceName="else")
    assert first.id == again.id
    assert first.id != other.id
    assert aws.tokens().count(site.CUSTOMER_GATEWAY) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"bgpAsn": "0"},
        {"bgpAsn": "2147483648"},
        {"bgpAsn": "7224"},
        {"bgpAsn": "9059"},
        {"bgpAsn": None, "bgpAsnExtended": "4294967296"},
        {"type": "ipsec.2"},
        {"ipAddress": "nowhere"},
    ],
)
def test_customer_gateways_that_cannot_be(aws: SmallCloud, changes: dict[str, Any]) -> None:
    """Numbers, types and addresses (CGW-ASN, CGW-ASN-RSVD)."""
    with pytest.raises(CloudError, match="InvalidParameterValue"):
        site.a_customer(aws, **changes)


def test_a_customer_gateway_in_use_stays(aws: SmallCloud, vpc: Made) -> None:
    """While a connection leads to it."""
    customer = site.a_customer(aws)
    site.a_connection(aws, site.a_vpn_gateway(aws, vpc), customer)
    with pytest.raises(CloudError, match="IncorrectState"):
        aws.delete(customer)


def test_a_connection_has_two_tunnels(aws: SmallCloud, vpc: Made) -> None:
    """AWS is the first host of each /30, the customer the second (VPN-TUNNELS, VPN-INSIDE-HOST)."""
    gateway = site.a_vpn_gateway(aws, vpc, 64600)
    made = site.a_connection(
        aws, gateway, site.a_customer(aws), tunnel1InsideCidr="169.254.21.4/30", tunnel1PresharedKey="abcdefgh"
    )
    assert made["tunnel1VgwInsideAddress"] == "169.254.21.5"
    assert made["tunnel1CgwInsideAddress"] == "169.254.21.6"
    assert made["tunnel1BgpAsn"] == "64600"
    assert made["tunnel1PresharedKey"] == "abcdefgh"
    assert made["tunnel1Address"] != made["tunnel2Address"]
    assert 8 <= len(made["tunnel2PresharedKey"]) <= 64
    assert "abcdefgh" in made["customerGatewayConfiguration"]


def test_a_new_key_replaces_the_old(aws: SmallCloud, vpc: Made) -> None:
    """An update takes the key that it is given, and leaves the addresses."""
    gateway, customer = site.a_vpn_gateway(aws, vpc), site.a_customer(aws)
    made = site.a_connection(aws, gateway, customer, tunnel1PresharedKey="abcdefgh")
    inputs = {"vpnGatewayId": gateway.id, "customerGatewayId": customer.id, "type": "ipsec.1"}
    after = aws.update(made, **inputs, tunnel1PresharedKey="ijklmnop")
    assert after["tunnel1PresharedKey"] == "ijklmnop"
    assert after["tunnel1Address"] == made["tunnel1Address"]
    assert "abcdefgh" not in after["customerGatewayConfiguration"]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("InsideCidr", "169.254.5.0/30"),
        ("InsideCidr", "169.254.169.252/30"),
        ("InsideCidr", "169.254.21.0/29"),
        ("InsideCidr", "10.0.0.0/30"),
        ("InsideCidr", "inside"),
        ("PresharedKey", "short"),
        ("PresharedKey", "0abcdefgh"),
        ("PresharedKey", "with+plus/and="),
        ("PresharedKey", "k" * 65),
        ("IkeVersions", ["ikev3"]),
        ("Phase1EncryptionAlgorithms", ["3DES"]),
        ("Phase2IntegrityAlgorithms", ["MD5"]),
        ("Phase1DhGroupNumbers", [5]),
        ("Phase2DhGroupNumbers", [1]),
        ("Phase1LifetimeSeconds", 899),
        ("Phase2LifetimeSeconds", 3601),
        ("DpdTimeoutSeconds", 29),
        ("DpdTimeoutAction", "explode"),
        ("StartupAction", "stop"),
    ],
)
def test_tunnel_options_that_cannot_be(aws: SmallCloud, vpc: Made, option: str, value: Any) -> None:
    """Addresses, keys, algorithms and times; a key is not repeated in the refusal (VPN-*)."""
    gateway, customer = site.a_vpn_gateway(aws, vpc), site.a_customer(aws)
    with pytest.raises(CloudError, match="InvalidParameterValue") as caught:
        site.a_connection(aws, gateway, customer, **{f"tunnel2{option}": value})
    assert option != "PresharedKey" or value not in caught.value.words


def test_starting_needs_the_second_version(aws: SmallCloud, vpc: Made) -> None:
    """AWS starts tunnels of IKEv2 only (VPN-STARTUP)."""
    gateway, customer = site.a_vpn_gateway(aws, vpc), site.a_customer(aws)
    with pytest.raises(CloudError, match="StartupAction"):
        site.a_connection(aws, gateway, customer, tunnel1StartupAction="start", tunnel1IkeVersions=["ikev1"])


def test_inside_addresses_are_unique_on_a_virtual_private_gateway(aws: SmallCloud, vpc: Made) -> None:
    """In a connection and over all of the gateway's; a transit gateway does not look (VPN-INSIDE-UNIQ)."""
    gateway, customer = site.a_vpn_gateway(aws, vpc), site.a_customer(aws)
    inside = "169.254.21.0/30"
    with pytest.raises(CloudError, match="already in use"):
        site.a_connection(aws, gateway, customer, tunnel1InsideCidr=inside, tunnel2InsideCidr=inside)
    site.a_connection(aws, gateway, customer, tunnel1InsideCidr=inside)
    with pytest.raises(CloudError, match="already in use"):
        site.a_connection(aws, gateway, customer, tunnel2InsideCidr=inside)
    transit = aws.create(site.TRANSIT_GATEWAY)
    made = [site.a_connection(aws, transit, customer, tunnel1InsideCidr=inside) for _ in range(2)]
    assert made[0].id != made[1].id


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("customerGatewayId", "InvalidCustomerGatewayID.NotFound"),
        ("vpnGatewayId", "InvalidVpnGatewayID.NotFound"),
        ("transitGatewayId", "InvalidTransitGatewayID.NotFound"),
    ],
)
def test_a_connection_has_two_ends(aws: SmallCloud, key: str, words: str) -> None:
    """Both have to be there."""
    inputs = {"customerGatewayId": site.a_customer(aws).id, "type": "ipsec.1", key: "none-0"}
    refused(aws, words, site.VPN_CONNECTION, **inputs)


def test_a_connection_has_one_gateway_of_amazons(aws: SmallCloud, vpc: Made) -> None:
    """Not two."""
    gateway, transit = site.a_vpn_gateway(aws, vpc), aws.create(site.TRANSIT_GATEWAY)
    with pytest.raises(CloudError, match="InvalidParameterCombination"):
        site.a_connection(aws, gateway, site.a_customer(aws), transitGatewayId=transit.id)


def test_one_subnet_a_zone_on_a_transit_gateway(aws: SmallCloud, vpc: Made) -> None:
    """Subnets of the VPC, one a zone, and one attachment of a VPC (TGW-ATT-SUBNET)."""
    transit = aws.create(site.TRANSIT_GATEWAY)
    first, same_zone = site.a_subnet(aws, vpc, "10.8.0.0/24"), site.a_subnet(aws, vpc, "10.8.1.0/24")
    other = site.a_vpc(aws, "10.9.0.0/16")
    pair = {"transitGatewayId": transit.id, "vpcId": vpc.id}
    refused(aws, "DuplicateSubnetsInSameZone", site.TRANSIT_ATTACHMENT, **pair, subnetIds=[first.id, same_zone.id])
    refused(aws, "InvalidSubnetID", site.TRANSIT_ATTACHMENT, **{**pair, "vpcId": other.id}, subnetIds=[first.id])
    aws.create(site.TRANSIT_ATTACHMENT, **pair, subnetIds=[first.id])
    refused(aws, "DuplicateTransitGatewayAttachment", site.TRANSIT_ATTACHMENT, **pair, subnetIds=[same_zone.id])
    with pytest.raises(CloudError, match="non-deleted VPC Attachments"):
        aws.delete(transit)


def test_a_route_needs_the_attachment(aws: SmallCloud, vpc: Made) -> None:
    """A transit gateway is no target before the VPC is attached to it (TGW-VPC-ROUTES)."""
    transit, table = aws.create(site.TRANSIT_GATEWAY), site.a_table(aws, vpc)
    route = {"routeTableId": table.id, "destinationCidrBlock": "10.9.0.0/16", "transitGatewayId": transit.id}
    refused(aws, "InvalidTransitGatewayID.NotFound", site.ROUTE, **route)
    subnet = site.a_subnet(aws, vpc)
    aws.create(site.TRANSIT_ATTACHMENT, transitGatewayId=transit.id, vpcId=vpc.id, subnetIds=[subnet.id])
    assert aws.create(site.ROUTE, **route).id.startswith(f"r-{table.id}")


def test_peering_across_regions_and_accounts(aws: SmallCloud, vpc: Made, tmp_path: Path) -> None:
    """It is asked for at one end, accepted at the other under the same id, and routed after that."""
    there = site.a_cloud(tmp_path, "us-west-2", "partner")
    other = site.a_vpc(there, "10.9.0.0/16")
    table = site.a_table(aws, vpc)
    owner = there.invoke("aws:index/getCallerIdentity:getCallerIdentity")["accountId"]
    ends = {"vpcId": vpc.id, "peerVpcId": other.id, "peerRegion": "us-west-2", "peerOwnerId": owner}
    refused(aws, "auto_accept", site.PEERING, **ends, autoAccept=True)
    made = aws.create(site.PEERING, **ends)
    route = {"destinationCidrBlock": "10.9.0.0/16", "vpcPeeringConnectionId": made.id}
    refused(aws, "not active", site.ROUTE, routeTableId=table.id, **route)
    refused(aws, "InvalidVpcPeeringConnectionID.NotFound", site.ACCEPTER, vpcPeeringConnectionId=made.id)
    accepted = there.create(site.ACCEPTER, vpcPeeringConnectionId=made.id, autoAccept=True)
    assert accepted.id == made.id
    assert accepted["acceptStatus"] == "active"
    aws.create(site.ROUTE, routeTableId=table.id, **route)
    back = site.a_table(there, other)
    there.create(site.ROUTE, **{**route, "routeTableId": back.id, "destinationCidrBlock": "10.8.0.0/16"})
    refused(aws, "AlreadyExists", site.PEERING, **ends)


@pytest.mark.parametrize("cidr", ["10.8.0.0/16", "10.8.4.0/24"])
def test_peers_do_not_overlap(aws: SmallCloud, vpc: Made, cidr: str) -> None:
    """AWS makes it, and it fails (AWS-PEER-OVERLAP)."""
    other = site.a_vpc(aws, cidr)
    refused(aws, "overlapping CIDR", site.PEERING, vpcId=vpc.id, peerVpcId=other.id)
    refused(aws, "incorrect VPC-ID", site.PEERING, vpcId=vpc.id, peerVpcId="vpc-0")


@pytest.mark.parametrize(
    ("token", "quota", "words"),
    [
        (site.VPN_GATEWAY, site.VPN_GATEWAY, "VpnGatewayLimitExceeded"),
        (site.TRANSIT_GATEWAY, site.TRANSIT_GATEWAY, "TransitGatewayLimitExceeded"),
        (site.CUSTOMER_GATEWAY, site.CUSTOMER_GATEWAY, "CustomerGatewayLimitExceeded"),
        (site.VPN_CONNECTION, site.VPN_CONNECTION, "VpnConnectionLimitExceeded"),
        (site.VPN_CONNECTION, f"{site.VPN_GATEWAY}/connections", "VpnConnectionLimitExceeded"),
    ],
)
def test_quotas(aws: SmallCloud, vpc: Made, tmp_path: Path, token: str, quota: str, words: str) -> None:
    """As many as the quota allows, and no more."""
    gateway, customer = site.a_vpn_gateway(aws, vpc), site.a_customer(aws)
    aws.create(site.TRANSIT_GATEWAY)
    site.a_connection(aws, gateway, customer)
    (tmp_path / "quotas.json").write_text(f'{{"{quota}": 1}}')
    inputs: dict[str, dict[str, Any]] = {
        site.CUSTOMER_GATEWAY: {"type": "ipsec.1", "ipAddress": "20.0.0.2", "bgpAsn": "65011"},
        site.VPN_CONNECTION: {"vpnGatewayId": gateway.id, "customerGatewayId": customer.id, "type": "ipsec.1"},
    }
    refused(aws, words, token, **inputs.get(token, {}))
