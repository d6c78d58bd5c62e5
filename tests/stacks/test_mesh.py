"""Istio in one cluster: the order of things, what is secret, and how its gateway gets its address."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.stacks.recording import record

READER = "istio-reader-service-account-istio-remote-secret-token"
GATEWAY = "istio-eastwestgateway"
AWS = "service.beta.kubernetes.io/aws-load-balancer-"
AZURE = "service.beta.kubernetes.io/azure-load-balancer-"


def gateway_annotations(example: str) -> dict[str, Any]:
    """Annotations of the gateway's Service."""
    found: dict[str, Any] = record("mesh/istio", example).of("Release")[GATEWAY].inputs["values"]["service"]
    return dict(found["annotations"])


def test_authority_is_there_before_istiod() -> None:
    """istiod takes what it finds when it starts, and makes one of its own where it finds none."""
    made = record("mesh/istio", "mesh_flat")
    authority = made.of("Secret")["cacerts"]
    assert authority.secret
    assert sorted(authority.inputs["stringData"]) == [
        "ca-cert.pem",
        "ca-key.pem",
        "cert-chain.pem",
        "root-cert.pem",
    ]
    assert "istio-system" in authority.needs
    assert {"cacerts", "istio-base"} <= made.of("Release")["istiod"].needs


def test_releases_are_installed_under_their_own_names_and_waited_for() -> None:
    """No name is made up, no version is left to the repository."""
    istiod = record("mesh/istio", "mesh_flat").of("Release")["istiod"].inputs
    assert (istiod["name"], istiod["chart"], istiod["version"]) == ("istiod", "istiod", "1.30.5")
    assert istiod["repositoryOpts"] == {"repo": "https://istio-release.storage.googleapis.com/charts"}
    assert istiod["skipAwait"] is False
    assert istiod["timeout"] == 600


def test_objects_come_after_what_checks_them() -> None:
    """istiod's webhook refuses what it cannot read."""
    made = record("mesh/istio", "mesh_gateway_aws")
    assert made.one("PeerAuthentication").needs == {"istiod"}
    assert made.one("Gateway").needs == {"istiod", GATEWAY}
    assert made.one("Gateway").inputs["spec"]["servers"][0]["tls"] == {"mode": "AUTO_PASSTHROUGH"}


def test_reader_has_a_token_and_no_tool() -> None:
    """istiod refuses kubeconfigs that run a program; the token is a secret."""
    made = record("mesh/istio", "mesh_flat")
    token = made.of("Secret")[READER].inputs
    assert token["type"] == "kubernetes.io/service-account-token"
    assert token["metadata"]["annotations"] == {"kubernetes.io/service-account.name": "istio-reader-service-account"}
    found = json.loads(made.outputs["reader_kubeconfig"])
    assert found["current-context"] == "virginia"
    assert found["users"] == [{"name": "virginia", "user": {"token": "reader token"}}]
    assert made.secrets == {"reader_kubeconfig"}


def test_a_preview_does_without_the_token() -> None:
    """The cluster fills it in when the Secret is made; outside a preview one that stays empty is an error."""
    empty = {"kubernetes:core/v1:Secret": {"data": {}}}
    found = json.loads(record("mesh/istio", "mesh_flat", answers=empty, preview=True).outputs["reader_kubeconfig"])
    assert found["users"] == [{"name": "virginia", "user": {"token": ""}}]
    with pytest.raises(KeyError, match="token"):
        record("mesh/istio", "mesh_flat", answers=empty)


def test_flat_mesh_has_no_gateway() -> None:
    """Pods are reached on their own addresses."""
    made = record("mesh/istio", "mesh_flat")
    assert sorted(made.of("Release")) == ["istio-base", "istiod"]
    assert made.outputs["gateway_address"] is None
    assert made.outputs["gateway_ports"] == []


def test_aws_gateway_takes_fixed_addresses_in_as_many_subnets() -> None:
    """By the controller, which knows the VPC because it is told."""
    made = record("mesh/istio", "mesh_gateway_aws")
    found = gateway_annotations("mesh_gateway_aws")
    assert found[f"{AWS}eip-allocations"] == "eipalloc-a,eipalloc-b"
    assert found[f"{AWS}subnets"] == "subnet-virginia-public-a,subnet-virginia-public-b"
    assert found[f"{AWS}scheme"] == "internet-facing"
    controller = made.of("Release")["aws-load-balancer-controller"].inputs
    assert controller["values"]["vpcId"] == "vpc-1"
    assert controller["namespace"] == "kube-system"
    assert "aws-load-balancer-controller" in made.of("Release")[GATEWAY].needs


def test_azure_gateway_takes_the_address_of_the_networks_resource_group() -> None:
    """Which is not the one of the nodes, where Azure would look."""
    found = gateway_annotations("mesh_gateway_azure")
    assert found[f"{AZURE}resource-group"]
    assert found[f"{AZURE}ipv4"].count(".") == 3
    assert found["service.beta.kubernetes.io/port_15443_health-probe_protocol"] == "tcp"


def test_gcp_gateway_has_a_load_balancer_by_backend_service() -> None:
    """With nothing to be filled in."""
    assert gateway_annotations("mesh_gateway_gcp") == {"cloud.google.com/l4-rbs": "enabled"}


@pytest.mark.parametrize(
    ("point", "address"),
    [
        ([{"ip": "203.0.113.7"}], "203.0.113.7"),
        ([{"hostname": "nlb.example"}], "nlb.example"),
        ([], None),
        (None, None),
    ],
)
def test_gateway_address_is_what_the_cloud_gave(point: list[dict[str, str]] | None, address: str | None) -> None:
    """An address or a name; none while there is none."""
    service = {"spec": {"ports": [{"port": 15443}]}, "status": {"loadBalancer": {"ingress": point}}}
    made = record("mesh/istio", "mesh_gateway_gcp", answers={"kubernetes:core/v1:Service": service})
    assert made.outputs["gateway_address"] == address
    assert made.outputs["gateway_ports"] == [15443]


def test_what_is_given_back_tells_what_was_installed() -> None:
    """For the proof, and for whoever looks."""
    made = record("mesh/istio", "mesh_flat")
    assert made.outputs["releases"] == {"istio-base": "1.30.5", "istiod": "1.30.5"}
    assert made.outputs["root_cert"] == "root"
    assert made.outputs["network"] == "shop"
