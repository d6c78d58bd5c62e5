"""Assigned ranges do not overlap, and nothing that the lock holds ever moves."""

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meshctl import topology
from meshctl.address.lock import Lock
from meshctl.plan.addresses import assign
from meshctl.plan.asns import assign_asns
from meshctl.plan.assigned import Assigned
from meshctl.plan.tunnels import assign_tunnels
from meshctl.topology.loader import Loaded

REGIONS = {"aws": "us-east-1", "gcp": "europe-west1", "azure": "northeurope"}
QUIET = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
SITES = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(sorted(REGIONS)), min_size=1)


def load(folder: Path, sites: str, more: str = "") -> Loaded:
    """The topology of these lines of sites."""
    file = folder / "mesh.yaml"
    file.write_text(f"apiVersion: meshctl/v1\nname: shop\n{more}sites:\n{sites}")
    return topology.load(file)


def lines(sites: dict[str, str]) -> str:
    """Sites of these names and clouds, in that order."""
    return "".join(f"  - {{ name: site-{n}, cloud: {c}, region: {REGIONS[c]} }}\n" for n, c in sites.items())


def run(loaded: Loaded, lock: Lock | None = None, spaces: dict[str, str] | None = None) -> Assigned:
    """Assign with the lock, or from nothing."""
    return assign(loaded.topology, loaded.positions, spaces or {}, lock or Lock.empty("shop"))


@QUIET
@given(SITES)
def test_nothing_overlaps_and_subnets_lie_inside(tmp_path: Path, sites: dict[str, str]) -> None:
    """Sites and services are disjoint; node subnets lie in their site."""
    assigned = run(load(tmp_path, lines(sites)))
    top = [g.range for key, g in assigned.lock.live.ranges.items() if not key.startswith("subnet/")]
    assert not any(a.overlaps(b) for a, b in combinations(top, 2))
    for site in assigned.sites:
        inner = [s.range for s in site.subnets if s.purpose != "control-plane"]
        assert not any(a.overlaps(b) for a, b in combinations(inner, 2))
        assert all(any(r.subnet_of(outer) for outer in site.ranges) for r in inner)


@QUIET
@given(SITES, SITES, st.randoms())
def test_survivors_never_move(tmp_path: Path, one: dict[str, str], two: dict[str, str], random) -> None:  # type: ignore[no-untyped-def]  # Hypothesis' own Random
    """Sites that stay keep every line of the lock when others come, go, or change places."""
    before = run(load(tmp_path, lines(one))).lock
    merged = [(n, one.get(n, c)) for n, c in two.items()]
    random.shuffle(merged)
    after = run(load(tmp_path, lines(dict(merged))), before).lock
    everything = {**after.retired.ranges, **after.live.ranges}
    assert all(everything[key] == value for key, value in before.live.ranges.items())
    back = run(load(tmp_path, lines(one)), after).lock
    assert back.live.ranges == before.live.ranges


def test_order_of_the_file_does_not_matter(tmp_path: Path) -> None:
    """The same sites in another order get the same ranges."""
    sites = {"a": "aws", "b": "gcp", "c": "azure"}
    turned = dict(reversed(sites.items()))
    assert run(load(tmp_path, lines(sites))).lock == run(load(tmp_path, lines(turned))).lock


def test_a_site_that_outgrows_its_range_gets_another(tmp_path: Path) -> None:
    """More nodes than planned: a second range, a second subnet, and nothing moves."""
    site = "  - { name: a, cloud: azure, region: northeurope, clusters: [ { name: a, nodes: { max: %d } } ] }\n"
    small = run(load(tmp_path, site % 10))
    large = run(load(tmp_path, site % 100), small.lock)
    assert large.sites[0].ranges[:1] == small.sites[0].ranges
    assert len(large.sites[0].ranges) == 2
    assert large.clusters[0].pods[:1] == small.clusters[0].pods
    assert run(load(tmp_path, site % 100), large.lock).lock == large.lock


def test_spaces_may_share_addresses(tmp_path: Path) -> None:
    """Clusters in spaces of their own get equal ranges."""
    assigned = run(load(tmp_path, lines({"a": "aws", "b": "aws"})), spaces={"site-a": "site-a", "site-b": "site-b"})
    assert assigned.sites[0].ranges == assigned.sites[1].ranges


