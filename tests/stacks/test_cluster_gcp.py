"""The GKE program: private nodes, addresses of the VPC network, an account that nodes can use."""

from __future__ import annotations

import json

import pytest

from tests.stacks.recording import Recorded, record


@pytest.fixture(scope="module")
def made() -> Recorded:
    """The example."""
    return record("cluster/gcp", "cluster_gcp")


def test_pool_that_the_cluster_comes_with_goes_at_once(made: Recorded) -> None:
    """A cluster cannot be made without one, and cannot be removed while it is protected."""
    cluster = made.one("Cluster")
    assert cluster.inputs["removeDefaultNodePool"] is True
    assert cluster.inputs["initialNodeCount"] == 1
    assert cluster.inputs["deletionProtection"] is False
    assert set(cluster.ignored) == {"nodeConfig", "initialNodeCount"}


def test_pods_have_addresses_of_the_network_and_keep_them(made: Recorded) -> None:
    """GKE-SNAT-OFF: else the other clouds see the node's address."""
    inputs = made.one("Cluster").inputs
    assert inputs["networkingMode"] == "VPC_NATIVE"
    assert inputs["ipAllocationPolicy"]["clusterSecondaryRangeName"].endswith("-pods")
    assert inputs["ipAllocationPolicy"]["servicesSecondaryRangeName"].endswith("-services")
    assert inputs["privateClusterConfig"]["enablePrivateNodes"] is True
    assert inputs["privateClusterConfig"]["enablePrivateEndpoint"] is False


@pytest.mark.parametrize("disabled", [True, False])
def test_source_translation_is_what_the_plan_says(disabled: bool) -> None:
    """The program decides nothing."""
    made = record("cluster/gcp", "cluster_gcp", spec={"default_snat_disabled": disabled})
    assert made.one("Cluster").inputs["defaultSnatStatus"] == {"disabled": disabled}


def test_nodes_use_an_account_that_may_before_they_start(made: Recorded) -> None:
    """The default account is often switched off, and may too much where it is not."""
    pool = made.one("NodePool")
    assert pool.inputs["nodeConfig"]["serviceAccount"] == "nodes@shop.example"
    assert pool.inputs["nodeConfig"]["workloadMetadataConfig"] == {"mode": "GKE_METADATA"}
    granted = made.one("IAMMember").inputs
    assert granted["member"] == "serviceAccount:nodes@shop.example"
    assert granted["role"] == "roles/container.defaultNodeServiceAccount"


def test_limits_of_the_pool_are_totals_over_its_zones(made: Recorded) -> None:
    """The plan counts nodes of the cluster, not of a zone."""
    scaling = made.one("NodePool").inputs["autoscaling"]
    assert (scaling["totalMinNodeCount"], scaling["totalMaxNodeCount"]) == (3, 10)
    assert "minNodeCount" not in scaling


def test_project_is_that_of_the_network(made: Recorded) -> None:
    """The file need not name it: the network's self link does."""
    project = made.one("IAMMember").inputs["project"]
    assert project
    assert made.one("Cluster").inputs["workloadIdentityConfig"] == {"workloadPool": f"{project}.svc.id.goog"}
    assert f"/projects/{project}/" in made.one("Cluster").inputs["network"]


def test_kubeconfig_asks_googles_plugin_for_a_token(made: Recorded) -> None:
    """The endpoint is an address: the kubeconfig has it as a URL."""
    found = json.loads(made.outputs["kubeconfig"])
    assert found["clusters"][0]["cluster"]["server"] == made.outputs["endpoint"] == "https://203.0.113.9"
    assert found["users"][0]["user"]["exec"]["command"] == "gke-gcloud-auth-plugin"
    assert made.secrets == {"kubeconfig"}
