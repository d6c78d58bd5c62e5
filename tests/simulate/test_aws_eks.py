"""What AWS refuses of IAM and EKS, how a cluster answers, and what the tagging API finds."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from meshctl.simulate.kind import CloudError
from tests.simulate import aws_site as site
from tests.simulate.small_cloud import Made, SmallCloud

_IDENTITY = "aws:index/getCallerIdentity:getCallerIdentity"
_TAGGED = "aws:resourcegroupstaggingapi/getResources:getResources"


@pytest.fixture
def aws(tmp_path: Path) -> SmallCloud:
    """An empty account in one region."""
    return site.a_cloud(tmp_path)


@dataclass(frozen=True)
class Ground:
    """What a cluster stands on."""

    vpc: Made
    subnet_ids: list[str]
    role: Made


@pytest.fixture
def ground(aws: SmallCloud) -> Ground:
    """A VPC with two subnets, and a role for clusters and nodes."""
    vpc = site.a_vpc(aws)
    role = site.a_role(aws)
    aws.create(site.POLICY_ATTACHMENT, role=role["name"], policyArn=site.WORKER_POLICY)
    return Ground(vpc, [subnet.id for subnet in site.subnets(aws, vpc)], role)


def refused(aws: SmallCloud, words: str, token: str, **inputs: Any) -> None:
    """Creating it is refused in these words."""
    with pytest.raises(CloudError, match=re.escape(words)):
        aws.create(token, **inputs)


def test_names_of_iam_are_unique(aws: SmallCloud) -> None:
    """In the account, whatever the region."""
    site.a_role(aws)
    aws.create(site.POLICY, name="policy", policy=site.DOCUMENT)
    refused(
        aws, "EntityAlreadyExists: Role with name role already", site.ROLE, name="role", assumeRolePolicy=site.TRUST
    )
    refused(aws, "EntityAlreadyExists: A policy called policy", site.POLICY, name="policy", policy=site.DOCUMENT)


def test_iam_lives_in_no_region(aws: SmallCloud, tmp_path: Path) -> None:
    """A role of one region's provider is there for another's; another account has none of it."""
    site.a_role(aws)
    elsewhere = site.a_cloud(tmp_path, "us-west-2")
    assert elsewhere.read(site.ROLE, "role") is not None
    assert site.a_cloud(tmp_path, profile="partner").read(site.ROLE, "role") is None


@pytest.mark.parametrize("document", ["none", "{}", "[]"])
def test_documents_are_checked(aws: SmallCloud, document: str) -> None:
    """A policy has statements."""
    refused(aws, "MalformedPolicyDocument", site.ROLE, name="role", assumeRolePolicy=document)
    refused(aws, "MalformedPolicyDocument", site.POLICY, name="policy", policy=document)


def test_documents_have_a_size(aws: SmallCloud) -> None:
    """Too long is refused."""
    long = json.dumps({"Statement": [{"Sid": "x" * 7000}]})
    refused(aws, "LimitExceeded", site.POLICY, name="policy", policy=long)


def test_roles_have_policies_that_are_there(aws: SmallCloud) -> None:
    """Own ones and Amazon's; both sides stay while they are joined."""
    role = site.a_role(aws)
    policy = aws.create(site.POLICY, name="policy", policy=site.DOCUMENT)
    for arn in (f"{policy['arn']}x", "arn:aws:iam::aws:policy/Nonsense"):
        refused(aws, "NoSuchEntity", site.POLICY_ATTACHMENT, role="role", policyArn=arn)
    refused(aws, "NoSuchEntity: The role with name none", site.POLICY_ATTACHMENT, role="none", policyArn=policy["arn"])
    joined = aws.create(site.POLICY_ATTACHMENT, role="role", policyArn=policy["arn"])
    assert joined.id == f"role/{policy['arn']}"
    for made in (role, policy):
        with pytest.raises(CloudError, match="DeleteConflict"):
            aws.delete(made)
    for made in (joined, role, policy):
        aws.delete(made)


def test_a_cluster_answers(aws: SmallCloud, ground: Ground) -> None:
    """Its API is open under its endpoint with its own authority until it is deleted."""
    cluster = site.a_cluster(aws, ground.subnet_ids, ground.role)
    assert re.fullmatch(r"https://[0-9A-F]{32}\.gr7\.eu-west-1\.eks\.amazonaws\.com", cluster["endpoint"])
    pem = base64.b64decode(cluster["certificateAuthority"]["data"])
    authority = x509.load_pem_x509_certificate(pem)
    assert authority.subject == authority.issuer
    opened = aws.store.endpoint(cluster["endpoint"])
    assert opened is not None
    assert opened.authority == pem.decode()
    assert cluster["vpcConfig"]["vpcId"] == ground.vpc.id
    aws.delete(cluster)
    assert aws.store.endpoint(cluster["endpoint"]) is None


