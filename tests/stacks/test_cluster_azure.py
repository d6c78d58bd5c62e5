"""The AKS program: an identity that may use the network, subnets for nodes and pods, the way in."""

from __future__ import annotations

import uuid

import pytest

from tests.stacks.recording import AUTHORITY, AZURE_KUBECONFIG, Recorded, record


@pytest.fixture(scope="module")
def made() -> Recorded:
    """The example, with a pod subnet."""
    return record("cluster/azure", "cluster_azure")


def test_identity_may_use_the_network_before_the_cluster_comes(made: Recorded) -> None:
    """Nodes join its subnets, load balancers take its addresses: the whole resource group."""
    given = made.one("RoleAssignment")
    scope = given.inputs["scope"]
    assert scope.count("/") == 4
    assert "/resourceGroups/" in scope
    subscription = scope.partition("/resourceGroups/")[0]
    assert given.inputs["roleDefinitionId"] == (
        f"{subscription}/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7"
    )
    assert given.inputs["principalType"] == "ServicePrincipal"
    assert given.name in made.one("ManagedCluster").needs


def test_assignment_has_the_same_name_in_every_run(made: Recorded) -> None:
    """A GUID made of what is given to whom; another identity gets another assignment."""
    again = record("cluster/azure", "cluster_azure")
    other = record(
        "cluster/azure",
        "cluster_azure",
        answers={"azure-native:managedidentity:UserAssignedIdentity": {"principalId": "somebody else"}},
    )
    names = [run.one("RoleAssignment").inputs["roleAssignmentName"] for run in (made, again, other)]
    assert names[0] == names[1] != names[2]
    assert str(uuid.UUID(names[0])) == names[0]


def test_pods_have_a_subnet_of_their_own(made: Recorded) -> None:
    """AKS-PODSUB: the mode in which pods keep their address."""
    cluster = made.one("ManagedCluster").inputs
    (pool,) = cluster["agentPoolProfiles"]
    assert pool["vnetSubnetID"] != pool["podSubnetID"]
    assert pool["podSubnetID"].endswith("pods")
    assert pool["type"] == "VirtualMachineScaleSets"
    assert "networkPluginMode" not in cluster["networkProfile"]
    assert (pool["minCount"], pool["count"], pool["maxCount"]) == (3, 3, 10)
    assert made.one("ManagedCluster").ignored == ()


def test_overlay_has_a_range_and_no_subnet() -> None:
    """AKS-OVL-FLAT: pods that nobody outside can reach."""
    network = {
        "plugin": "azure",
        "plugin_mode": "overlay",
        "pod_cidr": "10.244.0.0/16",
        "service_cidr": "10.0.0.0/16",
        "dns_service_ip": "10.0.0.10",
        "outbound_type": "userAssignedNATGateway",
    }
    made = record("cluster/azure", "cluster_azure", spec={"network": network, "pod_subnet": None})
    cluster = made.one("ManagedCluster").inputs
    assert cluster["networkProfile"]["networkPluginMode"] == "overlay"
    assert cluster["networkProfile"]["podCidr"] == "10.244.0.0/16"
    assert "podSubnetID" not in cluster["agentPoolProfiles"][0]


@pytest.mark.parametrize("ranges", [[], ["198.51.100.0/24"]])
def test_api_is_open_to_the_ranges_that_are_named(ranges: list[str]) -> None:
    """No ranges: to everybody who can authenticate."""
    made = record("cluster/azure", "cluster_azure", spec={"authorized_ranges": ranges})
    profile = made.one("ManagedCluster").inputs.get("apiServerAccessProfile", {})
    assert profile.get("authorizedIPRanges", []) == ranges


def test_kubeconfig_is_the_one_that_azure_gives(made: Recorded) -> None:
    """Decoded and secret; what is public in it is given as such."""
    assert made.outputs["kubeconfig"] == AZURE_KUBECONFIG
    assert made.outputs["ca"] == AUTHORITY
    assert made.outputs["endpoint"] == "https://aks.example:443"
    assert made.secrets == {"kubeconfig"}
