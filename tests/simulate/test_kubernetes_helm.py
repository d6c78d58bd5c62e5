"""Helm and load balancers as they are simulated: what charts make, addresses by cloud, and every refusal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from meshctl.simulate import azure, gcp
from meshctl.simulate.azure import edge, group
from meshctl.simulate.gcp import network
from meshctl.simulate.kind import CloudError
from meshctl.simulate.kubernetes import objects, release
from meshctl.simulate.store import Row
from tests.simulate.small_cloud import Made, SmallCloud
from tests.simulate.test_kubernetes import a_cluster, a_namespace

ISTIO = "https://istio-release.storage.googleapis.com/charts"
EKS = "https://aws.github.io/eks-charts"
AWS = "service.beta.kubernetes.io/aws-load-balancer-"
AZURE = "service.beta.kubernetes.io/azure-"
SERVERS = {
    "aws": "https://ABC.gr7.eu-west-1.eks.amazonaws.com",
    "azure": "https://shop-1.hcp.northeurope.azmk8s.io:443",
    "gcp": "https://34.140.0.1",
}


def on(cloud: str, folder: Path) -> SmallCloud:
    """A cluster of that cloud with the mesh's namespace."""
    made = a_cluster(folder, SERVERS[cloud])
    a_namespace(made)
    return made


def install(cluster: SmallCloud, chart: str, version: str = "1.30.5", **more: Any) -> Made:
    inputs = {"name": chart, "namespace": "mesh", "repositoryOpts": {"repo": ISTIO}}
    return cluster.create(release.RELEASE, chart=chart, version=version, **{**inputs, **more})


def a_mesh(cluster: SmallCloud) -> None:
    for chart in ("base", "istiod"):
        install(cluster, chart)


def a_gateway(cluster: SmallCloud, annotations: dict[str, str] | None = None, **service: Any) -> dict[str, Any]:
    """The first point of ingress of an east-west gateway's Service."""
    a_mesh(cluster)
    values = {
        "name": "istio-eastwestgateway",
        "networkGateway": "net",
        "service": {"type": "LoadBalancer", "annotations": annotations or {}, **service},
    }
    install(cluster, "gateway", values=values)
    row = cluster.read(objects.SERVICE, "mesh/istio-eastwestgateway")
    assert row is not None
    found: dict[str, Any] = row.outputs["status"]["loadBalancer"]["ingress"][0]
    return found


@pytest.fixture
def cluster(tmp_path: Path) -> SmallCloud:
    """A cluster on Google Cloud."""
    return on("gcp", tmp_path)


def test_a_release_tells_what_it_is(cluster: SmallCloud) -> None:
    """Chart, version and values come back; the id is namespace and name."""
    made = install(cluster, "base", values={"base": {"validationFailurePolicy": "Fail"}})
    assert made.id == "mesh/base"
    assert (made["chart"], made["version"], made["status"]["status"]) == ("base", "1.30.5", "deployed")
    assert made["values"] == {"base": {"validationFailurePolicy": "Fail"}}
    assert "mesh/istio-reader-service-account" in made["resourceNames"]["ServiceAccount/v1"]


def test_a_constraint_is_resolved(cluster: SmallCloud) -> None:
    """``1.30`` is the newest patch of 1.30, and no version the newest of all."""
    assert install(cluster, "base", "1.30")["version"] == "1.30.5"
    assert install(cluster, "cni", "")["version"] == "1.31.1"


@pytest.mark.parametrize(
    ("chart", "version", "repository", "words"),
    [
        ("nothing", "1.30.5", ISTIO, 'chart "nothing" not found in'),
        ("base", "9.9.9", ISTIO, 'chart "base" version "9.9.9" not found in'),
        ("base", "newest", ISTIO, "improper constraint: newest"),
        ("istiod", "1.13.4", EKS, 'chart "istiod" not found in'),
        ("base", "1.30.5", "ftp://charts", "could not find protocol handler for: ftp"),
        ("base", "1.30.5", "", "could not find protocol handler"),
    ],
)
def test_charts_that_cannot_be_fetched(
    cluster: SmallCloud, chart: str, version: str, repository: str, words: str
) -> None:
    """Repositories that are known hold what they hold."""
    with pytest.raises(CloudError, match=words):
        install(cluster, chart, version, repositoryOpts={"repo": repository})


def test_unknown_repositories_are_believed(cluster: SmallCloud) -> None:
    """Of a repository that nothing is known of, any chart is taken; it makes no objects."""
    made = install(cluster, "shop", "0.1.0", repositoryOpts={"repo": "https://charts.example"})
    assert (made["version"], made["resourceNames"]) == ("0.1.0", {})
    assert install(cluster, "oci://charts.example/shop", "1.0.0", repositoryOpts=None, name="oci")["name"] == "oci"


