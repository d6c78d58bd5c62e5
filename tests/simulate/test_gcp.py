"""Google Cloud as it is simulated: ids, computed outputs, and every refusal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from meshctl.simulate.gcp import PACKAGE, iam, network, peering, router, vpn
from meshctl.simulate.kind import CloudError
from tests.simulate.small_cloud import Made, SmallCloud

REGION = "europe-west1"
PROVIDER = {"project": "shop", "region": REGION}


@pytest.fixture
def gcp(tmp_path: Path) -> SmallCloud:
    """An empty project."""
    return SmallCloud(tmp_path, PACKAGE, PROVIDER)


def a_network(gcp: SmallCloud, name: str = "net", **more: Any) -> Made:
    return gcp.create(network.NETWORK, name=name, autoCreateSubnetworks=False, **more)


def a_subnetwork(gcp: SmallCloud, net: Made, cidr: str = "10.0.0.0/24", name: str = "nodes", **more: Any) -> Made:
    return gcp.create(network.SUBNETWORK, name=name, network=net["selfLink"], ipCidrRange=cidr, **more)


def a_router(gcp: SmallCloud, net: Made, asn: int = 64521, **bgp: Any) -> Made:
    return gcp.create(router.ROUTER, name="router", network=net["selfLink"], bgp={"asn": asn, **bgp})


def a_tunnel(gcp: SmallCloud, net: Made, **changes: Any) -> Made:
    """A tunnel with all that it needs."""
    gateway = gcp.create(vpn.HA_GATEWAY, name="gateway", network=net["selfLink"])
    external = gcp.create(
        vpn.EXTERNAL_GATEWAY,
        name="peer",
        redundancyType="TWO_IPS_REDUNDANCY",
        interfaces=[{"id": 0, "ipAddress": "20.0.0.1"}, {"id": 1, "ipAddress": "20.0.0.2"}],
    )
    a_router(gcp, net)
    inputs: dict[str, Any] = {
        "name": "tunnel",
        "vpnGateway": gateway["selfLink"],
        "vpnGatewayInterface": 1,
        "peerExternalGateway": external["selfLink"],
        "peerExternalGatewayInterface": 1,
        "router": "router",
        "sharedSecret": "abcdefgh",
        "ikeVersion": 2,
        "cipherSuite": {"phase1": {"encryptions": ["AES-GCM-16-256"], "dhs": ["Group-20"]}},
    }
    return gcp.create(vpn.TUNNEL, **{**inputs, **changes})


def an_interface(gcp: SmallCloud, range_: str = "169.254.40.2/30", name: str = "tunnel") -> Made:
    return gcp.create(router.INTERFACE, name=name, router="router", ipRange=range_, vpnTunnel="tunnel")


def a_peer(gcp: SmallCloud, **changes: Any) -> Made:
    inputs = {"interface": "tunnel", "peerAsn": 64522, "peerIpAddress": "169.254.40.1", "router": "router"}
    return gcp.create(router.PEER, **{"name": "peer", **inputs, **changes})


def test_ids_and_links_have_their_real_form(gcp: SmallCloud) -> None:
    """A subnetwork is ``projects/P/regions/R/subnetworks/N``, its self link the same below Compute's address."""
    made = a_subnetwork(gcp, a_network(gcp))
    assert made.id == f"projects/shop/regions/{REGION}/subnetworks/nodes"
    assert made["selfLink"] == f"https://www.googleapis.com/compute/v1/{made.id}"
    assert (made["region"], made["gatewayAddress"]) == (REGION, "10.0.0.1")


def test_a_name_is_taken_once(gcp: SmallCloud) -> None:
    """A second network of the name is a 409."""
    a_network(gcp)
    with pytest.raises(CloudError, match="already exists") as refused:
        a_network(gcp)
    assert refused.value.code == "alreadyExists"


@pytest.mark.parametrize("name", ["Net", "1net", "net-", "n" * 64])
def test_names_are_labels(gcp: SmallCloud, name: str) -> None:
    """Names are RFC 1035 labels of at most 63 characters."""
    with pytest.raises(CloudError, match=r"resource\.name"):
        a_network(gcp, name)


