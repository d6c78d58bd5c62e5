"""What runs with an EKS cluster: groups of nodes, add-ons, and the roles of pods."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from meshctl.simulate.aws.ec2 import RETAGGED, derived, tags
from meshctl.simulate.aws.eks import CLUSTER, NODE_GROUP, cluster_groups, invalid, no_subnet
from meshctl.simulate.aws.launch_template import LAUNCH_TEMPLATE
from meshctl.simulate.aws.place import arn
from meshctl.simulate.aws.roles import policies, role
from meshctl.simulate.aws.words import SECURITY_GROUP, SUBNET, refused
from meshctl.simulate.kind import CloudError, Kind, Reference, Request, index

ADDON = "aws:eks/addon:Addon"
POD_IDENTITY = "aws:eks/podIdentityAssociation:PodIdentityAssociation"

_ADDONS = {
    "vpc-cni": "v1.20.4-eksbuild.2",
    "coredns": "v1.12.4-eksbuild.1",
    "kube-proxy": "v1.34.1-eksbuild.2",
    "eks-pod-identity-agent": "v1.3.9-eksbuild.3",
    "aws-ebs-csi-driver": "v1.51.0-eksbuild.1",
    "metrics-server": "v0.8.0-eksbuild.2",
}
_NEED_NODES = {"coredns", "metrics-server", "aws-ebs-csi-driver"}
_NODE_POLICIES = {"AmazonEKSWorkerNodePolicy", "AmazonEKSWorkerNodeMinimalPolicy"}


def _no_cluster(name: str) -> CloudError:
    return refused("ResourceNotFoundException", f"No cluster found for name: {name}.")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _nodes_id(request: Request) -> str:
    cluster, name = request.inputs["clusterName"], request.inputs["nodeGroupName"]
    if request.find(NODE_GROUP, f"{cluster}:{name}"):
        raise refused("ResourceInUseException", f"NodeGroup already exists with name {name} and cluster name {cluster}")
    return f"{cluster}:{name}"


def _check_nodes(request: Request) -> None:
    inputs = request.inputs
    scaling = inputs["scalingConfig"]
    low, wanted, high = (int(scaling[key]) for key in ("minSize", "desiredSize", "maxSize"))
    if not low <= wanted <= high:
        raise invalid(f"desired capacity {wanted} must be between the minimum {low} and the maximum {high}")
    cluster = request.find(CLUSTER, inputs["clusterName"])
    for id_ in inputs["subnetIds"]:
        subnet = request.find(SUBNET, id_)
        if cluster and subnet and subnet.inputs["vpcId"] != cluster.outputs["vpcConfig"]["vpcId"]:
            raise invalid(f"Subnet {id_} is not in the VPC of the cluster")
    _check_template(request)
    found = role(request, inputs["nodeRoleArn"])
    if found is None:
        raise invalid(f"The role with ARN {inputs['nodeRoleArn']} cannot be found.")
    if not policies(request, found) & _NODE_POLICIES:
        raise _not_joined("NodeCreationFailure: Instances failed to join the kubernetes cluster")
    bare = cluster is not None and cluster.inputs.get("bootstrapSelfManagedAddons") is False
    if bare and request.find(ADDON, f"{inputs['clusterName']}:vpc-cni") is None:
        raise _not_joined("NodeCreationFailure: Unhealthy nodes in the kubernetes cluster")


def _not_joined(words: str) -> CloudError:
    return CloudError(
        "NodeCreationFailure",
        f"waiting for EKS Node Group create: unexpected state 'CREATE_FAILED', wanted target 'ACTIVE'. "
        f"last error: {words}",
    )


def _check_template(request: Request) -> None:
    wanted = request.inputs.get("launchTemplate") or {}
    if not wanted:
        return
    if request.inputs.get("diskSize"):
        raise invalid("Disk size must be specified within the launch template.")
    template = request.find(LAUNCH_TEMPLATE, wanted.get("id"))
    if template is None or not 1 <= int(wanted["version"]) <= int(template.outputs["latestVersion"]):
        raise invalid(f"You cannot specify a launch template {wanted.get('id')} that does not exist.")
    for group in template.inputs.get("vpcSecurityGroupIds") or ():
        if request.find(SECURITY_GROUP, group) is None and group not in cluster_groups(request):
            raise refused("Ec2LaunchTemplateInvalidConfiguration", f"The security group '{group}' does not exist")


def _nodes_outputs(request: Request, id_: str) -> dict[str, Any]:
    cluster_name, name = id_.split(":")
    cluster = request.find(CLUSTER, cluster_name)
    version = request.inputs.get("version") or (cluster.outputs["version"] if cluster else "")
    number = request.outputs.get("arn") or request.number()
    unique = derived("ng", id_, number)[-8:]
    return {
        "arn": arn("eks", request.region, request.account, f"nodegroup/{cluster_name}/{name}/{unique}"),
        "amiType": request.inputs.get("amiType") or "AL2023_x86_64_STANDARD",
        "capacityType": request.inputs.get("capacityType") or "ON_DEMAND",
        "version": version,
        "releaseVersion": f"{version}.1-20261107",
        "resources": [{"autoscalingGroups": [{"name": f"eks-{name}-{unique}"}], "remoteAccessSecurityGroupId": ""}],
        "status": "ACTIVE",
        "region": request.region,
        "tagsAll": tags(request.inputs),
    }


def _addon_id(request: Request) -> str:
    id_ = f"{request.inputs['clusterName']}:{request.inputs['addonName']}"
    if request.find(ADDON, id_):
        raise refused("ResourceInUseException", "Addon already exists.")
    return id_


def _check_addon(request: Request) -> None:
    name = str(request.inputs["addonName"])
    if name not in _ADDONS:
        raise invalid(f"Addon {name} specified is not supported")
    try:
        json.loads(request.inputs.get("configurationValues") or "{}")
    except ValueError:
        raise invalid(
            "ConfigurationValue provided in request is not supported: Json schema validation failed"
        ) from None
    groups = [row for row in request.all(NODE_GROUP) if row.inputs["clusterName"] == request.inputs["clusterName"]]
    if name in _NEED_NODES and not groups:
        raise CloudError(
            "Degraded",
            f"waiting for EKS Add-On ({request.inputs['clusterName']}:{name}) create: unexpected state 'DEGRADED'. "
            "last error: InsufficientNumberOfReplicas: The add-on is unhealthy because it doesn't have the desired "
            "number of replicas.",
        )


def _addon_outputs(request: Request, id_: str) -> dict[str, Any]:
    cluster, name = id_.split(":")
    return {
        "arn": arn("eks", request.region, request.account, f"addon/{cluster}/{name}/{derived('x', id_)[-8:]}"),
        "addonVersion": request.inputs.get("addonVersion") or _ADDONS[name],
        "createdAt": request.outputs.get("createdAt") or _now(),
        "modifiedAt": _now(),
        "region": request.region,
        "tagsAll": tags(request.inputs),
    }


def _identity_id(request: Request) -> str:
    for row in request.all(POD_IDENTITY):
        if all(row.inputs[key] == request.inputs[key] for key in ("clusterName", "namespace", "serviceAccount")):
            raise refused("ResourceInUseException", f"Association already exists: {row.id}")
    return f"a-{derived('a', request.number())[-17:]}"


def _check_identity(request: Request) -> None:
    if role(request, request.inputs["roleArn"]) is None:
        raise invalid("Role provided in the request does not exist.")


def _identity_outputs(request: Request, id_: str) -> dict[str, Any]:
    cluster = request.inputs["clusterName"]
    return {
        "associationArn": arn("eks", request.region, request.account, f"podidentityassociation/{cluster}/{id_}"),
        "associationId": id_,
        "externalId": "",
        "disableSessionTags": bool(request.inputs.get("disableSessionTags")),
        "region": request.region,
        "tagsAll": tags(request.inputs),
    }


_TOLD = ("arn", "region", "tagsAll")
_OF_CLUSTER = Reference("clusterName", CLUSTER, _no_cluster, holds=False)

KINDS = index(
    Kind(
        NODE_GROUP,
        _nodes_id,
        _nodes_outputs,
        computed=(*_TOLD, "amiType", "capacityType", "version", "releaseVersion", "resources", "status"),
        recomputed=RETAGGED,
        seconds=150,
        update_seconds=180,
        delete_seconds=240,
        replaces=frozenset(
            {
                *("clusterName", "nodeGroupName", "nodeRoleArn", "subnetIds", "instanceTypes", "amiType"),
                *("capacityType", "diskSize", "remoteAccess", "region"),
            }
        ),
        references=(
            Reference("clusterName", CLUSTER, _no_cluster),
            Reference("subnetIds[]", SUBNET, no_subnet),
        ),
        check=_check_nodes,
        delete_first=True,
    ),
    Kind(
        ADDON,
        _addon_id,
        _addon_outputs,
        computed=(*_TOLD, "addonVersion", "createdAt", "modifiedAt"),
        recomputed=RETAGGED | {"modifiedAt"},
        seconds=30,
        update_seconds=30,
        delete_seconds=20,
        replaces=frozenset({"clusterName", "addonName", "region"}),
        references=(_OF_CLUSTER,),
        check=_check_addon,
        delete_first=True,
    ),
    Kind(
        POD_IDENTITY,
        _identity_id,
        _identity_outputs,
        computed=("associationArn", "associationId", "externalId", "disableSessionTags", "region", "tagsAll"),
        recomputed=RETAGGED,
        seconds=2,
        replaces=frozenset({"clusterName", "namespace", "serviceAccount", "region"}),
        references=(_OF_CLUSTER,),
        check=_check_identity,
        imported=lambda request: request.id.rpartition(",")[2],
        delete_first=True,
    ),
)
