"""The mesh cut into units: which there are, what they take, and that a member changes nothing for others."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from meshctl.mesh import Member, MeshRequest, findings, units
from meshctl.topology import load_text
from meshctl.topology.models import Access, CloudName, Mesh, MeshKind, Mtls
from meshctl.units import OutputRef, Unit

FILE = """
apiVersion: meshctl/v1
name: shop
sites:
  - { name: virginia, cloud: aws, region: us-east-1 }
"""
MESH = load_text(FILE, "mesh.yaml").topology.mesh


def member(cluster: str, cloud: CloudName, network: str = "shop", *, gateway: bool = False) -> Member:
    """A cluster of its own site, named as that."""
    return Member(
        cluster=cluster,
        prefix=f"shop-{cluster}",
        site=f"site-{cluster}",
        cloud=cloud,
        region="somewhere",
        account=None,
        network=network,
        number=1,
        kubernetes="1.34",
        gateway=gateway,
        gateway_subnets=("public-b", "public-a") if cloud is CloudName.AWS and gateway else (),
        tags={"b": "2", "a": "1"},
    )


FLAT = (
    member("virginia", CloudName.AWS),
    member("belgium", CloudName.GCP),
    member("dublin", CloudName.AZURE),
)
APART = tuple(member(found.cluster, found.cloud, found.cluster, gateway=True) for found in FLAT)


def cut(members: tuple[Member, ...], mesh: Mesh = MESH) -> dict[str, Unit]:
    """Units by name."""
    return {unit.name: unit for unit in units(MeshRequest("shop", mesh, members))}


def charts(unit: Unit) -> list[str]:
    """Releases, in order."""
    return [chart["release"] for chart in unit.spec["charts"]]


def objects(unit: Unit) -> dict[str, dict[str, object]]:
    """Manifests by kind."""
    return {found["manifest"]["kind"]: found["manifest"] for found in unit.spec["objects"]}


def test_every_cluster_has_a_mesh_and_remotes() -> None:
    """And there is one trust for all."""
    assert sorted(cut(FLAT)) == [
        "mesh/belgium",
        "mesh/dublin",
        "mesh/virginia",
        "remotes/belgium",
        "remotes/dublin",
        "remotes/virginia",
        "trust",
    ]


def test_a_cluster_alone_has_nobody_to_read() -> None:
    """No remotes until a second one comes."""
    assert sorted(cut(FLAT[:1])) == ["mesh/virginia", "trust"]


def test_no_mesh_no_units() -> None:
    """Nor any without clusters, or findings."""
    assert cut(FLAT, replace(MESH, kind=MeshKind.NONE)) == {}
    assert cut(()) == {}


def test_mesh_takes_its_cluster_and_its_own_intermediate() -> None:
    """Not the trust of others."""
    assert cut(FLAT)["mesh/dublin"].inputs == {
        "kubeconfig": OutputRef("cluster/dublin", "kubeconfig"),
        "endpoint": OutputRef("cluster/dublin", "endpoint"),
        "ca": OutputRef("cluster/dublin", "ca"),
        "root_cert": OutputRef("trust", "root_cert"),
        "intermediate": OutputRef("trust", "intermediate_dublin"),
    }


def test_remotes_take_the_readers_of_all_others() -> None:
    """After the cluster's own mesh, which makes the namespace."""
    unit = cut(FLAT)["remotes/dublin"]
    assert unit.inputs == {
        "kubeconfig": OutputRef("cluster/dublin", "kubeconfig"),
        "reader_belgium": OutputRef("mesh/belgium", "reader_kubeconfig"),
        "reader_virginia": OutputRef("mesh/virginia", "reader_kubeconfig"),
    }
    assert unit.after == ("mesh/dublin",)