def test_an_mtu_has_bounds(gcp: SmallCloud) -> None:
    """GCP-MTU: 1300 to 8896."""
    with pytest.raises(CloudError, match="1300"):
        a_network(gcp, mtu=1200)


def test_a_network_that_is_not_there(gcp: SmallCloud) -> None:
    """A subnetwork of nothing is a 404 with the id that was meant."""
    with pytest.raises(CloudError, match="'projects/shop/global/networks/none' was not found") as refused:
        gcp.create(
            network.SUBNETWORK,
            name="nodes",
            network="https://www.googleapis.com/compute/v1/projects/shop/global/networks/none",
            ipCidrRange="10.0.0.0/24",
        )
    assert refused.value.code == "notFound"


@pytest.mark.parametrize("cidr", ["10.0.0.1/24", "10.0.0.0/30", "0.0.0.0/3", "169.254.0.0/20", "no"])
def test_ranges_that_are_not_allowed(gcp: SmallCloud, cidr: str) -> None:
    """GCP-SUB-MIN, GCP-SUB-FORBID: host bits, sizes and reserved ranges."""
    with pytest.raises(CloudError, match=r"resource\.ipCidrRange"):
        a_subnetwork(gcp, a_network(gcp), cidr)


@pytest.mark.parametrize("cidr", ["10.0.0.128/25", "10.8.0.0/14"])
def test_ranges_of_one_network_do_not_meet(gcp: SmallCloud, cidr: str) -> None:
    """GCP-SUB-UNIQ: against primary and secondary ranges, whatever the region."""
    net = a_network(gcp)
    a_subnetwork(gcp, net, secondaryIpRanges=[{"rangeName": "pods", "ipCidrRange": "10.9.0.0/16"}])
    with pytest.raises(CloudError, match="conflicts with existing subnetwork 'nodes' in region 'europe-west1'"):
        a_subnetwork(gcp, net, cidr, name="more", region="us-central1")


def test_ranges_of_one_subnetwork_do_not_meet(gcp: SmallCloud) -> None:
    """A secondary range inside the primary one is refused."""
    with pytest.raises(CloudError, match="Invalid IPCidrRange"):
        a_subnetwork(gcp, a_network(gcp), secondaryIpRanges=[{"rangeName": "pods", "ipCidrRange": "10.0.0.0/25"}])


def test_other_networks_may_have_the_same_ranges(gcp: SmallCloud) -> None:
    """What is not connected may overlap: the cloud is silent."""
    a_subnetwork(gcp, a_network(gcp))
    assert a_subnetwork(gcp, a_network(gcp, "other"), name="same")["ipCidrRange"] == "10.0.0.0/24"


def test_a_subnetwork_grows_and_never_shrinks(gcp: SmallCloud) -> None:
    """GCP-SUB-EXPAND."""
    net = a_network(gcp)
    made = a_subnetwork(gcp, net)
    inputs = {"name": "nodes", "network": net["selfLink"]}
    grown = gcp.update(made, ipCidrRange="10.0.0.0/23", **inputs)
    assert grown["subnetworkId"] == made["subnetworkId"]
    with pytest.raises(CloudError, match="must contain the present range"):
        gcp.update(grown, ipCidrRange="10.0.0.0/24", **inputs)


def test_a_region_must_be_known(tmp_path: Path) -> None:
    """Without a region in resource or provider there is no place for it."""
    gcp = SmallCloud(tmp_path, PACKAGE, {})
    net = a_network(gcp)
    assert net.id == "projects/simulated-project/global/networks/net"
    with pytest.raises(CloudError, match="Cannot determine region"):
        a_subnetwork(gcp, net)


def test_a_network_in_use_stays(gcp: SmallCloud) -> None:
    """A subnetwork keeps its network; after it is gone the network goes too."""
    net = a_network(gcp)
    made = a_subnetwork(gcp, net)
    with pytest.raises(CloudError, match="is already being used by") as refused:
        gcp.delete(net)
    assert refused.value.code == "resourceInUseByAnotherResource"
    gcp.delete(made)
    gcp.delete(net)
    assert gcp.tokens() == []


