"""AKS as it is simulated: endpoints that answer, credentials, and every refusal."""

from __future__ import annotations

import base64
import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from meshctl.simulate.azure import PACKAGE, aks, identity
from meshctl.simulate.kind import CloudError
from tests.simulate.azure_site import PROVIDER, REGION, a_cluster, a_subnet, a_vnet, cluster_inputs
from tests.simulate.small_cloud import Made, SmallCloud


@pytest.fixture
def azure(tmp_path: Path) -> SmallCloud:
    """An empty subscription."""
    return SmallCloud(tmp_path, PACKAGE, PROVIDER)


def credentials(azure: SmallCloud) -> str:
    """The kubeconfig that Azure gives out, as text."""
    answer = azure.invoke(aks.CREDENTIALS, resourceGroupName="shop", resourceName="shop")
    value = answer["kubeconfigs"][0]["value"]
    assert set(value) != {"value"}  # it carries the mark of a secret
    return base64.b64decode(value["value"]).decode()


def test_credentials_lead_to_the_cluster(azure: SmallCloud) -> None:
    """The kubeconfig has the endpoint and the authority that answer, and is the same every time."""
    made = a_cluster(azure)
    read = yaml.safe_load(credentials(azure))
    server = read["clusters"][0]["cluster"]
    endpoint = azure.store.endpoint(server["server"])
    assert endpoint is not None
    assert base64.b64decode(server["certificate-authority-data"]).decode() == endpoint.authority
    assert server["server"] == f"https://{made['fqdn']}:443"
    assert made["fqdn"].endswith(f".hcp.{REGION}.azmk8s.io")
    assert credentials(azure) == credentials(azure)


def test_no_credentials_without_a_cluster(azure: SmallCloud) -> None:
    """A cluster that is gone gives none, and answers no more."""
    made = a_cluster(azure)
    azure.delete(made)
    with pytest.raises(CloudError, match="was not found") as refused:
        credentials(azure)
    assert refused.value.code == "ResourceNotFound"
    assert azure.store.endpoint(f"https://{made['fqdn']}:443") is None


def test_identities_are_told_with_their_principals(azure: SmallCloud) -> None:
    """A list of ids goes in, and what each is comes out, also in a preview."""
    inputs = cluster_inputs(azure)
    made = azure.create(aks.CLUSTER, **inputs)
    row = azure.store.rows(None, None, identity.IDENTITY)[0]
    told = made["identity"]["userAssignedIdentities"]
    assert told == {row.id: {key: row.outputs[key] for key in ("clientId", "principalId")}}
    shown = PACKAGE.kind(aks.CLUSTER).shown
    assert shown(inputs)["identity"]["userAssignedIdentities"] == {row.id: {}}
    assert shown({}) == {}
    with pytest.raises(CloudError, match="cannot be deleted while"):
        azure.delete(Made(identity.IDENTITY, row.id, row.outputs))


def test_a_new_version_keeps_the_endpoint(azure: SmallCloud) -> None:
    """An upgrade changes the version and nothing of the way in."""
    inputs = cluster_inputs(azure)
    made = azure.create(aks.CLUSTER, **inputs)
    later = azure.update(made, **{**inputs, "kubernetesVersion": "1.35.1"})
    assert (made["currentKubernetesVersion"], later["currentKubernetesVersion"]) == ("1.34.2", "1.35.1")
    assert later["fqdn"] == made["fqdn"]


