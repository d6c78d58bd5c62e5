"""The gateways that links ask for."""

from __future__ import annotations

import pytest

from meshctl.plan.hubs import Hub, hubs, promises
from meshctl.plan.joins import Join, joins
from meshctl.topology import Loaded
from tests.plan.meshes import AWS, AZURE, GCP, OFFICE, OHIO, connect, written


def _chosen(*sites: str, more: str = "") -> tuple[Loaded, tuple[Join, ...], dict[str, Hub], list[str]]:
    loaded = written(*sites, more=more)
    joined, _ = joins(loaded.topology, loaded.positions)
    chosen, notes = hubs(loaded.topology, joined, loaded.positions)
    wrong = promises(loaded.topology, joined, chosen, loaded.positions)
    return loaded, joined, chosen, [finding.code for finding in (*notes, *wrong)]


def _link(between: str, rest: str) -> str:
    return connect(f"{{ links: [{{ between: [{between}], {rest} }}] }}")


def test_smallest_gateways_by_default() -> None:
    """Nothing is asked for: a virtual private gateway, HA VPN and the smallest Azure SKU."""
    _, _, chosen, codes = _chosen(AWS, GCP, AZURE)
    assert {name: hub.kind for name, hub in chosen.items()} == {
        "virginia": "vgw",
        "belgium": "ha-vpn",
        "dublin": "VpnGw1AZ",
    }
    assert codes == []


def test_bandwidth_makes_it_a_transit_gateway() -> None:
    """2 Gbps are more than a virtual private gateway carries: MC435 says so."""
    _, _, chosen, codes = _chosen(AWS, GCP, more=_link("belgium, virginia", "bandwidth: 2Gbps"))
    assert (chosen["virginia"].kind, codes) == ("tgw", ["MC435"])


def test_asked_for_transit_gateway_is_not_remarked_on() -> None:
    """Who asks for one gets one."""
    _, _, chosen, codes = _chosen(AWS, GCP, more=_link("belgium, virginia", "via: transit-gateway"))
    assert (chosen["virginia"].kind, codes) == ("tgw", [])


def test_more_connections_than_a_virtual_private_gateway_has() -> None:
    """Six GCP sites are twelve connections: a transit gateway, with the note."""
    sites = [GCP.replace("belgium", f"b{number}") for number in range(6)]
    more = connect("{ links: hub-and-spoke, hub: virginia }")
    _, _, chosen, codes = _chosen(AWS, *sites, more=more)
    assert (chosen["virginia"].kind, codes) == ("tgw", ["MC435"])


def test_azure_sku_grows_with_bandwidth() -> None:
    """The smallest SKU that carries what is asked for."""
    _, _, chosen, codes = _chosen(GCP, AZURE, more=_link("belgium, dublin", "bandwidth: 2Gbps"))
    assert (chosen["dublin"].kind, codes) == ("VpnGw3AZ", [])


def test_too_much_bandwidth_is_refused() -> None:
    """Two tunnels of 1 Gbps carry no three: MC434."""
    assert _chosen(GCP, AZURE, more=_link("belgium, dublin", "bandwidth: 3Gbps"))[3] == ["MC434"]


@pytest.mark.parametrize(("site", "survive", "codes"), [(GCP, 1, []), (GCP, 2, ["MC433"]), (OFFICE, 1, ["MC433"])])
def test_survive(site: str, survive: int, codes: list[str]) -> None:
    """Two clouds outlive one failure, a data centre with one device none: MC433."""
    other = "belgium" if site is GCP else "office"
    assert _chosen(AWS, site, more=_link(f"{other}, virginia", f"survive: {survive}"))[3] == codes


def test_peering_has_no_hub() -> None:
    """Peered sites need no gateway, and have none that could fail."""
    _, _, chosen, codes = _chosen(AWS, OHIO, more=_link("ohio, virginia", "survive: 3"))
    assert (chosen, codes) == ({}, [])
