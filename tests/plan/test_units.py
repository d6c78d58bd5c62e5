"""The units that a plan is cut into, against the examples that the programs are tested with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from meshctl.address.lock import Lock
from meshctl.plan.model import Plan
from meshctl.units import Unit
from tests.plan.meshes import AWS, AZURE, GCP, OFFICE, OHIO, connect, planned, unit

EXAMPLES = Path(__file__).parents[1] / "stacks" / "specs"
DENMARK = "{ name: denmark, cloud: gcp, region: europe-north1 }"


def _shape(value: Any) -> Any:
    """The keys of a value, with what its lists hold merged into one."""
    if isinstance(value, Mapping):
        return {key: _shape(inner) for key, inner in value.items() if key not in ("tags", "ends")}
    if isinstance(value, list | tuple):
        merged: dict[str, Any] = {}
        for inner in value:
            if isinstance(inner, Mapping):
                merged |= _shape(inner)
        return [merged]
    return None


@pytest.mark.parametrize(
    ("example", "name", "sites", "more"),
    [
        ("network_aws", "network/virginia", (AWS, GCP), ""),
        ("network_gcp", "network/belgium", (AWS, GCP), ""),
        ("network_azure", "network/dublin", (AWS, AZURE), ""),
        ("hub_aws_vgw", "hub/virginia", (AWS, GCP), ""),
        (
            "hub_aws_tgw",
            "hub/virginia",
            (AWS, GCP),
            connect("{ links: [{ between: [virginia, belgium], via: transit-gateway }] }"),
        ),
        ("hub_gcp", "hub/belgium", (AWS, GCP), ""),
        ("hub_azure", "hub/dublin", (AWS, AZURE), ""),
        ("link_aws_gcp", "link/belgium~virginia", (AWS, GCP), ""),
        ("link_aws_azure", "link/dublin~virginia", (AWS, AZURE), ""),
        ("link_azure_gcp", "link/belgium~dublin", (AZURE, GCP), ""),
        ("link_aws_onprem", "link/office~virginia", (AWS, OFFICE), ""),
        ("link_gcp_onprem", "link/belgium~office", (GCP, OFFICE), ""),
        ("link_azure_onprem", "link/dublin~office", (AZURE, OFFICE), ""),
        ("link_aws_peering", "link/ohio~virginia", (AWS, OHIO), ""),
        ("link_gcp_peering", "link/belgium~denmark", (GCP, DENMARK), ""),
        (
            "link_azure_peering",
            "link/dublin~paris",
            (AZURE, "{ name: paris, cloud: azure, region: francecentral }"),
            "",
        ),
    ],
)
def test_specs_have_the_shape_of_the_examples(example: str, name: str, sites: tuple[str, ...], more: str) -> None:
    """Each spec has the keys of the example of its program, and its inputs are what the example is given."""
    text = json.loads((EXAMPLES / f"{example}.json").read_text(encoding="utf-8"))
    found = unit(planned(*sites, more=more), name)
    assert _shape(found.spec) == _shape(text["spec"])
    assert set(found.inputs) == set(text["upstream"])


def test_specs_are_plain_json() -> None:
    """What goes to a program survives a round trip through JSON."""
    for found in planned(AWS, GCP, AZURE).units:
        assert json.loads(json.dumps(found.spec)) == found.spec


def _by_name(found: Plan) -> dict[str, Unit]:
    return {unit.name: unit for unit in found.units}


def test_a_fourth_site_touches_only_what_it_must() -> None:
    """Firewalls, the addresses of an Azure gateway and remote secrets change; nothing else that stood."""
    before = planned(AWS, GCP, AZURE)
    lock = Lock.parse(before.lock_text, "mesh.lock")
    after = _by_name(planned(AWS, GCP, AZURE, DENMARK, lock=lock))
    changed = {
        name
        for name, unit in _by_name(before).items()
        if (unit.spec, unit.inputs) != (after[name].spec, after[name].inputs)
    }
    networks = {"network/belgium", "network/dublin", "network/virginia"}
    allowed = {*networks, "hub/dublin", "trust", "remotes/belgium", "remotes/dublin", "remotes/virginia"}
    assert networks <= changed <= allowed


def test_clusters_wait_for_their_network_only() -> None:
    """No cluster waits for a hub or a link."""
    found = _by_name(planned(AWS, GCP, AZURE))
    for site in ("belgium", "dublin", "virginia"):
        assert found[f"cluster/{site}"].needs == (f"network/{site}",)


def test_azure_addresses_are_those_of_its_tunnels() -> None:
    """Each instance has one address for each tunnel that ends in it, and connections name both."""
    found = planned(AWS, GCP, AZURE)
    instances = unit(found, "hub/dublin").spec["instances"]
    assert [len(instance["apipa"]) for instance in instances] == [3, 3]
    for name in ("link/belgium~dublin", "link/dublin~virginia"):
        for connection in unit(found, name).spec["azure"]["connections"]:
            first, second = connection["custom_bgp"]
            assert first in instances[0]["apipa"]
            assert second in instances[1]["apipa"]


def test_pods_keep_their_address_where_they_may_be_flat() -> None:
    """No translation of pod addresses in EKS and GKE, except in the gateway model."""
    flat, gateway = planned(AWS, GCP), planned(AWS, GCP, more=connect("{ model: gateway }"))
    assert unit(flat, "cluster/belgium").spec["default_snat_disabled"] is True
    assert unit(gateway, "cluster/belgium").spec["default_snat_disabled"] is False
    for found, expected in ((flat, True), (gateway, False)):
        addons = unit(found, "cluster/virginia").spec["addons"]
        cni = next(addon for addon in addons if addon["name"] == "vpc-cni")
        assert ("AWS_VPC_K8S_CNI_EXTERNALSNAT" in cni["configuration"]["env"]) is expected


def test_gateways_get_addresses_and_a_controller() -> None:
    """In the gateway model AWS gets two fixed addresses and the controller that uses them; Azure gets one."""
    found = planned(AWS, AZURE, more=connect("{ model: gateway }"))
    assert len(unit(found, "network/virginia").spec["gateway_addresses"]) == 2
    assert unit(found, "network/dublin").spec["gateway_addresses"] == ["shop-dublin-gateway"]
    assert unit(found, "cluster/virginia").spec["load_balancer_controller"]["namespace"] == "kube-system"
    assert unit(planned(AWS), "cluster/virginia").spec["load_balancer_controller"] is None


def test_overlay_on_azure() -> None:
    """Pods that hide have a range of their own and no subnet."""
    hidden = AZURE.replace(" }", ", clusters: [{ name: d, pod_addresses: overlay }] }")
    spec = unit(planned(hidden), "cluster/d").spec
    assert (spec["network"]["plugin_mode"], spec["pod_subnet"]) == ("overlay", None)
    assert spec["network"]["pod_cidr"]
