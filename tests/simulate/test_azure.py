"""Azure's groups, networks, addresses and identities as they are simulated: ids and every refusal."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest

from meshctl.simulate.azure import PACKAGE, edge, identity, names, network
from meshctl.simulate.kind import CloudError
from tests.simulate.azure_site import (
    GROUP,
    PLACE,
    PROVIDER,
    SUBSCRIPTION,
    a_cluster,
    a_group,
    a_nat,
    a_subnet,
    a_vnet,
    an_address,
)
from tests.simulate.small_cloud import Made, SmallCloud


@pytest.fixture
def azure(tmp_path: Path) -> SmallCloud:
    """An empty subscription."""
    return SmallCloud(tmp_path, PACKAGE, PROVIDER)


def refused(code: str, words: str = "") -> Any:
    """Expects a refusal with this code and these words in it."""
    return pytest.raises(CloudError, match=words or None, check=lambda error: error.code == code)


def test_ids_have_their_real_form(azure: SmallCloud) -> None:
    """Ids follow from subscription, group and names; nested ones from their parents."""
    a_group(azure)
    vnet = a_vnet(azure)
    subnet = a_subnet(azure, "10.0.0.0/24")
    assert vnet.id == f"{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.Network/virtualNetworks/net"
    assert subnet.id == f"{vnet.id}/subnets/nodes"
    assert (vnet["type"], subnet["type"]) == (
        "Microsoft.Network/virtualNetworks",
        "Microsoft.Network/virtualNetworks/subnets",
    )
    assert vnet["provisioningState"] == "Succeeded"


def test_the_ambient_subscription(tmp_path: Path) -> None:
    """A provider without a subscription works in the one of its credentials."""
    azure = SmallCloud(tmp_path, PACKAGE, {})
    client = azure.invoke("azure-native:authorization:getClientConfig")
    assert a_group(azure).id == f"/subscriptions/{client['subscriptionId']}/resourceGroups/{GROUP}"


def test_nothing_is_made_twice(azure: SmallCloud) -> None:
    """Creating what is there is refused with its id."""
    made = a_group(azure)
    with refused("AlreadyExists", f"cannot create already existing resource '{made.id}'"):
        a_group(azure)


def test_nothing_is_made_in_a_group_that_is_not_there(azure: SmallCloud) -> None:
    """Every kind of a group is refused without it."""
    for make in (
        lambda: a_vnet(azure),
        lambda: a_subnet(azure, "10.0.0.0/24"),
        lambda: an_address(azure, "ip"),
        lambda: azure.create(identity.IDENTITY, resourceName="me", **PLACE),
        lambda: azure.create(network.SECURITY_GROUP, networkSecurityGroupName="nsg", **PLACE),
    ):
        with refused("ResourceGroupNotFound", f"'{GROUP}' could not be found"):
            make()


def test_a_group_goes_with_all_that_is_in_it(azure: SmallCloud) -> None:
    """Deleting a group deletes what is in it, clusters' endpoints too, and nothing else."""
    made = a_cluster(azure)
    other = a_group(azure, "other")
    azure.delete(azure_group(azure))
    assert [row.id for row in azure.store.rows(None, None)] == [other.id]
    assert azure.store.endpoint(f"https://{made['fqdn']}:443") is None


def azure_group(azure: SmallCloud) -> Any:
    """The group of the site, as it was made."""
    row = next(row for row in azure.store.rows(None, None, names.GROUP) if row.outputs["name"] == GROUP)
    return Made(names.GROUP, row.id, row.outputs)


@pytest.mark.parametrize(
    ("prefix", "code"),
    [
        ("10.0.0.1/16", "InvalidCIDRNotation"),
        ("10.0.0.0/30", "InvalidAddressPrefixFormat"),
        ("169.254.0.0/17", "AddressPrefixNotAllowed"),
    ],
)
def test_prefixes_that_are_not_allowed(azure: SmallCloud, prefix: str, code: str) -> None:
    """AZ-NET-SIZE, AZ-NET-FORBID."""
    a_group(azure)
    with refused(code, prefix):
        a_vnet(azure, prefix)


def test_an_address_space_does_not_meet_itself(azure: SmallCloud) -> None:
    """Two prefixes of one network lie apart; two networks that are not connected may not."""
    a_group(azure)
    with refused("NetcfgInvalidAddressSpace"):
        a_vnet(azure, "10.0.0.0/16", "10.0.4.0/24")
    a_vnet(azure)
    assert a_vnet(azure, name="same")["addressSpace"]["addressPrefixes"] == ["10.0.0.0/16"]


