"""The EKS program: order of add-ons and nodes, the nodes' template, roles, and the way in."""

from __future__ import annotations

import base64
import json

import pytest

from tests.stacks.recording import Recorded, record


@pytest.fixture(scope="module")
def made() -> Recorded:
    """The example with a load balancer controller."""
    return record("cluster/aws", "cluster_aws")


def test_network_addons_stand_before_the_first_node(made: Recorded) -> None:
    """A node without its network never becomes ready; CoreDNS has nowhere to run without nodes."""
    (nodes,) = made.of("NodeGroup").values()
    early = {f"shop-virginia-{name}" for name in ("vpc-cni", "kube-proxy", "eks-pod-identity-agent")}
    assert early <= nodes.needs
    assert "shop-virginia-nodes" in made.of("Addon")["shop-virginia-coredns"].needs
    assert not any("nodes" in need for name in early for need in made.of("Addon")[name].needs)


def test_cluster_lets_its_maker_in_and_installs_nothing_by_itself(made: Recorded) -> None:
    """The mesh is installed by whoever made the cluster; every add-on comes with its configuration."""
    inputs = made.one("Cluster").inputs
    assert inputs["accessConfig"] == {
        "authenticationMode": "API",
        "bootstrapClusterCreatorAdminPermissions": True,
    }
    assert inputs["bootstrapSelfManagedAddons"] is False
    assert inputs["version"] == "1.34"
    assert inputs["vpcConfig"]["endpointPublicAccess"] is True
    assert "subnet-virginia-nodes-a" in inputs["vpcConfig"]["subnetIds"]


def test_nodes_have_both_security_groups_and_as_many_pods_as_planned(made: Recorded) -> None:
    """EKS-PREFIX: with prefixes a node holds more pods than EKS counts by itself."""
    template = made.one("LaunchTemplate").inputs
    assert template["vpcSecurityGroupIds"] == ["sg-cluster", "sg-nodes"]
    assert template["metadataOptions"]["httpTokens"] == "required"
    lines = base64.b64decode(template["userData"]).decode().splitlines()
    assert lines[0] == "MIME-Version: 1.0"
    assert lines[4] == "Content-Type: application/node.eks.aws"
    assert json.loads(lines[6])["spec"] == {"kubelet": {"config": {"maxPods": 110}}}


def test_nodes_follow_the_latest_template_and_the_planned_size(made: Recorded) -> None:
    """A new template rolls through; a larger smallest size must raise the desired one with it."""
    nodes = made.one("NodeGroup")
    assert nodes.inputs["launchTemplate"] == {"id": "id-shop-virginia-nodes", "version": "3"}
    assert nodes.inputs["scalingConfig"] == {"minSize": 3, "maxSize": 10, "desiredSize": 3}
    assert nodes.inputs["amiType"] == "AL2023_x86_64_STANDARD"
    assert nodes.ignored == ()
    assert "diskSize" not in nodes.inputs


def test_addons_take_their_configuration_as_text(made: Recorded) -> None:
    """EKS takes JSON in a string, and nothing where there is nothing to say."""
    addons = made.of("Addon")
    configured = json.loads(addons["shop-virginia-vpc-cni"].inputs["configurationValues"])
    assert configured["env"]["ENABLE_PREFIX_DELEGATION"] == "true"
    assert "configurationValues" not in addons["shop-virginia-coredns"].inputs


def test_controller_takes_its_role_through_its_account(made: Recorded) -> None:
    """EKS Pod Identity: the role trusts the pods' service, and is bound to one account."""
    role = made.of("Role")["shop-virginia-load-balancer"].inputs
    (statement,) = json.loads(role["assumeRolePolicy"])["Statement"]
    assert statement["Principal"] == {"Service": "pods.eks.amazonaws.com"}
    assert statement["Action"] == ["sts:AssumeRole", "sts:TagSession"]
    bound = made.one("PodIdentityAssociation").inputs
    assert (bound["namespace"], bound["serviceAccount"]) == ("kube-system", "aws-load-balancer-controller")


def test_without_a_gateway_there_is_no_controller() -> None:
    """A flat mesh has no load balancer to make."""
    made = record("cluster/aws", "cluster_aws", spec={"load_balancer_controller": None})
    assert not made.of("PodIdentityAssociation")
    assert not made.of("Policy")


@pytest.mark.parametrize(("account", "asks"), [(None, False), ("shop-prod", True)])
def test_kubeconfig_asks_aws_for_a_token(account: str | None, asks: bool) -> None:
    """The profile is named where the file names one, and the way in is a secret."""
    made = record("cluster/aws", "cluster_aws", spec={"account": account})
    found = json.loads(made.outputs["kubeconfig"])
    arguments = found["users"][0]["user"]["exec"]["args"]
    assert found["clusters"][0]["cluster"]["server"] == "https://eks.example"
    assert arguments[:4] == ["eks", "get-token", "--cluster-name", "shop-virginia"]
    assert ("--profile" in arguments) is asks
    assert made.secrets == {"kubeconfig"}


def test_everything_that_can_carries_the_tags(made: Recorded) -> None:
    """Nodes and their disks too, which the template makes."""
    for kind in ("Cluster", "NodeGroup", "LaunchTemplate", "Addon", "Role", "Policy"):
        for found in made.of(kind).values():
            assert found.inputs["tags"]["meshctl-unit"] == "cluster/virginia"
    specifications = made.one("LaunchTemplate").inputs["tagSpecifications"]
    assert {found["resourceType"] for found in specifications} == {"instance", "network-interface", "volume"}
