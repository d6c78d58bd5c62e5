"""Whole plans: pairs, networks, links and what they refuse."""

from __future__ import annotations

import pytest

from meshctl.plan.model import Path
from tests.plan.meshes import AWS, AZURE, GCP, OFFICE, OHIO, codes, connect, planned, unit

OVERLAY = "{ name: dublin, cloud: azure, region: northeurope, clusters: [{name: dublin, pod_addresses: overlay}] }"


def _errors(*sites: str, more: str = "") -> list[str]:
    found = planned(*sites, more=more)
    return [finding.code for finding in found.findings if finding.severity == "error"]


def test_three_clouds_are_one_flat_network() -> None:
    """The smallest file: one network, three links, no gateway, nothing refused."""
    found = planned(AWS, GCP, AZURE)
    assert [(network.name, network.gateway) for network in found.networks] == [("shop", None)]
    assert {pair.path for pair in found.pairs} == {Path.FLAT}
    assert _errors(AWS, GCP, AZURE) == []


def test_tunnels_of_each_pair() -> None:
    """AWS-GCP 4 tunnels, AWS-Azure 4, GCP-Azure 2, one a peering none."""
    found = planned(AWS, GCP, AZURE, OHIO)
    counts = {link.name: len(link.tunnels) for link in found.links}
    assert counts["belgium~virginia"] == counts["dublin~virginia"] == 4
    assert counts["belgium~dublin"] == 2
    assert counts["ohio~virginia"] == 0


def test_longest_chain_is_the_azure_gateway() -> None:
    """Nothing but its links waits for the Azure gateway."""
    found = planned(AWS, GCP, AZURE)
    assert [step.unit for step in found.time.critical_path][:2] == ["network/dublin", "hub/dublin"]
    waiting = {unit.name for unit in found.units if "hub/dublin" in unit.needs}
    assert waiting == {"link/belgium~dublin", "link/dublin~virginia"}


def test_order_of_the_file_does_not_matter() -> None:
    """The same sites in another order give the same plan."""
    assert planned(AWS, GCP, AZURE) == planned(AZURE, AWS, GCP)


def test_auto_gives_hidden_pods_a_gateway() -> None:
    """The overlay cluster is a network of its own, with the reason and the cheapest fix."""
    found = planned(AWS, GCP, OVERLAY)
    assert [(network.name, network.clusters) for network in found.networks] == [
        ("dublin", ("dublin",)),
        ("shop", ("belgium", "virginia")),
    ]
    pair = next(pair for pair in found.pairs if pair.target == "dublin")
    assert (pair.path, pair.reason.code) == (Path.GATEWAY, "overlay-pods")
    assert pair.fix == "set `pod_addresses: routable` for dublin"
    assert all(network.gateway is not None for network in found.networks)


def test_chain_through_aws_carries_routes() -> None:
    """Spokes reach each other through a VPN gateway in AWS."""
    found = planned(AWS, GCP, AZURE, more=connect("{ links: hub-and-spoke, hub: virginia }"))
    pair = next(pair for pair in found.pairs if (pair.source, pair.target) == ("belgium", "dublin"))
    assert (pair.path, pair.through) == (Path.FLAT, ("belgium~virginia", "dublin~virginia"))


def test_chain_through_gcp_does_not() -> None:
    """Cloud Router does not pass on what it learns."""
    found = planned(AWS, GCP, AZURE, more=connect("{ links: hub-and-spoke, hub: belgium }"))
    pair = next(pair for pair in found.pairs if (pair.source, pair.target) == ("dublin", "virginia"))
    assert (pair.path, pair.reason.code) == (Path.GATEWAY, "no-link")


def test_peering_is_not_a_chain() -> None:
    """What is peered with a hub does not reach the hub's VPN."""
    links = "[{ between: [ohio, virginia] }, { between: [virginia, belgium] }]"
    found = planned(AWS, OHIO, GCP, more=connect(f"{{ links: {links} }}"))
    pair = next(pair for pair in found.pairs if (pair.source, pair.target) == ("belgium", "ohio"))
    assert pair.reason.code == "no-link"


def test_three_way_networks_are_cliques() -> None:
    """Flat with one of two that are not flat with each other: one of them, by name."""
    links = "[{ between: [virginia, belgium] }, { between: [belgium, dublin] }]"
    found = planned(AWS, GCP, AZURE, more=connect(f"{{ links: {links} }}"))
    assert [network.clusters for network in found.networks] == [("belgium", "dublin"), ("virginia",)]
    pair = next(pair for pair in found.pairs if (pair.source, pair.target) == ("belgium", "virginia"))
    assert (pair.path, pair.reason.code) == (Path.GATEWAY, "not-all-flat")


def test_flat_is_refused_pair_by_pair() -> None:
    """`model: flat` names each pair that cannot be, and the plan can still be looked at."""
    found = planned(AWS, GCP, OVERLAY, more=connect("{ model: flat }"))
    assert codes(found).count("MC401") == 2
    assert {pair.path for pair in found.pairs} == {Path.FLAT, Path.NONE}


def test_flat_without_links_is_refused() -> None:
    """No link between two clusters: MC402."""
    assert "MC402" in _errors(AWS, GCP, more=connect("{ model: flat, links: none }"))