def test_subnets_lie_inside_and_apart(azure: SmallCloud) -> None:
    """Outside of the network, or over a sibling, is refused."""
    a_group(azure)
    a_vnet(azure)
    a_subnet(azure, "10.0.0.0/24")
    with refused("NetcfgInvalidSubnet", "'far' is not valid in virtual network 'net'"):
        a_subnet(azure, "10.1.0.0/24", "far")
    with refused("NetcfgSubnetRangesOverlap", "'more' is not valid because its IP address range overlaps"):
        a_subnet(azure, "10.0.0.128/25", "more")
    with refused("ParentResourceNotFound", "virtualNetworks/none"):
        a_subnet(azure, "10.0.1.0/24", vnet="none")


def test_a_network_keeps_its_subnets_inside(azure: SmallCloud) -> None:
    """An address space may grow, and not leave a subnet behind."""
    a_group(azure)
    vnet = a_vnet(azure)
    a_subnet(azure, "10.0.0.0/24")
    inputs = {"virtualNetworkName": "net", **PLACE}
    grown = azure.update(vnet, addressSpace={"addressPrefixes": ["10.0.0.0/16", "10.9.0.0/16"]}, **inputs)
    assert grown["resourceGuid"] == vnet["resourceGuid"]
    with refused("NetcfgInvalidSubnet"):
        azure.update(vnet, addressSpace={"addressPrefixes": ["10.9.0.0/16"]}, **inputs)


def test_no_nat_on_the_gateways_subnet(azure: SmallCloud) -> None:
    """A NAT gateway cannot be on GatewaySubnet."""
    a_group(azure)
    a_vnet(azure)
    nat = a_nat(azure, an_address(azure, "nat"))
    with refused("NatGatewayNotSupportedOnGatewaySubnet"):
        a_subnet(azure, "10.0.1.0/27", network.GATEWAY_SUBNET, natGateway={"id": nat.id})


def test_references_to_nothing(azure: SmallCloud) -> None:
    """What an id names has to be there."""
    a_group(azure)
    a_vnet(azure)
    with refused("InvalidResourceReference", "/none referenced by resource was not found"):
        a_subnet(azure, "10.0.0.0/24", natGateway={"id": "/none"})


def test_what_is_in_use_stays(azure: SmallCloud) -> None:
    """Address, NAT gateway, security group and subnet are kept by what uses them."""
    a_group(azure)
    vnet = a_vnet(azure)
    address = an_address(azure, "nat")
    nat = a_nat(azure, address)
    nsg = azure.create(network.SECURITY_GROUP, networkSecurityGroupName="nsg", **PLACE)
    subnet = a_subnet(azure, "10.0.0.0/24", natGateway={"id": nat.id}, networkSecurityGroup={"id": nsg.id})
    with refused("PublicIPAddressCannotBeDeleted"):
        azure.delete(address)
    with refused("InUseNatGatewayCannotBeDeleted"):
        azure.delete(nat)
    with refused("InUseNetworkSecurityGroupCannotBeDeleted"):
        azure.delete(nsg)
    azure.delete(vnet)
    assert azure.read(network.SUBNET, subnet.id) is None
    for made in (nat, address, nsg):
        azure.delete(made)


def test_a_subnet_with_a_cluster_stays(azure: SmallCloud) -> None:
    """A subnet, and its network, stay while a cluster is in it."""
    a_cluster(azure)
    rows = {row.outputs["name"]: row for row in azure.store.rows(None, None, network.SUBNET)}
    with refused("InUseSubnetCannotBeDeleted", "Subnet nodes is in use by"):
        azure.delete(Made(network.SUBNET, rows["nodes"].id, rows["nodes"].outputs))
    vnet = azure.store.rows(None, None, network.VNET)[0]
    with refused("InUseSubnetCannotBeDeleted"):
        azure.delete(Made(network.VNET, vnet.id, vnet.outputs))