def test_firewalls(gcp: SmallCloud) -> None:
    """Priorities and sources have their forms."""
    net = a_network(gcp)
    rule = {"network": net["selfLink"], "allows": [{"protocol": "all"}]}
    assert gcp.create(network.FIREWALL, name="in", sourceRanges=["10.0.0.0/8"], **rule)["direction"] == "INGRESS"
    with pytest.raises(CloudError, match="65535"):
        gcp.create(network.FIREWALL, name="low", priority=70000, **rule)
    with pytest.raises(CloudError, match="sourceRanges"):
        gcp.create(network.FIREWALL, name="bad", sourceRanges=["10.0.0.1/8"], **rule)


def test_labels_are_told_back(gcp: SmallCloud) -> None:
    """Addresses differ, and labels come back as effective labels."""
    first = gcp.create(network.ADDRESS, name="a", labels={"owner": "me"})
    second = gcp.create(network.ADDRESS, name="b")
    assert first["address"] != second["address"]
    assert first["effectiveLabels"] == {"owner": "me"}


def test_router_asn_is_private(gcp: SmallCloud) -> None:
    """CR-ASN, CR-KEEP; a router without BGP serves NAT."""
    net = a_network(gcp)
    with pytest.raises(CloudError, match="RFC6996"):
        a_router(gcp, net, asn=65535)
    with pytest.raises(CloudError, match="keepalive"):
        a_router(gcp, net, keepaliveInterval=10)
    assert gcp.create(router.ROUTER, name="nat", network=net["selfLink"])["selfLink"]


def test_nat_addresses_and_ranges(gcp: SmallCloud) -> None:
    """Manual NAT needs addresses that are there, and all ranges are translated once."""
    a_router(gcp, a_network(gcp))
    address = gcp.create(network.ADDRESS, name="nat")
    everything = {
        "router": "router",
        "natIpAllocateOption": "MANUAL_ONLY",
        "sourceSubnetworkIpRangesToNat": "ALL_SUBNETWORKS_ALL_IP_RANGES",
    }
    with pytest.raises(CloudError, match="natIps"):
        gcp.create(router.NAT, name="nat", **everything)
    with pytest.raises(CloudError, match="was not found"):
        gcp.create(router.NAT, name="nat", natIps=["projects/shop/regions/r/addresses/none"], **everything)
    made = gcp.create(router.NAT, name="nat", natIps=[address["selfLink"]], **everything)
    assert made.id == f"shop/{REGION}/router/nat"
    with pytest.raises(CloudError, match="has all ranges already"):
        gcp.create(router.NAT, name="again", natIps=[address["selfLink"]], **everything)
    with pytest.raises(CloudError, match="is already being used by"):
        gcp.delete(address)


def test_nat_needs_its_router(gcp: SmallCloud) -> None:
    """A NAT on a router that is not there is a 404."""
    with pytest.raises(CloudError, match="routers/none' was not found"):
        gcp.create(router.NAT, name="nat", router="none")


def test_a_vpn_gateway_has_two_addresses(gcp: SmallCloud) -> None:
    """HAVPN-IF."""
    made = gcp.create(vpn.HA_GATEWAY, name="gateway", network=a_network(gcp)["selfLink"])
    assert [each["id"] for each in made["vpnInterfaces"]] == [0, 1]
    assert len({each["ipAddress"] for each in made["vpnInterfaces"]}) == 2


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [("FOUR_IPS_REDUNDANCY", [0, 1]), ("TWO_IPS_REDUNDANCY", [0, 2]), ("THREE", [0])],
)
def test_external_interfaces_fit_the_redundancy(gcp: SmallCloud, kind: str, numbers: list[int]) -> None:
    """HAVPN-RED."""
    interfaces = [{"id": number, "ipAddress": f"20.0.0.{number}"} for number in numbers]
    with pytest.raises(CloudError, match=r"resource\.(interfaces|redundancyType)"):
        gcp.create(vpn.EXTERNAL_GATEWAY, name="peer", redundancyType=kind, interfaces=interfaces)