def test_flat_with_two_pins_is_refused() -> None:
    """Two names for one network: MC405."""
    one = AWS.replace(" }", ", clusters: [{ name: one, network: east }] }")
    two = GCP.replace(" }", ", clusters: [{ name: two, network: west }] }")
    assert "MC405" in _errors(one, two, more=connect("{ model: flat }"))


def test_pins_are_honoured_and_refused() -> None:
    """A pin names the network; clusters with the same pin that cannot be flat are refused: MC406."""
    one = AWS.replace(" }", ", clusters: [{ name: one, network: east }] }")
    two = GCP.replace(" }", ", clusters: [{ name: two, network: east }] }")
    assert [network.name for network in planned(one, two).networks] == ["east"]
    assert "MC406" in _errors(one, two, more=connect("{ links: none }"))


def test_gateway_model_has_equal_ranges() -> None:
    """Every cluster its own network, no link or hub, and shared addresses where `reuse` says always."""
    more = connect("{ model: gateway }") + "addresses: { reuse: always }\n"
    found = planned(AWS, GCP, AZURE, more=more)
    assert [network.name for network in found.networks] == ["belgium", "dublin", "virginia"]
    assert (found.links, {unit.kind for unit in found.units} & {"hub", "link"}) == ((), set())
    first, second, third = (site.ranges[0] for site in found.sites)
    assert first.network_address == second.network_address == third.network_address
    assert all(pair.path is Path.GATEWAY for pair in found.pairs)


def test_no_mesh_no_gateway() -> None:
    """`mesh.kind: none`: what is not flat has no path, and there is no mesh to build."""
    found = planned(AWS, OVERLAY, more="mesh: { kind: none }\n")
    assert [pair.path for pair in found.pairs] == [Path.NONE]
    assert not {unit.kind for unit in found.units} & {"mesh", "trust", "remotes"}


def test_data_centre_is_linked() -> None:
    """A site without clusters is reached by one tunnel pair, and its ranges pass the firewall."""
    found = planned(AWS, OFFICE)
    assert [(link.name, len(link.tunnels), link.redundancy) for link in found.links] == [("office~virginia", 2, 0)]
    ingress = unit(found, "network/virginia").spec["security_group"]["ingress"]
    assert ["192.168.16.0/20"] in [rule["cidrs"] for rule in ingress]


def test_environment_is_in_the_names() -> None:
    """`--env pr-17` gives every name and tag of a cloud its own."""
    spec = unit(planned(AWS, environment="pr-17"), "network/virginia").spec
    assert spec["name"] == "shop-pr-17-virginia"
    assert spec["tags"]["meshctl-env"] == "pr-17"


@pytest.mark.parametrize(
    ("sites", "more", "code"),
    [
        ((AWS, GCP), "addresses: { ipv6: 'fd5e:ed31:718f::/48' }\n", "MC440"),
        ((AWS.replace(" }", ", existing: vpc-1, ranges: [10.20.0.0/16] }"),), "", "MC441"),
        ((AWS.replace(" }", ", clusters: [{ name: c, existing: { context: c } }] }"),), "", "MC442"),
        (
            (AWS, OFFICE.replace("ranges", "clusters: [{ name: c, existing: { context: c } }], ranges")),
            "",
            "MC443",
        ),
        ((AWS, GCP), connect("{ links: [{ between: [virginia, belgium], via: interconnect }] }"), "MC430"),
        ((AWS,), "mesh: { kind: linkerd }\n", "MC502"),
        ((AWS, GCP), "mesh: { data_plane: ambient }\n", "MC503"),
        (
            (AWS.replace(" }", ", machines: [{ name: m, address: 10.0.0.4, service: m, ports: { x: 1 } }] }"),),
            "",
            "MC501",
        ),
        ((AWS.replace("us-east-1", "us-east-9"),), "", "MC301"),
        ((AZURE.replace("northeurope", "australiasoutheast"),), "", "MC302"),
    ],
)
def test_refusals(sites: tuple[str, ...], more: str, code: str) -> None:
    """What cannot be planned is refused in an empty plan that carries the finding."""
    found = planned(*sites, more=more)
    assert code in codes(found)
    assert (found.units, found.sites) == ((), ())


def test_unknown_machine_type_is_a_warning() -> None:
    """The list of machine types is not complete: MC310 warns and names the nearest."""
    odd = AWS.replace(" }", ", clusters: [{ name: c, nodes: { type: m6i.xlrge } }] }")
    found = [finding for finding in planned(odd).findings if finding.code == "MC310"]
    assert [finding.severity for finding in found] == ["warning"]
    assert found[0].hint.startswith("nearest: m6i.xlarge")


def test_two_gateways_in_one_site_are_refused() -> None:
    """Their addresses would be the same: MC450."""
    two = AWS.replace(" }", ", clusters: [{ name: one }, { name: two }] }")
    assert "MC450" in _errors(two, GCP, more=connect("{ model: gateway }"))


def test_elastic_addresses_over_the_quota_warn() -> None:
    """Two sites in one region of AWS are six addresses: MC324."""
    assert "MC324" in codes(planned(AWS, AWS.replace("virginia", "norfolk")))
