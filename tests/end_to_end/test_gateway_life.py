"""The gateway model with the same addresses in all clusters, from nothing to nothing."""

from __future__ import annotations

import json

from tests.end_to_end.folder import Folder


def test_gateway_model_with_equal_addresses(folder: Folder) -> None:
    """No tunnel is built, all clusters share their ranges, and every pair meets at gateways."""
    folder.ok("init", "--template", "gateway")
    plan = json.loads(folder.ok("plan", "-o", "json"))
    assert {pair["path"] for pair in plan["pairs"]} == {"gateway"}
    assert plan["links"] == []
    networks = {site["name"]: set(site["ranges"]) for site in plan["sites"]}
    assert len(set(map(tuple, map(sorted, networks.values())))) < len(networks)
    folder.ok("up", "--simulate", "--yes")
    assert not [kind for kind in folder.kinds() if "vpn" in kind.lower() or "Vpn" in kind]
    proof = json.loads(folder.ok("verify", "--simulate", "-o", "json"))
    gateways = [verdict for verdict in proof["verdicts"] if verdict["layer"] == "gateway"]
    assert len(gateways) == 6
    assert proof["holds"]
    folder.ok("down", "--simulate", "--yes")
    assert folder.contents() == []