def test_a_tunnel_knows_its_peer(gcp: SmallCloud) -> None:
    """The peer's address follows from the external interface; the key is told as a hash only."""
    made = a_tunnel(gcp, a_network(gcp))
    assert made["peerIp"] == "20.0.0.2"
    assert "abcdefgh" not in made["sharedSecretHash"]
    assert "sharedSecret" in PACKAGE.kind(vpn.TUNNEL).secrets


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sharedSecret": ""}, "sharedSecret"),
        ({"ikeVersion": 3}, "ikeVersion"),
        ({"vpnGatewayInterface": 2}, "vpnGatewayInterface"),
        ({"peerExternalGatewayInterface": 2}, "no such interface"),
        ({"cipherSuite": {"phase1": {"encryptions": ["AES256"]}}}, "cipherSuite.phase1.encryptions"),
        ({"cipherSuite": {"phase2": {"pfs": ["group-20"]}}}, "cipherSuite.phase2.pfs"),
        ({"vpnGateway": "projects/shop/regions/r/vpnGateways/none"}, "was not found"),
        ({"router": "none"}, "was not found"),
    ],
)
def test_tunnels_that_cannot_be(gcp: SmallCloud, changes: dict[str, Any], words: str) -> None:
    """No key, no such IKE version, interface, algorithm or gateway."""
    with pytest.raises(CloudError, match=words):
        a_tunnel(gcp, a_network(gcp), **changes)


def test_bgp_over_a_tunnel(gcp: SmallCloud) -> None:
    """An interface and a peer have the ids of the provider, and go in the reverse order only."""
    net = a_network(gcp)
    tunnel = a_tunnel(gcp, net)
    interface = an_interface(gcp)
    peer = a_peer(gcp, ipAddress="169.254.40.2")
    assert interface.id == f"{REGION}/router/tunnel"
    assert peer.id == f"projects/shop/regions/{REGION}/routers/router/peer"
    row = gcp.read(router.ROUTER, f"projects/shop/regions/{REGION}/routers/router")
    assert row is not None
    with pytest.raises(CloudError, match="BGP peer 'peer' still uses"):
        gcp.delete(interface)
    with pytest.raises(CloudError, match="is already being used by"):
        gcp.delete(tunnel)
    with pytest.raises(CloudError, match="is already being used by"):
        gcp.delete(Made(router.ROUTER, row.id, row.outputs))
    for made in (peer, interface, tunnel, Made(router.ROUTER, row.id, row.outputs)):
        gcp.delete(made)
    assert router.PEER not in gcp.tokens()


@pytest.mark.parametrize("range_", ["10.0.0.2/30", "169.254.40.0/30", "169.254.40.2/24", "169.254.169.254/30", "no"])
def test_interface_ranges(gcp: SmallCloud, range_: str) -> None:
    """CR-LL, CR-LL-META: a host of a link-local /30 that is not the metadata server's."""
    a_tunnel(gcp, a_network(gcp))
    with pytest.raises(CloudError, match="ipRange"):
        an_interface(gcp, range_)


def test_interface_ranges_are_used_once(gcp: SmallCloud) -> None:
    """CR-LL-UNIQ: each session of a router has a range of its own."""
    a_tunnel(gcp, a_network(gcp))
    an_interface(gcp)
    with pytest.raises(CloudError, match="overlaps with that of router interface 'tunnel'"):
        an_interface(gcp, "169.254.40.1/30", "other")


def test_an_interface_needs_its_tunnel(gcp: SmallCloud) -> None:
    """A router interface for a tunnel that is not there is a 404."""
    a_router(gcp, a_network(gcp))
    with pytest.raises(CloudError, match="vpnTunnels/tunnel' was not found"):
        an_interface(gcp)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"peerAsn": 64521}, "must not be the same"),
        ({"interface": "none"}, "no such interface"),
        ({"peerIpAddress": "169.254.40.5"}, "another address"),
        ({"peerIpAddress": "169.254.40.2"}, "another address"),
        ({"ipAddress": "169.254.40.1"}, "interface's address"),
    ],
)
def test_peers_that_cannot_be(gcp: SmallCloud, changes: dict[str, Any], words: str) -> None:
    """CR-IBGP, and addresses inside the interface's range."""
    a_tunnel(gcp, a_network(gcp))
    an_interface(gcp)
    with pytest.raises(CloudError, match=words):
        a_peer(gcp, **changes)


