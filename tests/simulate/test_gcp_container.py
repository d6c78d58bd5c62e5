"""GKE as it is simulated: endpoints that answer, ranges, node pools, and every refusal."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from meshctl.simulate.gcp import PACKAGE, container, network
from meshctl.simulate.kind import CloudError
from tests.simulate.small_cloud import Made, SmallCloud

REGION = "europe-west1"


@pytest.fixture
def gcp(tmp_path: Path) -> SmallCloud:
    """An empty project."""
    return SmallCloud(tmp_path, PACKAGE, {"project": "shop", "region": REGION})


def a_cluster(gcp: SmallCloud, **changes: Any) -> Made:
    net = gcp.create(network.NETWORK, name="net")
    subnetwork = gcp.create(
        network.SUBNETWORK,
        name="nodes",
        network=net["selfLink"],
        ipCidrRange="10.0.0.0/24",
        secondaryIpRanges=[
            {"rangeName": "pods", "ipCidrRange": "10.1.0.0/20"},
            {"rangeName": "services", "ipCidrRange": "10.2.0.0/22"},
        ],
    )
    inputs: dict[str, Any] = {
        "name": "shop",
        "location": REGION,
        "network": net["selfLink"],
        "subnetwork": subnetwork["selfLink"],
        "initialNodeCount": 1,
        "minMasterVersion": "1.34",
        "deletionProtection": False,
        "ipAllocationPolicy": {"clusterSecondaryRangeName": "pods", "servicesSecondaryRangeName": "services"},
        "privateClusterConfig": {"masterIpv4CidrBlock": "10.3.0.0/28"},
    }
    return gcp.create(container.CLUSTER, **{**inputs, **changes})


def test_a_cluster_answers_at_its_endpoint(gcp: SmallCloud) -> None:
    """The endpoint shows the authority that the cluster tells; both end with the cluster."""
    made = a_cluster(gcp)
    endpoint = gcp.store.endpoint(f"https://{made['endpoint']}")
    assert made.id == f"projects/shop/locations/{REGION}/clusters/shop"
    assert endpoint is not None
    authority = base64.b64decode(made["masterAuth"]["clusterCaCertificate"]).decode()
    assert endpoint.authority == authority
    assert made["masterVersion"].startswith("1.34.")
    assert made["servicesIpv4Cidr"] == "10.2.0.0/22"
    gcp.create(container.NODE_POOL, name="pool", cluster=made.id, location=REGION)
    gcp.delete(made)
    assert gcp.store.endpoint(f"https://{made['endpoint']}") is None
    assert container.NODE_POOL not in gcp.tokens()


def test_an_updated_cluster_keeps_its_endpoint(gcp: SmallCloud) -> None:
    """Endpoint and authority outlive a new version."""
    made = a_cluster(gcp)
    inputs = dict(gcp.store.rows(None, None, container.CLUSTER)[0].inputs)
    later = gcp.update(made, **{**inputs, "minMasterVersion": "1.35", "releaseChannel": {"channel": "RAPID"}})
    assert later["endpoint"] == made["endpoint"]
    assert later["masterAuth"] == made["masterAuth"]
    assert later["masterVersion"].startswith("1.35.")


def test_a_cluster_without_service_range_has_the_common_one(gcp: SmallCloud) -> None:
    """GKE-SVC-MANAGED."""
    made = a_cluster(gcp, ipAllocationPolicy={"clusterSecondaryRangeName": "pods"}, minMasterVersion="1.34.1-gke.1")
    assert (made["servicesIpv4Cidr"], made["masterVersion"]) == ("34.118.224.0/20", "1.34.1-gke.1")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"initialNodeCount": 0}, "initial_node_count"),
        ({"defaultMaxPodsPerNode": 4}, "between 8 and 256"),
        ({"name": "n" * 41}, "40 characters"),
        ({"ipAllocationPolicy": {"clusterSecondaryRangeName": "none"}}, "does not exist"),
        ({"privateClusterConfig": {"masterIpv4CidrBlock": "10.3.0.0/27"}}, "must be a /28"),
        ({"privateClusterConfig": {"masterIpv4CidrBlock": "no"}}, "master_ipv4_cidr_block"),
        ({"privateClusterConfig": {"masterIpv4CidrBlock": "10.1.0.0/28"}}, "overlaps with an existing network"),
        ({"subnetwork": "projects/shop/regions/r/subnetworks/none"}, "was not found"),
    ],
)
def test_clusters_that_cannot_be(gcp: SmallCloud, changes: dict[str, Any], words: str) -> None:
    """Nodes, names, ranges and the control plane's range."""
    with pytest.raises(CloudError, match=words):
        a_cluster(gcp, **changes)


def test_two_clusters_have_two_control_plane_ranges(gcp: SmallCloud) -> None:
    """GKE-MASTER: the /28 of another cluster of the network is in use."""
    a_cluster(gcp)
    inputs = dict(gcp.store.rows(None, None, container.CLUSTER)[0].inputs)
    with pytest.raises(CloudError, match="overlaps with that of cluster shop"):
        gcp.create(container.CLUSTER, **{**inputs, "name": "other"})


def test_a_protected_cluster_stays(gcp: SmallCloud) -> None:
    """Deletion protection is on unless it is switched off."""
    made = a_cluster(gcp, deletionProtection=True)
    with pytest.raises(CloudError, match="deletion_protection"):
        gcp.delete(made)


def test_node_pools(gcp: SmallCloud) -> None:
    """A pool needs its cluster, named or by id, and bounds that can be met."""
    cluster = a_cluster(gcp, nodeLocations=["europe-west1-b"])
    made = gcp.create(container.NODE_POOL, name="pool", cluster="shop", location=REGION)
    assert made.id == f"{cluster.id}/nodePools/pool"
    assert len(made["instanceGroupUrls"]) == 1
    for name in (made.id, f"shop/{REGION}/shop/pool"):
        row = gcp.read(container.NODE_POOL, name)
        assert row is not None
        assert row.id == made.id
    with pytest.raises(CloudError, match="clusters/none' was not found"):
        gcp.create(container.NODE_POOL, name="pool", cluster="none", location=REGION)
    with pytest.raises(CloudError, match="totalMaxNodeCount"):
        gcp.create(
            container.NODE_POOL,
            name="odd",
            cluster="shop",
            location=REGION,
            autoscaling={"totalMinNodeCount": 3, "totalMaxNodeCount": 1},
        )