@pytest.mark.parametrize(
    ("where", "value", "code"),
    [
        (("dnsPrefix",), "-no", "InvalidParameter"),
        (("agentPoolProfiles", 0, "mode"), "User", "MissingSystemNodePool"),
        (("agentPoolProfiles", 0, "name"), "System", "InvalidParameter"),
        (("agentPoolProfiles", 0, "maxPods"), 5, "InvalidParameter"),
        (("agentPoolProfiles", 0, "count"), 10, "InvalidParameter"),
        (("agentPoolProfiles", 0, "podSubnetID"), "/none", "InvalidResourceReference"),
        (("networkProfile", "serviceCidr"), "172.16.0.0/12", "InvalidParameter"),
        (("networkProfile", "serviceCidr"), "10.0.0.0", "DnsServiceIpOutOfServiceCidr"),
        (("networkProfile", "serviceCidr"), "no", "InvalidParameter"),
        (("networkProfile", "serviceCidr"), "11.0.0.0/12", "ServiceCidrTooLarge"),
        (("networkProfile", "serviceCidr"), "10.0.0.0/25", "ServiceCidrOverlapExistingSubnetsCidr"),
        (("networkProfile", "dnsServiceIP"), "10.2.0.10", "DnsServiceIpOutOfServiceCidr"),
        (("networkProfile", "dnsServiceIP"), "10.1.0.1", "DnsServiceIpInvalid"),
        (("networkProfile", "dnsServiceIP"), "no", "InvalidParameter"),
    ],
)
def test_clusters_that_cannot_be(azure: SmallCloud, where: tuple[Any, ...], value: Any, code: str) -> None:
    """Names, pools, references, AKS-RSVD, AKS-SVC-SIZE, AKS-DNS-IP."""
    inputs: Any = copy.deepcopy(cluster_inputs(azure))
    if value == "10.0.0.0/25":
        inputs["networkProfile"]["dnsServiceIP"] = "10.0.0.10"
    inside = inputs
    for key in where[:-1]:
        inside = inside[key]
    inside[where[-1]] = value
    with pytest.raises(CloudError) as refused:
        azure.create(aks.CLUSTER, **inputs)
    assert refused.value.code == code


def test_nat_has_to_be_there(azure: SmallCloud) -> None:
    """Outbound by the user's NAT gateway needs one on the subnet."""
    inputs = copy.deepcopy(cluster_inputs(azure))
    subnet = a_subnet(azure, "10.0.1.0/24", "bare")
    inputs["agentPoolProfiles"][0]["vnetSubnetID"] = subnet.id
    with pytest.raises(CloudError, match="needs a NAT gateway"):
        azure.create(aks.CLUSTER, **inputs)


def test_reserved_ranges_of_subnets(azure: SmallCloud) -> None:
    """AKS-RSVD holds for the subnets too."""
    inputs = copy.deepcopy(cluster_inputs(azure))
    a_vnet(azure, "172.30.0.0/16", name="reserved")
    inputs["agentPoolProfiles"][0]["vnetSubnetID"] = a_subnet(azure, "172.30.0.0/24", vnet="reserved").id
    with pytest.raises(CloudError, match=r"overlaps the reserved range 172\.30\.0\.0/16"):
        azure.create(aks.CLUSTER, **inputs)


def test_a_subnet_holds_what_is_asked_for(azure: SmallCloud) -> None:
    """AKS-NODESUB: without a pod subnet every pod takes an address of the nodes' subnet at once."""
    inputs = copy.deepcopy(cluster_inputs(azure))
    del inputs["agentPoolProfiles"][0]["podSubnetID"]
    with pytest.raises(CloudError, match="Pre-allocated IPs 444 exceeds IPs available 251") as refused:
        azure.create(aks.CLUSTER, **inputs)
    assert refused.value.code == "InsufficientSubnetSize"


@pytest.mark.parametrize(
    ("pods", "code"),
    [
        ("10.0.0.0/16", "PodCidrOverlap"),
        ("10.244.0.0/23", "InsufficientPodCidr"),
        ("172.31.0.0/16", "InvalidParameter"),
    ],
)
def test_overlays_that_cannot_be(azure: SmallCloud, pods: str, code: str) -> None:
    """AKS-OVL-POD-RANGE, AKS-OVL-24, AKS-RSVD."""
    inputs = copy.deepcopy(cluster_inputs(azure))
    inputs["networkProfile"] |= {"networkPluginMode": "overlay", "podCidr": pods}
    with pytest.raises(CloudError) as refused:
        azure.create(aks.CLUSTER, **inputs)
    assert refused.value.code == code


def test_two_overlays_may_have_the_same_pods(azure: SmallCloud) -> None:
    """AKS-OVL-POD-RANGE: the range of another overlay cluster is no matter."""
    inputs = copy.deepcopy(cluster_inputs(azure))
    inputs["networkProfile"] |= {"networkPluginMode": "overlay", "podCidr": "10.244.0.0/16"}
    azure.create(aks.CLUSTER, **inputs)
    assert azure.create(aks.CLUSTER, **{**inputs, "resourceName": "second"})["fqdn"]