def test_a_name_is_in_use_once(cluster: SmallCloud) -> None:
    """Helm's words for a second release of the name."""
    install(cluster, "base")
    with pytest.raises(CloudError, match="cannot re-use a name that is still in use"):
        install(cluster, "base")


def test_a_release_needs_its_namespace(cluster: SmallCloud) -> None:
    """Unless Helm is told to make it."""
    with pytest.raises(CloudError, match='namespaces "new" not found'):
        install(cluster, "base", namespace="new")
    install(cluster, "base", namespace="new", createNamespace=True)
    assert cluster.read(objects.NAMESPACE, "new") is not None


@pytest.mark.parametrize("chart", ["istiod", "gateway"])
def test_charts_wait_for_what_they_need(cluster: SmallCloud, chart: str) -> None:
    """istiod needs the definitions, a gateway the injector; without waiting nobody notices."""
    with pytest.raises(CloudError, match="timed out waiting for the condition"):
        install(cluster, chart)
    assert install(cluster, chart, skipAwait=True)["status"]["revision"] == 1


def test_foreign_objects_are_not_taken_over(cluster: SmallCloud) -> None:
    """An object that is not the release's own stays as it is."""
    cluster.create(objects.SERVICE_ACCOUNT, metadata={"name": "istio-reader-service-account", "namespace": "mesh"})
    with pytest.raises(CloudError, match="invalid ownership metadata"):
        install(cluster, "base")


def test_definitions_outlive_their_release(cluster: SmallCloud) -> None:
    """``helm uninstall`` leaves the definitions, and the same release can be installed again over them."""
    made = install(cluster, "base")
    cluster.delete(made)
    assert set(cluster.tokens()) == {objects.NAMESPACE, objects.DEFINITION}
    assert cluster.tokens().count(objects.DEFINITION) == 15
    install(cluster, "base")
    assert cluster.tokens().count(objects.DEFINITION) == 15


def test_an_upgrade_keeps_the_address(cluster: SmallCloud) -> None:
    """A new version is a new revision; the load balancer stays."""
    a_mesh(cluster)
    values = {"service": {"type": "LoadBalancer", "ports": [{"name": "https", "port": 443}]}}
    made = install(cluster, "gateway", values=values)
    before = cluster.read(objects.SERVICE, "mesh/gateway")
    inputs = {"name": "gateway", "chart": "gateway", "namespace": "mesh", "repositoryOpts": {"repo": ISTIO}}
    later = cluster.update(made, version="1.31.1", values=values, **inputs)
    after = cluster.read(objects.SERVICE, "mesh/gateway")
    assert before is not None
    assert after is not None
    assert later["status"]["revision"] == 2
    assert after.outputs["status"] == before.outputs["status"]
    assert [port["port"] for port in after.outputs["spec"]["ports"]] == [443]


def test_a_revision_names_its_objects(cluster: SmallCloud) -> None:
    """A revision of istiod has a Service and settings of its own; gateways without a network have web ports."""
    install(cluster, "base")
    install(cluster, "istiod", values={"revision": "canary", "meshConfig": {"trustDomain": "shop"}})
    row = cluster.read("kubernetes:core/v1:ConfigMap", "mesh/istio-canary")
    assert row is not None
    assert row.outputs["data"] == {"mesh": {"trustDomain": "shop"}}
    install(cluster, "gateway", values={"labels": {"team": "edge"}, "service": {"type": "ClusterIP"}})
    service = cluster.read(objects.SERVICE, "mesh/gateway")
    assert service is not None
    assert [port["port"] for port in service.outputs["spec"]["ports"]] == [15021, 80, 443]
    assert service.outputs["metadata"]["labels"]["team"] == "edge"
    assert service.outputs["status"] == {"loadBalancer": {}}


def test_google_gives_an_address(tmp_path: Path) -> None:
    """A reserved one where the Service names it, or its address, and refuses what is not reserved."""
    cluster = on("gcp", tmp_path)
    reserved = SmallCloud(tmp_path, gcp.PACKAGE, {"project": "shop", "region": "europe-west1"}).create(
        network.ADDRESS, name="pinned"
    )
    key = "networking.gke.io/load-balancer-ip-addresses"
    assert a_gateway(cluster, {key: "pinned"}) == {"ip": reserved["address"]}
    for name, more, expected in (
        ("free", {}, None),
        ("asked", {"loadBalancerIP": reserved["address"]}, reserved["address"]),
    ):
        point = a_service(cluster, name, more)
        assert point["ip"] == (expected or point["ip"])
    with pytest.raises(CloudError, match="address resource none was not found"):
        a_service(cluster, "bad", {}, {key: "none"})
    with pytest.raises(CloudError, match="neither static nor assigned"):
        a_service(cluster, "bad", {"loadBalancerIP": "1.2.3.4"})