@pytest.mark.parametrize("members", [FLAT, APART], ids=["flat", "apart"])
def test_a_new_member_leaves_the_others_as_they_are(members: tuple[Member, ...]) -> None:
    """Only trust gains an intermediate and remotes a secret: no mesh is installed again."""
    new = member("oregon", CloudName.AWS, "oregon" if members[0].gateway else "shop", gateway=members[0].gateway)
    before, after = cut(members), cut((new, *members))
    for name in before:
        if name.startswith("mesh/"):
            assert (before[name].spec, before[name].inputs) == (after[name].spec, after[name].inputs)
    assert before["trust"].spec["root"] == after["trust"].spec["root"]
    kept = [found for found in after["trust"].spec["intermediates"] if found["cluster"] != "oregon"]
    assert kept == before["trust"].spec["intermediates"]
    more = [found for found in after["remotes/dublin"].spec["secrets"] if found["cluster"] != "oregon"]
    assert more == before["remotes/dublin"].spec["secrets"]


def test_order_of_members_means_nothing() -> None:
    """Names are keys."""
    one = units(MeshRequest("shop", MESH, FLAT))
    other = units(MeshRequest("shop", MESH, tuple(reversed(FLAT))))
    assert json.dumps([unit.spec for unit in one]) == json.dumps([unit.spec for unit in other])


def test_flat_clusters_share_a_network_and_have_no_gateway() -> None:
    """The same name on the namespace and in the control plane."""
    for cluster in ("virginia", "belgium", "dublin"):
        unit = cut(FLAT)[f"mesh/{cluster}"]
        (istiod,) = [chart for chart in unit.spec["charts"] if chart["release"] == "istiod"]
        assert charts(unit) == ["istio-base", "istiod"]
        assert unit.spec["namespaces"][0]["labels"] == {"topology.istio.io/network": "shop"}
        assert istiod["values"]["global"]["network"] == "shop"
        assert istiod["values"]["global"]["multiCluster"] == {"clusterName": cluster}
        assert (unit.spec["gateway"], unit.spec["late_values"]) == (None, [])
        assert "Gateway" not in objects(unit)


def test_networks_apart_reach_each_other_by_gateways() -> None:
    """Each opens one port, in its own network's name."""
    unit = cut(APART)["mesh/belgium"]
    gateway = unit.spec["charts"][-1]
    assert charts(unit) == ["istio-base", "istiod", "istio-eastwestgateway"]
    assert gateway["values"]["networkGateway"] == "belgium"
    assert gateway["after"] == ["istiod"]
    assert objects(unit)["Gateway"]["spec"]["servers"][0]["port"]["number"] == 15443  # type: ignore[index]


def test_each_release_comes_after_those_that_it_names() -> None:
    """The program takes them in order."""
    for unit in cut(APART).values():
        seen: set[str] = set()
        for chart in unit.spec.get("charts", []):
            assert set(chart["after"]) <= seen
            seen.add(chart["release"])
        for found in unit.spec.get("objects", []):
            assert set(found["after"]) <= seen


def test_aws_gateway_needs_a_controller_and_its_network() -> None:
    """The controller is told its VPC, the gateway its addresses and as many subnets."""
    unit = cut(APART)["mesh/virginia"]
    assert unit.spec["charts"][-1]["after"] == ["istiod", "aws-load-balancer-controller"]
    taken = {name: ref for name, ref in unit.inputs.items() if ref.unit.startswith("network/")}
    assert taken == {
        name: OutputRef("network/site-virginia", name) for name in ("vpc_id", "subnet_ids", "gateway_allocation_ids")
    }
    keys = [late["keys"] for late in unit.spec["late_values"] if late["input"] == "subnet_ids"]
    assert keys == [["public-a", "public-b"]]


def test_azure_gateway_takes_an_address_of_its_network() -> None:
    """And shows only the port that others use."""
    unit = cut(APART)["mesh/dublin"]
    assert unit.inputs["resource_group"] == OutputRef("network/site-dublin", "resource_group")
    shown = unit.spec["charts"][-1]["values"]["service"]["annotations"]
    hidden = {f"service.beta.kubernetes.io/port_{port}_no_lb_rule" for port in (15012, 15017, 15021)}
    assert hidden <= set(shown)


def test_aks_leaves_the_webhooks_alone() -> None:
    """It rewrites the selectors of those that do not say so; elsewhere nothing has to be said."""
    values = {cluster: cut(FLAT)[f"mesh/{cluster}"].spec["charts"][1]["values"] for cluster in ("dublin", "belgium")}
    key = "sidecarInjectorWebhookAnnotations"
    assert values["dublin"][key] == {"admissions.enforcer/disabled": "true"}
    assert key not in values["belgium"]