def test_an_update_leaves_the_endpoint(aws: SmallCloud, ground: Ground) -> None:
    """A newer version of Kubernetes has the API where it was."""
    cluster = site.a_cluster(aws, ground.subnet_ids, ground.role, version="1.33")
    row = aws.read(site.CLUSTER, "shop")
    assert row is not None
    after = aws.update(cluster, **{**row.inputs, "version": "1.34"})
    assert after["version"] == "1.34"
    assert after["endpoint"] == cluster["endpoint"]
    assert after["vpcConfig"] == cluster["vpcConfig"]


@pytest.mark.parametrize(
    ("services", "words"),
    [
        ("100.64.0.0/16", "within 10.0.0.0/8"),
        ("172.20.0.0/25", "between /24 and /12"),
        ("10.0.0.0/11", "between /24 and /12"),
        ("10.8.128.0/20", "overlaps"),
        ("services", "not a valid CIDR"),
    ],
)
def test_ranges_of_services(aws: SmallCloud, ground: Ground, services: str, words: str) -> None:
    """Private, of a size, outside of the VPC (EKS-SVC-RANGE, EKS-SVC-SIZE, EKS-SVC-OVERLAP)."""
    with pytest.raises(CloudError, match=re.escape(words)):
        site.a_cluster(aws, ground.subnet_ids, ground.role, kubernetesNetworkConfig={"serviceIpv4Cidr": services})


def test_a_cluster_needs_two_zones_of_one_vpc(aws: SmallCloud, ground: Ground) -> None:
    """EKS-AZ; and subnets that are there."""
    far = site.a_subnet(aws, site.a_vpc(aws, "10.9.0.0/16"), "10.9.0.0/24", "b")
    for ids, words in (
        (ground.subnet_ids[:1], "at least two different AZs"),
        ([ground.subnet_ids[0], far.id], "same VPC"),
        ([ground.subnet_ids[0], "subnet-0"], "The subnet ID 'subnet-0' does not exist"),
    ):
        with pytest.raises(CloudError, match=words):
            site.a_cluster(aws, ids, ground.role)


def test_zones_without_clusters(tmp_path: Path) -> None:
    """EKS is not in every zone (EKS-AZ-DENY)."""
    virginia = site.a_cloud(tmp_path, "us-east-1")
    vpc, role = site.a_vpc(virginia), site.a_role(virginia)
    ids = [site.a_subnet(virginia, vpc, f"10.8.{i}.0/24", zone).id for i, zone in enumerate("ae")]
    with pytest.raises(CloudError, match="UnsupportedAvailabilityZone"):
        site.a_cluster(virginia, ids, role)


def test_what_a_cluster_is_given(aws: SmallCloud, ground: Ground) -> None:
    """A role that EKS may take, a version that it has, a name of its own."""
    stranger = aws.create(site.ROLE, name="stranger", assumeRolePolicy=site.DOCUMENT)
    for changes, words in (
        ({"roleArn": stranger["arn"]}, "could not be assumed"),
        ({"roleArn": f"{stranger['arn']}x"}, "could not be assumed"),
        ({"version": "1.12"}, "unsupported Kubernetes version"),
    ):
        with pytest.raises(CloudError, match=words):
            site.a_cluster(aws, ground.subnet_ids, ground.role, **changes)
    site.a_cluster(aws, ground.subnet_ids, ground.role)
    with pytest.raises(CloudError, match="ResourceInUseException: Cluster already exists with name: shop"):
        site.a_cluster(aws, ground.subnet_ids, ground.role)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"scalingConfig": {"minSize": 3, "desiredSize": 2, "maxSize": 4}}, "desired capacity 2"),
        ({"nodeRoleArn": "arn:aws:iam::210987654321:role/none"}, "cannot be found"),
        ({"clusterName": "none"}, "ResourceNotFoundException: No cluster found for name: none"),
        ({"subnetIds": ["subnet-0"]}, "'subnet-0' does not exist"),
        ({"launchTemplate": {"id": "lt-0", "version": "1"}}, "lt-0 that does not exist"),
    ],
)
def test_groups_that_cannot_be(aws: SmallCloud, ground: Ground, changes: Mapping[str, Any], words: str) -> None:
    """Sizes, roles, clusters, subnets and templates."""
    cluster = site.a_cluster(aws, ground.subnet_ids, ground.role)
    with pytest.raises(CloudError, match=words):
        site.a_node_group(aws, cluster, ground.role, ground.subnet_ids, **changes)