def test_peering_becomes_active_from_both_sides(gcp: SmallCloud) -> None:
    """The first half waits for the second."""
    here, there = a_network(gcp, "here"), a_network(gcp, "there")
    a_subnetwork(gcp, here)
    a_subnetwork(gcp, there, "10.1.0.0/24", name="other")
    first = gcp.create(peering.PEERING, name="p", network=here["selfLink"], peerNetwork=there["selfLink"])
    second = gcp.create(peering.PEERING, name="p", network=there["selfLink"], peerNetwork=here["selfLink"])
    assert (first.id, first["state"], second["state"]) == ("here/p", "INACTIVE", "ACTIVE")
    with pytest.raises(CloudError, match="is already being used by"):
        gcp.delete(here)


def test_peering_refuses_overlap_and_nothing(gcp: SmallCloud) -> None:
    """GCP-SUB-UNIQ over peerings; no peering with itself or with what is not there."""
    here, there = a_network(gcp, "here"), a_network(gcp, "there")
    a_subnetwork(gcp, here)
    a_subnetwork(gcp, there, "10.0.0.0/20", name="other")
    wanted = {"name": "p", "network": here["selfLink"]}
    with pytest.raises(CloudError, match=r"An IP range in the peer network \(10.0.0.0/20\) overlaps"):
        gcp.create(peering.PEERING, peerNetwork=there["selfLink"], **wanted)
    with pytest.raises(CloudError, match="Peering to itself"):
        gcp.create(peering.PEERING, peerNetwork=here["selfLink"], **wanted)
    with pytest.raises(CloudError, match="was not found"):
        gcp.create(peering.PEERING, peerNetwork="projects/shop/global/networks/none", **wanted)


def test_service_accounts_and_roles(gcp: SmallCloud) -> None:
    """An account tells its address and member; roles are given to accounts that are there."""
    made = gcp.create(iam.ACCOUNT, accountId="shop-nodes")
    assert made["email"] == "shop-nodes@shop.iam.gserviceaccount.com"
    wanted = {"project": "shop", "role": "roles/container.nodeServiceAccount"}
    assert gcp.create(iam.MEMBER, member=made["member"], **wanted).id.endswith(made["member"])
    with pytest.raises(CloudError, match="does not exist"):
        gcp.create(iam.MEMBER, member="serviceAccount:no@shop.iam.gserviceaccount.com", **wanted)
    with pytest.raises(CloudError, match="Invalid role"):
        gcp.create(iam.MEMBER, project="shop", role="admin", member=made["member"])
    with pytest.raises(CloudError, match="account_id"):
        gcp.create(iam.ACCOUNT, accountId="no")


def test_who_the_provider_is(gcp: SmallCloud) -> None:
    """``getClientConfig`` tells project and region."""
    told = gcp.invoke("gcp:organizations/getClientConfig:getClientConfig")
    assert (told["project"], told["region"]) == ("shop", REGION)


def test_import_by_other_names(gcp: SmallCloud) -> None:
    """Peerings and role bindings are imported by the names of what they join."""
    here, there = a_network(gcp, "here"), a_network(gcp, "there")
    made = gcp.create(peering.PEERING, name="p", network=here["selfLink"], peerNetwork=there["selfLink"])
    member = gcp.create(iam.MEMBER, project="shop", role="roles/viewer", member="user:me@example.com")
    found = gcp.read(peering.PEERING, "shop/here/p"), gcp.read(iam.MEMBER, "shop roles/viewer user:me@example.com")
    assert [row.id for row in found if row] == [made.id, member.id]
    assert gcp.read(peering.PEERING, "shop/here/none") is None