@pytest.mark.parametrize(("mtls", "mode"), [(Mtls.STRICT, "STRICT"), (Mtls.PERMISSIVE, "PERMISSIVE")])
def test_mutual_tls_is_what_the_file_says(mtls: Mtls, mode: str) -> None:
    """For the whole mesh."""
    found = objects(cut(FLAT, replace(MESH, mtls=mtls))["mesh/dublin"])["PeerAuthentication"]
    assert found["spec"] == {"mtls": {"mode": mode}}


def test_denied_calls_still_pass_the_gateway() -> None:
    """It cannot read them; the workload decides."""
    unit = cut(APART, replace(MESH, access=Access.DENY))["mesh/belgium"]
    policies = {
        found["name"]: found["manifest"]["spec"]
        for found in unit.spec["objects"]
        if found["manifest"]["kind"] == "AuthorizationPolicy"
    }
    assert policies["mesh-default-deny"] == {}
    assert policies["allow-east-west-gateway"]["selector"] == {"matchLabels": {"istio": "eastwestgateway"}}


@pytest.mark.parametrize(("access", "names"), [(Access.ALLOW, []), (Access.DENY, ["mesh-default-deny"])])
def test_flat_mesh_denies_without_an_exception(access: Access, names: list[str]) -> None:
    """There is no gateway to let through."""
    unit = cut(FLAT, replace(MESH, access=access))["mesh/dublin"]
    kinds = [found["name"] for found in unit.spec["objects"] if found["manifest"]["kind"] == "AuthorizationPolicy"]
    assert kinds == names


def test_specs_are_plain_json() -> None:
    """They go through files and processes."""
    for unit in cut(APART).values():
        assert json.loads(json.dumps(unit.spec)) == unit.spec


def test_an_unknown_version_cannot_be_cut() -> None:
    """It is refused before."""
    with pytest.raises(LookupError, match=r"1\.12"):
        cut(FLAT, replace(MESH, version="1.12"))


@pytest.mark.parametrize(
    ("mesh", "kubernetes", "codes"),
    [
        ("{ observe: [] }", "1.34", []),
        ("{ observe: [metrics] }", "1.34", ["MC514"]),
        ("{ kind: none }", "1.34", []),
        ("{ kind: linkerd }", "1.34", ["MC502"]),
        ("{ kind: cilium }", "1.34", ["MC502"]),
        ("{ observe: [], data_plane: ambient }", "1.34", ["MC503"]),
        ('{ observe: [], version: "1.12" }', "1.34", ["MC510"]),
        ('{ observe: [], version: "1.30.x" }', "1.34", ["MC510"]),
        ('{ observe: [], version: "1.30.3" }', "1.34", ["MC512"]),
        ('{ observe: [], version: "1.30.4" }', "1.34", []),
        ('{ observe: [], version: "1.30.9" }', "1.34", ["MC513"]),
        ('{ observe: [], version: "1.31" }', "1.31", ["MC511"]),
        ('{ observe: [], version: "1.31" }', "1.36", []),
    ],
)
def test_what_does_not_fit_is_said(mesh: str, kubernetes: str, codes: list[str]) -> None:
    """Versions against each other and against Kubernetes, and what is not built yet."""
    clusters = f'[{{ name: virginia, kubernetes: "{kubernetes}" }}]'
    text = FILE.replace("us-east-1 }", f"us-east-1, clusters: {clusters} }}") + f"mesh: {mesh}\n"
    loaded = load_text(text, "mesh.yaml")
    found = findings(loaded.topology, loaded.positions)
    assert [finding.code for finding in found] == codes
    assert all(finding.hint and finding.where.startswith("mesh.yaml:") for finding in found)


@pytest.mark.parametrize(("wanted", "installed"), [("1.30", "1.30.5"), ("1.31", "1.31.1"), ("1.30.4", "1.30.4")])
def test_a_minor_version_means_its_newest_patch(wanted: str, installed: str) -> None:
    """A patch that is named means itself."""
    unit = cut(FLAT, replace(MESH, version=wanted))["mesh/dublin"]
    assert unit.spec["version"] == installed
    assert {chart["version"] for chart in unit.spec["charts"]} == {installed}