def a_service(
    cluster: SmallCloud, name: str, spec: dict[str, Any], annotations: dict[str, str] | None = None
) -> dict[str, str]:
    """The first point of ingress of a Service of type LoadBalancer."""
    made = cluster.create(
        objects.SERVICE,
        metadata={"name": name, "namespace": "mesh", "annotations": annotations or {}},
        spec={"type": "LoadBalancer", **spec},
    )
    point: dict[str, str] = made["status"]["loadBalancer"]["ingress"][0]
    return point


def test_azure_gives_an_address(tmp_path: Path) -> None:
    """A public address of the named group, by name or by address; another group's is not found."""
    cluster = on("azure", tmp_path)
    cloud = SmallCloud(tmp_path, azure.PACKAGE, {})
    cloud.create(group.GROUP, resourceGroupName="shop", location="northeurope")
    reserved = cloud.create(
        edge.PUBLIC_IP,
        publicIpAddressName="pinned",
        resourceGroupName="shop",
        sku={"name": "Standard"},
        publicIPAllocationMethod="Static",
    )
    mine = {f"{AZURE}load-balancer-resource-group": "shop"}
    wanted = {f"{AZURE}load-balancer-ipv4": reserved["ipAddress"]}
    assert a_gateway(cluster, {**mine, **wanted}) == {"ip": reserved["ipAddress"]}
    assert a_service(cluster, "named", {}, {**mine, f"{AZURE}pip-name": "pinned"}) == {"ip": reserved["ipAddress"]}
    assert a_service(cluster, "free", {})["ip"] != reserved["ipAddress"]
    with pytest.raises(CloudError, match="was not found in resource group ''"):
        a_service(cluster, "bad", {}, wanted)
    with pytest.raises(CloudError, match="could not find public IP with name none"):
        a_service(cluster, "bad", {}, {**mine, f"{AZURE}pip-name": "none"})


def with_controller(cluster: SmallCloud) -> SmallCloud:
    """The same cluster with AWS's load balancer controller in it."""
    install(
        cluster,
        "aws-load-balancer-controller",
        "1.13.4",
        namespace="kube-system",
        repositoryOpts={"repo": EKS},
        values={"clusterName": "shop"},
    )
    return cluster


def pinned(cluster: SmallCloud, *allocations: str, subnets: int) -> dict[str, str]:
    """Annotations with these Elastic IPs, of which the first is there, and so many subnets."""
    for id_ in allocations[:1]:
        cluster.store.add(
            Row("aws", "aws:ec2/eip:Eip", "1", "eu-west-1", "eip", id_, "ready", {}, {"publicIp": "3.3.3.3"}), 0.0
        )
    return {
        f"{AWS}eip-allocations": ",".join(allocations),
        f"{AWS}subnets": ",".join(f"subnet-{number}" for number in range(subnets)),
    }


def test_aws_gives_a_name(tmp_path: Path) -> None:
    """By the controller for its class, and by the cloud itself without one."""
    cluster = with_controller(on("aws", tmp_path))
    point = a_gateway(cluster, pinned(cluster, "eipalloc-1", subnets=1), loadBalancerClass="service.k8s.aws/nlb")
    assert point["hostname"].endswith(".elb.eu-west-1.amazonaws.com")
    assert a_service(cluster, "old", {})["hostname"].endswith(".eu-west-1.elb.amazonaws.com")
    assert "k8s-mesh-typed" in a_service(cluster, "typed", {}, {f"{AWS}type": "external"})["hostname"]


def test_aws_needs_the_controller(tmp_path: Path) -> None:
    """Nobody serves the class without it, and its chart needs the cluster's name."""
    cluster = on("aws", tmp_path)
    with pytest.raises(CloudError, match="no controller serves the load balancer class"):
        a_gateway(cluster, loadBalancerClass="service.k8s.aws/nlb")
    with pytest.raises(CloudError, match="without a valid clusterName"):
        install(cluster, "aws-load-balancer-controller", "1.13.4", repositoryOpts={"repo": EKS})


def test_aws_allocations_fit(tmp_path: Path) -> None:
    """As many Elastic IPs as subnets, and all of them there."""
    cluster = with_controller(on("aws", tmp_path))
    nlb = {"loadBalancerClass": "service.k8s.aws/nlb"}
    with pytest.raises(CloudError, match=r"EIP allocations \(1\) and subnets \(2\) must match"):
        a_service(cluster, "a", nlb, pinned(cluster, "eipalloc-1", subnets=2))
    with pytest.raises(CloudError, match="'eipalloc-2' does not exist"):
        a_service(cluster, "b", nlb, pinned(cluster, "eipalloc-3", "eipalloc-2", subnets=2))


def test_a_controller_may_use_an_account_that_is_there(tmp_path: Path) -> None:
    """``serviceAccount.create: false`` makes none."""
    cluster = on("aws", tmp_path)
    made = install(
        cluster,
        "aws-load-balancer-controller",
        "1.13.4",
        repositoryOpts={"repo": EKS},
        values={"clusterName": "shop", "serviceAccount": {"create": False}},
    )
    assert made["resourceNames"] == {}