def test_groups_stand_in_the_clusters_vpc(aws: SmallCloud, ground: Ground) -> None:
    """With security groups that are there, and a disk in one place only."""
    cluster = site.a_cluster(aws, ground.subnet_ids, ground.role)
    far = site.a_subnet(aws, site.a_vpc(aws, "10.9.0.0/16"), "10.9.0.0/24")
    with pytest.raises(CloudError, match="not in the VPC"):
        site.a_node_group(aws, cluster, ground.role, [far.id])
    template = aws.create(site.TEMPLATE, name="nodes", vpcSecurityGroupIds=["sg-0"])
    wanted = {"id": template.id, "version": "1"}
    with pytest.raises(CloudError, match="'sg-0' does not exist"):
        site.a_node_group(aws, cluster, ground.role, ground.subnet_ids, launchTemplate=wanted)
    with pytest.raises(CloudError, match="Disk size"):
        site.a_node_group(aws, cluster, ground.role, ground.subnet_ids, launchTemplate=wanted, diskSize=20)


def test_nodes_that_never_join(aws: SmallCloud, ground: Ground) -> None:
    """Without their policy, or without the network plugin, nodes do not become ready."""
    cluster = site.a_cluster(aws, ground.subnet_ids, ground.role, bootstrapSelfManagedAddons=False)
    bare = site.a_role(aws, "bare")
    with pytest.raises(CloudError, match="failed to join"):
        site.a_node_group(aws, cluster, bare, ground.subnet_ids)
    with pytest.raises(CloudError, match="Unhealthy nodes"):
        site.a_node_group(aws, cluster, ground.role, ground.subnet_ids)
    refused(aws, "DEGRADED", site.ADDON, clusterName="shop", addonName="coredns")
    aws.create(site.ADDON, clusterName="shop", addonName="vpc-cni")
    site.a_node_group(aws, cluster, ground.role, ground.subnet_ids)
    aws.create(site.ADDON, clusterName="shop", addonName="coredns")


def test_one_of_each_name_in_a_cluster(aws: SmallCloud, ground: Ground) -> None:
    """Groups, add-ons and identities are there once, and a cluster stays while it has nodes."""
    cluster = site.a_cluster(aws, ground.subnet_ids, ground.role)
    nodes = site.a_node_group(aws, cluster, ground.role, ground.subnet_ids)
    assert nodes.id == "shop:nodes"
    with pytest.raises(CloudError, match="ResourceInUseException"):
        site.a_node_group(aws, cluster, ground.role, ground.subnet_ids)
    addon = {"clusterName": "shop", "addonName": "vpc-cni"}
    assert aws.create(site.ADDON, **addon).id == "shop:vpc-cni"
    refused(aws, "Addon already exists", site.ADDON, **addon)
    identity = {"clusterName": "shop", "namespace": "kube-system", "serviceAccount": "lb"}
    refused(aws, "Role provided", site.POD_IDENTITY, **identity, roleArn="none")
    made = aws.create(site.POD_IDENTITY, **identity, roleArn=ground.role["arn"])
    refused(aws, "Association already exists", site.POD_IDENTITY, **identity, roleArn=ground.role["arn"])
    found = aws.read(site.POD_IDENTITY, f"shop,{made.id}")
    assert found is not None
    assert found.id == made.id
    with pytest.raises(CloudError, match="nodegroups attached"):
        aws.delete(cluster)
    aws.delete(nodes)
    aws.delete(cluster)
    assert aws.read(site.ADDON, "shop:vpc-cni") is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"addonName": "none"}, "not supported"), ({"configurationValues": "{"}, "Json schema")],
)
def test_addons_that_cannot_be(aws: SmallCloud, ground: Ground, changes: Mapping[str, Any], words: str) -> None:
    """Unknown ones, and configuration that is no JSON."""
    site.a_cluster(aws, ground.subnet_ids, ground.role)
    refused(aws, words, site.ADDON, **{"clusterName": "shop", "addonName": "vpc-cni", **changes})


