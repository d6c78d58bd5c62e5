"""The mesh's units out of a whole plan: what the planner asks the mesh for."""

from __future__ import annotations

import pytest

from meshctl.address.lock import Lock
from meshctl.plan.model import Plan
from meshctl.units import Unit
from tests.plan.meshes import AWS, AZURE, GCP, OHIO, codes, connect, planned

GATEWAY = connect("{ model: gateway }")
FLAT = connect("{ model: flat }")


def units(found: Plan) -> dict[str, Unit]:
    """Units by name."""
    return {unit.name: unit for unit in found.units}


def test_flat_clusters_are_of_one_network_and_need_no_gateway() -> None:
    """One network name everywhere; a cluster, its mesh and its remotes in that order."""
    found = units(planned(AWS, GCP, AZURE, more=FLAT))
    meshes = [unit for name, unit in found.items() if name.startswith("mesh/")]
    assert len({unit.spec["network"] for unit in meshes}) == 1
    assert all(unit.spec["gateway"] is None for unit in meshes)
    assert found["mesh/dublin"].needs == ("cluster/dublin", "trust")
    assert found["remotes/dublin"].needs == ("cluster/dublin", "mesh/belgium", "mesh/dublin", "mesh/virginia")


def test_a_gateway_on_aws_has_as_many_subnets_as_addresses() -> None:
    """The load balancer refuses any other count; the subnets are public ones of the site's own network."""
    found = units(planned(AWS, GCP, more=GATEWAY))
    network = found["network/virginia"].spec
    late = {value["input"]: value["keys"] for value in found["mesh/virginia"].spec["late_values"]}
    assert len(late["subnet_ids"]) == len(network["gateway_addresses"]) == 2
    public = {subnet["name"] for subnet in network["subnets"] if subnet["purpose"] == "public"}
    assert set(late["subnet_ids"]) <= public


def test_names_in_the_mesh_are_those_of_the_clusters() -> None:
    """The load balancer controller is told the name under which AWS knows the cluster."""
    found = units(planned(AWS, GCP, more=GATEWAY, environment="pr-17"))
    for name in ("belgium", "virginia"):
        assert found[f"mesh/{name}"].spec["name"] == found[f"cluster/{name}"].spec["name"]
    charts = {chart["release"]: chart for chart in found["mesh/virginia"].spec["charts"]}
    assert charts["aws-load-balancer-controller"]["values"]["clusterName"] == "shop-pr-17-virginia"
    assert found["mesh/virginia"].spec["mesh_id"] == "shop-pr-17"


@pytest.mark.parametrize("model", [FLAT, GATEWAY])
def test_a_site_that_joins_installs_no_mesh_again(model: str) -> None:
    """The meshes of the others keep their specs, down to the numbers that the lock keeps for them."""
    first = planned(AWS, GCP, more=model)
    lock = Lock.parse(first.lock_text, "mesh.lock")
    before, after = units(first), units(planned(AWS, GCP, OHIO, more=model, lock=lock))
    for name in ("mesh/virginia", "mesh/belgium"):
        assert (before[name].spec, before[name].inputs) == (after[name].spec, after[name].inputs)


def test_no_mesh_has_no_units_and_no_findings() -> None:
    """`kind: none` is the network alone."""
    found = planned(AWS, GCP, more="mesh: { kind: none }\n")
    assert not {unit.kind for unit in found.units} & {"mesh", "trust", "remotes"}
    assert "MC514" not in codes(found)


def test_a_version_that_is_not_known_is_refused_where_it_stands() -> None:
    """Before anything is cut: MC510, at the line of the file."""
    found = planned(AWS, GCP, more="mesh: { version: '1.99' }\n")
    (finding,) = [finding for finding in found.findings if finding.code == "MC510"]
    assert finding.where.endswith("mesh.version")
    assert found.units == ()


@pytest.mark.parametrize(
    ("machine", "image"),
    [("m6i.xlarge", "AL2023_x86_64_STANDARD"), ("m7g.xlarge", "AL2023_ARM_64_STANDARD")],
)
def test_nodes_have_an_image_for_their_processor(machine: str, image: str) -> None:
    """EKS refuses an image of another processor than the machine's."""
    site = AWS.replace(" }", f", clusters: [{{ name: virginia, nodes: {{ type: {machine} }} }}] }}")
    assert units(planned(site))["cluster/virginia"].spec["node_group"]["ami_type"] == image