def test_public_addresses_are_standard_and_static(azure: SmallCloud) -> None:
    """Basic ones are no longer made, Standard ones are static, and each is used once."""
    a_group(azure)
    with refused("BasicSkuPublicIpNotAllowed"):
        an_address(azure, "basic", sku={"name": "Basic"})
    with refused("StandardSkuPublicIPAddressMustBeStatic"):
        an_address(azure, "moving", publicIPAllocationMethod="Dynamic")
    address = an_address(azure, "one")
    a_nat(azure, address)
    with refused("PublicIPAddressInUse", "already allocated to resource"):
        a_nat(azure, address, "second")
    assert an_address(azure, "two")["ipAddress"] != address["ipAddress"]


def test_security_rules_have_their_own_priorities(azure: SmallCloud) -> None:
    """Priorities lie in 100 to 4096 and are unique by direction."""
    a_group(azure)

    def create(*rules: tuple[str, str, int]) -> None:
        azure.create(
            edge.SECURITY_GROUP,
            networkSecurityGroupName="nsg",
            securityRules=[{"name": n, "direction": d, "priority": p} for n, d, p in rules],
            **PLACE,
        )

    with refused("SecurityRuleInvalidPriority", "Value provided: 99"):
        create(("low", "Inbound", 99))
    with refused("SecurityRuleConflict", "b conflicts with rule a"):
        create(("a", "Inbound", 100), ("b", "Inbound", 100))
    create(("a", "Inbound", 100), ("b", "Outbound", 100))
    assert network.SECURITY_GROUP in azure.tokens()


def peer(azure: SmallCloud, here: str, there: str, name: str = "peering") -> Any:
    """Ask for a peering of one network with another, by name and id."""
    return azure.create(
        network.PEERING,
        virtualNetworkPeeringName=name,
        resourceGroupName=GROUP,
        virtualNetworkName=here,
        remoteVirtualNetwork={"id": there},
    )


def test_peerings_connect_from_both_sides(azure: SmallCloud) -> None:
    """AZ-PEER-TRANSIT: the first half waits for the second; both go with their networks."""
    a_group(azure)
    here, there = a_vnet(azure, name="here"), a_vnet(azure, "10.1.0.0/16", name="there")
    first, second = peer(azure, "here", there.id), peer(azure, "there", here.id)
    assert (first["peeringState"], second["peeringState"]) == ("Initiated", "Connected")
    azure.delete(here)
    assert azure.read(network.PEERING, first.id) is None
    assert azure.read(network.PEERING, second.id) is not None


def test_peerings_that_cannot_be(azure: SmallCloud) -> None:
    """AZ-PEER-OVERLAP; nothing and itself cannot be peered with."""
    a_group(azure)
    here, there = a_vnet(azure, name="here"), a_vnet(azure, "10.0.128.0/17", name="there")
    with refused("VnetAddressSpacesOverlap", "Overlapping address prefixes: 10.0.0.0/16, 10.0.128.0/17"):
        peer(azure, "here", there.id)
    with refused("InvalidRemoteVirtualNetwork"):
        peer(azure, "here", here.id)
    with refused("InvalidResourceReference"):
        peer(azure, "here", "/none")


def test_identities_and_their_roles(azure: SmallCloud) -> None:
    """A role is given once, under a GUID, to a principal that is there, on a scope that is there."""
    made_group = a_group(azure)
    made = azure.create(identity.IDENTITY, resourceName="me", **PLACE)
    good = {
        "scope": made_group.id,
        "roleDefinitionId": "/role",
        "principalId": made["principalId"],
        "roleAssignmentName": str(uuid.uuid4()),
    }
    assignment = azure.create(identity.ASSIGNMENT, **good)
    assert assignment.id.startswith(f"{made_group.id}/providers/Microsoft.Authorization/roleAssignments/")
    for changes, code in (
        ({"roleAssignmentName": "name"}, "InvalidRoleAssignmentId"),
        ({"roleAssignmentName": str(uuid.uuid4()), "principalId": "no-one"}, "PrincipalNotFound"),
        ({"roleAssignmentName": str(uuid.uuid4()), "scope": f"{made_group.id}-none"}, "ResourceGroupNotFound"),
        ({"roleAssignmentName": str(uuid.uuid4())}, "RoleAssignmentExists"),
    ):
        with refused(code):
            azure.create(identity.ASSIGNMENT, **{**good, **changes})


def test_an_identity_made_again_is_another(azure: SmallCloud) -> None:
    """The principal is not the name."""
    a_group(azure)
    first = azure.create(identity.IDENTITY, resourceName="me", **PLACE)
    azure.delete(first)
    assert azure.create(identity.IDENTITY, resourceName="me", **PLACE)["principalId"] != first["principalId"]
