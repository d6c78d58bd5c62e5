"""The network programs: addresses, subnets, routes, NAT and firewall as their spec says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

COUNTS = {
    "aws": {
        "Eip": 4,
        "InternetGateway": 1,
        "NatGateway": 2,
        "Route": 3,
        "RouteTable": 3,
        "RouteTableAssociation": 8,
        "SecurityGroup": 1,
        "SecurityGroupEgressRule": 1,
        "SecurityGroupIngressRule": 5,
        "Subnet": 8,
        "Vpc": 1,
        "VpcIpv4CidrBlockAssociation": 1,
    },
    "gcp": {"Address": 1, "Firewall": 3, "Network": 1, "Router": 1, "RouterNat": 1, "Subnetwork": 1},
    "azure": {
        "NatGateway": 1,
        "NetworkSecurityGroup": 1,
        "PublicIPAddress": 2,
        "ResourceGroup": 1,
        "Subnet": 3,
        "VirtualNetwork": 1,
    },
}


@pytest.mark.parametrize("cloud", COUNTS)
def test_each_network_registers_what_its_spec_lists(run: Callable[..., Any], cloud: str) -> None:
    """Counts and kinds are those of the spec's lists."""
    assert run(f"network/{cloud}").counts() == COUNTS[cloud]


def test_private_tables_leave_by_the_nat_gateway_of_their_zone(run: Callable[..., Any]) -> None:
    """A zone that fails takes no other with it."""
    routes = run("network/aws").inputs("Route")
    assert routes["shop-virginia-private-b-default"]["natGatewayId"] == "id-shop-virginia-nat-b"
    assert routes["shop-virginia-public-default"]["gatewayId"] == "id-shop-virginia"


def test_pod_and_service_ranges_hang_on_the_subnetwork(run: Callable[..., Any]) -> None:
    """The cluster finds them by name."""
    (subnetwork,) = run("network/gcp").inputs("Subnetwork").values()
    assert subnetwork["secondaryIpRanges"] == [
        {"rangeName": "shop-belgium-pods", "ipCidrRange": "10.32.8.0/21"},
        {"rangeName": "shop-belgium-services", "ipCidrRange": "10.32.4.0/22"},
    ]


def test_azure_rules_use_the_field_that_fits_the_number_of_values(run: Callable[..., Any]) -> None:
    """One value and several have fields of their own; the star is taken in the first only."""
    (group,) = run("network/azure").inputs("NetworkSecurityGroup").values()
    own, mesh, _ = group["securityRules"]
    assert (own["sourceAddressPrefix"], own["destinationPortRange"]) == ("10.48.0.0/20", "*")
    assert mesh["sourceAddressPrefixes"] == ["10.16.0.0/16", "10.32.0.0/20"]


def test_gateway_subnet_has_neither_nat_nor_rules(run: Callable[..., Any]) -> None:
    """AZ-GWSUB-NAME: it is the gateway's alone."""
    subnets = run("network/azure").inputs("Subnet")
    assert not {"natGateway", "networkSecurityGroup", "delegations"} & set(subnets["GatewaySubnet"])
    assert subnets["shop-dublin-pods"]["delegations"] == [
        {"name": "delegation", "serviceName": "Microsoft.ContainerService/managedClusters"}
    ]