def test_templates_have_versions(aws: SmallCloud) -> None:
    """Each change is a version; names are unique, and user data is base64."""
    template = aws.create(site.TEMPLATE, name="nodes", updateDefaultVersion=True)
    after = aws.update(template, name="nodes", updateDefaultVersion=True, userData="YQ==")
    assert (template["latestVersion"], after["latestVersion"], after["defaultVersion"]) == (1, 2, 2)
    last = aws.update(after, name="nodes")
    assert (last["latestVersion"], last["defaultVersion"]) == (3, 2)
    refused(aws, "AlreadyExistsException", site.TEMPLATE, name="nodes")
    refused(aws, "InvalidUserData", site.TEMPLATE, name="other", userData="?")


def test_a_group_of_nodes_holds_its_security_group(aws: SmallCloud, ground: Ground) -> None:
    """As their instances do."""
    group = aws.create(site.SECURITY_GROUP, name="nodes", vpcId=ground.vpc.id)
    template = aws.create(site.TEMPLATE, name="nodes", vpcSecurityGroupIds=[group.id])
    cluster = site.a_cluster(aws, ground.subnet_ids, ground.role)
    wanted = {"id": template.id, "version": "1"}
    nodes = site.a_node_group(aws, cluster, ground.role, ground.subnet_ids, launchTemplate=wanted)
    with pytest.raises(CloudError, match="DependencyViolation"):
        aws.delete(group)
    aws.delete(nodes)
    aws.delete(group)


def test_profiles_are_accounts(tmp_path: Path) -> None:
    """Twelve digits, the same for the same profile, others for another."""
    names = (None, "default", "partner")
    numbers = [site.a_cloud(tmp_path, profile=name).invoke(_IDENTITY)["accountId"] for name in names]
    assert len(set(numbers)) == 3
    assert all(re.fullmatch(r"\d{12}", number) for number in numbers)
    assert site.a_cloud(tmp_path, profile="partner").invoke(_IDENTITY)["accountId"] == numbers[2]


def test_a_provider_has_a_region(tmp_path: Path) -> None:
    """One that could be."""
    with pytest.raises(CloudError, match="invalid AWS Region"):
        site.a_vpc(site.a_cloud(tmp_path, "nowhere"))


def test_what_the_account_is_told(aws: SmallCloud) -> None:
    """Region and zones."""
    assert aws.invoke("aws:index/getRegion:getRegion")["region"] == site.REGION
    zones = aws.invoke("aws:index/getAvailabilityZones:getAvailabilityZones")
    assert zones["names"] == ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    assert zones["zoneIds"] == ["euw1-az1", "euw1-az2", "euw1-az3"]


def test_resources_are_found_by_their_tags(aws: SmallCloud, ground: Ground, tmp_path: Path) -> None:
    """All that have every tag, in the account and region, with the ARN that leads to the id."""
    tags = {"meshctl-unit": "network", "Name": "one"}
    vpc = site.a_vpc(aws, "10.9.0.0/16", tags=tags)
    site.a_vpc(aws, "10.10.0.0/16", tags={**tags, "Name": "two"})
    site.a_vpc(site.a_cloud(tmp_path, "us-west-2"), "10.9.0.0/16", tags=tags)
    site.a_cluster(aws, ground.subnet_ids, ground.role)
    who = {"clusterName": "shop", "namespace": "n", "serviceAccount": "s", "roleArn": ground.role["arn"]}
    identity = aws.create(site.POD_IDENTITY, **who, tags={"meshctl-unit": "cluster"})
    aws.create(site.INTERNET_GATEWAY, vpcId=ground.vpc.id)
    nat = aws.create(
        site.NAT_GATEWAY,
        subnetId=ground.subnet_ids[0],
        allocationId=aws.create(site.EIP, domain="vpc").id,
        tags={"meshctl-unit": "nat"},
    )

    def found(**wanted: str) -> list[str]:
        filters = [{"key": key.replace("_", "-"), "values": [value]} for key, value in wanted.items()]
        answer = aws.invoke(_TAGGED, tagFilters=filters)
        return [each["resourceArn"].split(":", 5)[5] for each in answer["resourceTagMappingLists"]]

    assert found(meshctl_unit="network", Name="one") == [f"vpc/{vpc.id}"]
    assert len(found(meshctl_unit="network")) == 2
    assert found(meshctl_unit="cluster") == [f"podidentityassociation/shop/{identity.id}"]
    assert found(meshctl_unit="nat") == [f"natgateway/{nat.id}"]
    assert found(meshctl_unit="none") == []