@pytest.mark.parametrize(
    ("site", "code"),
    [
        ("region: us-east-9", "MC301"),
        ("region: us-west-1, zones: 3", "MC302"),
        ("region: us-east-1, ranges: [10.32.0.0/12]", "MC303"),
        ("region: us-east-1, ranges: [172.31.0.0/16]", "MC304"),
        ("region: us-east-1, zones: 1", "MC305"),
        ("region: us-east-1, ranges: [10.20.0.0/16, 192.168.0.0/16]", "MC311"),
        ("region: us-east-1, ranges: [10.20.0.0/27]", "MC214"),
        ("region: us-east-1, clusters: [{name: k, ranges: {services: [10.9.0.0/28]}}]", "MC307"),
        ("region: us-east-1, clusters: [{name: k, ranges: {services: [100.64.0.0/16]}}]", "MC308"),
        ("region: us-east-1, clusters: [{name: k, pods_per_node: 300}]", "MC309"),
        ("region: us-east-1, clusters: [{name: k, nodes: {type: m6i.xlargo}}]", "MC310"),
    ],
)
def test_what_a_cloud_does_not_allow_is_found(tmp_path: Path, site: str, code: str) -> None:
    """Each rule has something that breaks it."""
    loaded = load(tmp_path, f"  - {{ name: a, cloud: aws, {site} }}\n")
    assert code in [found.code for found in run(loaded).findings]


def test_reserved_ranges_are_told_with_why(tmp_path: Path) -> None:
    """A pinned range in a reserved one is refused in the user's own words."""
    loaded = load(
        tmp_path,
        "  - { name: a, cloud: aws, region: us-east-1, ranges: [10.20.0.0/16] }\n",
        "addresses: { reserved: [ { range: 10.16.0.0/12, why: head office } ] }\n",
    )
    assert any(f.code == "MC213" and "head office" in f.text for f in run(loaded).findings)


def test_tunnels_and_asns(tmp_path: Path) -> None:
    """Each site its ASN, pairs with Azure in Azure's range, AWS first, and all of it for ever."""
    loaded = load(tmp_path, lines({"a": "azure", "b": "aws", "c": "gcp"}))
    asns, lock, _ = assign_asns(loaded.topology, loaded.positions, Lock.empty("shop"))
    assert sorted(asns.values()) == [64512, 64513, 64514]
    links = [(("site-a", "site-b"), 4), (("site-b", "site-c"), 4)]
    tunnels, lock, found = assign_tunnels(loaded.topology, links, asns, lock)
    first = tunnels["site-a~site-b"][0]
    assert (str(first.inside), found) == ("169.254.21.0/30", ())
    assert [end.address for end in first.ends] == ["169.254.21.2", "169.254.21.1"]
    assert assign_tunnels(loaded.topology, links[1:], asns, lock)[0]["site-b~site-c"] == tunnels["site-b~site-c"]
    assert len(lock.live.tunnels) == 8


def test_overlay_pods_are_no_subnet(tmp_path: Path) -> None:
    """An overlay's pods are a setting of the cluster, outside the site's ranges."""
    cluster = "clusters: [ { name: a, pod_addresses: overlay } ]"
    assigned = run(load(tmp_path, f"  - {{ name: a, cloud: azure, region: northeurope, {cluster} }}\n"))
    assert [subnet.name for subnet in assigned.sites[0].subnets] == ["GatewaySubnet", "a-nodes"]
    assert not assigned.clusters[0].pods[0].overlaps(assigned.sites[0].ranges[0])


def test_pinned_ranges_are_taken_exactly(tmp_path: Path) -> None:
    """Nodes on Azure and AWS come from the ranges that the file names, and the site has them."""
    nodes = "clusters: [ { name: %s, ranges: { nodes: [10.40.%s/20] } } ]"
    both = f"  - {{ name: a, cloud: azure, region: northeurope, {nodes % ('x', '0.0')} }}\n"
    both += f"  - {{ name: b, cloud: aws, region: us-east-1, {nodes % ('y', '32.0')} }}\n"
    assigned = run(load(tmp_path, both, "addresses: { ipv6: 'fd5e:ed31:718f::/48' }\n"))
    assert [str(r) for r in assigned.clusters[0].nodes] == ["10.40.0.0/20"]
    assert [str(r) for r in assigned.clusters[1].nodes] == ["10.40.32.0/22", "10.40.36.0/22", "10.40.40.0/22"]
    assert [found.code for found in assigned.findings] == ["MC217"]


def test_full_pools_are_told(tmp_path: Path) -> None:
    """Too small a pool is an error that says what to do."""
    loaded = load(tmp_path, lines({"a": "aws"}), "addresses: { pools: [10.64.0.0/20] }\n")
    assert "MC215" in [found.code for found in run(loaded).findings]


def test_equal_asns_of_routers_are_refused(tmp_path: Path) -> None:
    """Two routers with one ASN cannot be joined."""
    site = "  - { name: %s, cloud: onprem, ranges: [192.168.%d.0/24], "
    site += "router: { public_ip: 203.0.113.%d, asn: 65010 } }\n"
    loaded = load(tmp_path, site % ("a", 1, 1) + site % ("b", 2, 2))
    found = assign_asns(loaded.topology, loaded.positions, Lock.empty("shop"))[2]
    assert [finding.code for finding in found] == ["MC230"]
