"""Which sites are joined."""

from __future__ import annotations

from meshctl.plan.joins import joins
from tests.plan.meshes import AWS, AZURE, GCP, OFFICE, OHIO, connect, written


def _names(*sites: str, more: str = "") -> list[str]:
    loaded = written(*sites, more=more)
    return [join.name for join in joins(loaded.topology, loaded.positions)[0]]


def _codes(more: str, *sites: str) -> list[str]:
    loaded = written(*sites, more=more)
    return [finding.code for finding in joins(loaded.topology, loaded.positions)[1]]


def test_auto_joins_every_pair() -> None:
    """Routable clusters everywhere: a full mesh, sorted by name."""
    assert _names(AWS, GCP, AZURE) == ["belgium~dublin", "belgium~virginia", "dublin~virginia"]


def test_auto_leaves_out_what_cannot_be_flat() -> None:
    """A site whose only cluster hides its pods needs no link."""
    hidden = "{ name: dublin, cloud: azure, region: northeurope, clusters: [{name: d, pod_addresses: overlay}] }"
    assert _names(AWS, GCP, hidden) == ["belgium~virginia"]


def test_full_mesh_joins_them_all_the_same() -> None:
    """`full-mesh` does not ask whether it is needed."""
    hidden = "{ name: dublin, cloud: azure, region: northeurope, clusters: [{name: d, pod_addresses: overlay}] }"
    assert len(_names(AWS, GCP, hidden, more=connect("{ links: full-mesh }"))) == 3


def test_hub_and_spoke() -> None:
    """Everything is joined to the hub and nothing else."""
    found = _names(AWS, GCP, AZURE, more=connect("{ links: hub-and-spoke, hub: virginia }"))
    assert found == ["belgium~virginia", "dublin~virginia"]


def test_none() -> None:
    """`none` joins nothing."""
    assert _names(AWS, GCP, more=connect("{ links: none }")) == []


def test_one_cloud_is_peered() -> None:
    """Two sites of AWS are joined by peering."""
    loaded = written(AWS, OHIO)
    assert [str(join.via) for join in joins(loaded.topology, loaded.positions)[0]] == ["peering"]


def test_data_centres_are_joined_to_clouds_only() -> None:
    """Two data centres have routers of their own."""
    second = OFFICE.replace("office", "depot").replace("65010", "65011").replace("16.0", "32.0")
    assert _names(AWS, OFFICE, second) == ["depot~virginia", "office~virginia"]


def test_gateway_model_builds_no_links() -> None:
    """Links that the file names are not built in the gateway model, and it says so."""
    more = connect("{ model: gateway, links: full-mesh }")
    assert _names(AWS, GCP, more=more) == []
    assert _codes(more, AWS, GCP) == ["MC432"]
    assert _codes(connect("{ model: gateway }"), AWS, GCP) == []


def test_impossible_links_are_refused() -> None:
    """Peering across clouds, VPN within one, and a transit gateway without AWS: MC431 each."""
    peering = connect("{ links: [{ between: [belgium, virginia], via: peering }] }")
    assert _codes(peering, AWS, GCP) == ["MC431"]
    within = connect("{ links: [{ between: [ohio, virginia], via: vpn }] }")
    assert _codes(within, AWS, OHIO) == ["MC431"]
    transit = connect("{ links: [{ between: [belgium, dublin], via: transit-gateway }] }")
    assert _codes(transit, GCP, AZURE) == ["MC431"]
    second = OFFICE.replace("office", "depot").replace("65010", "65011").replace("16.0", "32.0")
    private = connect("{ links: [{ between: [depot, office], via: vpn }] }")
    assert _codes(private, OFFICE, second) == ["MC431"]


def test_named_links() -> None:
    """A list is taken as it stands, without those that are `none`."""
    links = "[{ between: [virginia, belgium] }, { between: [dublin, belgium], via: none }]"
    assert _names(AWS, GCP, AZURE, more=connect(f"{{ links: {links} }}")) == ["belgium~virginia"]
