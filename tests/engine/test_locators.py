"""Ids by which resources that were begun are found: in the forms that the clouds' providers import."""

from __future__ import annotations

import asyncio
from typing import Any

import pulumi
import pytest

from meshctl.engine.recovery import aws, gcp, kubernetes

PLACE = {"project": "shop-prod", "region": "europe-west1"}
LINK = "https://www.googleapis.com/compute/v1/projects/shop-prod/regions/europe-west1/routers/"


@pytest.mark.parametrize(
    ("type_", "props", "wanted"),
    [
        ("gcp:compute/network:Network", {"name": "shop"}, "projects/shop-prod/global/networks/shop"),
        ("gcp:compute/router:Router", {"name": "r"}, "projects/shop-prod/regions/europe-west1/routers/r"),
        ("gcp:compute/routerNat:RouterNat", {"name": "n", "router": LINK + "r"}, "shop-prod/europe-west1/r/n"),
        ("gcp:compute/routerInterface:RouterInterface", {"name": "i", "router": "r"}, "europe-west1/r/i"),
        (
            "gcp:container/nodePool:NodePool",
            {"name": "np", "location": "europe-west1", "cluster": "projects/shop-prod/locations/x/clusters/c"},
            "shop-prod/europe-west1/c/np",
        ),
        (
            "gcp:serviceaccount/account:Account",
            {"accountId": "nodes"},
            "projects/shop-prod/serviceAccounts/nodes@shop-prod.iam.gserviceaccount.com",
        ),
        ("gcp:projects/iAMMember:IAMMember", {"role": "roles/x", "member": "m"}, "shop-prod roles/x m"),
        ("gcp:dns/managedZone:ManagedZone", {"name": "zone"}, None),
    ],
)
def test_google_cloud(type_: str, props: dict[str, str], wanted: str | None) -> None:
    """Names, places and the project; None for kinds that meshctl does not make."""
    assert gcp._id(type_, {**PLACE, **props}) == wanted


@pytest.mark.parametrize(
    ("props", "wanted"),
    [
        ({"metadata": {"name": "istio-system"}}, "istio-system"),
        ({"metadata": {"name": "cacerts", "namespace": "istio-system"}}, "istio-system/cacerts"),
        ({"name": "istiod", "namespace": "istio-system", "chart": "istiod"}, "istio-system/istiod"),
    ],
)
def test_kubernetes(props: dict[str, Any], wanted: str) -> None:
    """Objects by their metadata, releases by their own name."""
    assert asyncio.run(kubernetes.locate("kubernetes:core/v1:Secret", props, pulumi.InvokeOptions())) == wanted


def test_aws_ids_that_follow_from_inputs() -> None:
    """For kinds without tags; what is named by something that is not known cannot be looked for."""
    route = "aws:ec2/route:Route"
    props = {"routeTableId": "rtb-1", "destinationCidrBlock": "10.0.0.0/8"}
    options = pulumi.InvokeOptions()
    assert asyncio.run(aws.locate(route, props, options)) == "rtb-1_10.0.0.0/8"
    with pytest.raises(KeyError):
        asyncio.run(aws.locate(route, {"destinationCidrBlock": "10.0.0.0/8"}, options))
    assert asyncio.run(aws.locate("aws:s3/bucket:Bucket", {"bucket": "b"}, options)) is None
