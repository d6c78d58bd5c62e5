"""What stands on an EKS cluster: groups of nodes and their templates, add-ons, and identities of pods."""

from __future__ import annotations

from typing import Any

from meshctl.simulate.aws.ec2 import RETAGGED, numbered
from meshctl.simulate.aws.eks import COMMON, TEMPLATE, cluster_groups, common, hexadecimal, of_cluster, of_role
from meshctl.simulate.aws.place import arn
from meshctl.simulate.aws.words import SECURITY_GROUP, SUBNET, no_security_group, no_subnet, refused
from meshctl.simulate.kind import CloudError, Kind, Reference, Request, index

NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"
ADDON = "aws:eks/addon:Addon"
POD_IDENTITY = "aws:eks/podIdentityAssociation:PodIdentityAssociation"


def _no_template(value: str) -> CloudError:
    return refused(
        "InvalidLaunchTemplateId.NotFound", f"The specified launch template, with template ID {value}, does not exist."
    )


def _new_template(request: Request) -> str:
    name = _template_name(request)
    if any(row.outputs["name"] == name for row in request.all(TEMPLATE)):
        raise refused(
            "InvalidLaunchTemplateName.AlreadyExistsException", f"Launch template name already in use: {name}"
        )
    return numbered("lt")(request)


def _template_name(request: Request) -> str:
    return str(request.inputs.get("name") or request.outputs.get("name") or request.name)


def _check_template(request: Request) -> None:
    """Security groups are made by programs, or by a cluster for itself."""
    of_clusters = cluster_groups(request)
    for group in request.inputs.get("vpcSecurityGroupIds") or ():
        if group not in of_clusters and request.find(SECURITY_GROUP, group) is None:
            raise no_security_group(str(group))


def _template_outputs(request: Request, id_: str) -> dict[str, Any]:
    version = int(request.outputs.get("latestVersion") or 0) + 1
    return common(request) | {
        "arn": arn("ec2", request.region, request.account, f"launch-template/{id_}"),
        "name": _template_name(request),
        "latestVersion": version,
        "defaultVersion": version if request.inputs.get("updateDefaultVersion") else 1,
    }


def _new_in_cluster(key: str, what: str) -> Any:
    """Ids such as ``cluster:group``, unique in the cluster."""

    def identify(request: Request) -> str:
        cluster, name = request.inputs["clusterName"], request.inputs.get(key) or request.name
        id_ = f"{cluster}:{name}"
        if request.find(request.token, id_):
            raise refused(
                "ResourceInUseException", f"{what} already exists with name {name} and cluster name {cluster}"
            )
        return id_

    return identify


def _check_group(request: Request) -> None:
    scaling = request.inputs["scalingConfig"]
    least, wanted, most = (int(scaling[key]) for key in ("minSize", "desiredSize", "maxSize"))
    if not least <= wanted <= most or most < 1:
        raise refused(
            "InvalidParameterException",
            f"desired capacity {wanted} has to be between the minimum {least} and the maximum {most}",
        )


def _group_outputs(request: Request, id_: str) -> dict[str, Any]:
    cluster, _, group = id_.partition(":")
    made = request.outputs.get("arn") or arn(
        "eks", request.region, request.account, f"nodegroup/{cluster}/{group}/{hexadecimal(request, 32)}"
    )
    return common(request) | {"arn": made, "status": "ACTIVE", "nodeGroupName": group}


def _addon_outputs(request: Request, id_: str) -> dict[str, Any]:
    cluster, _, addon = id_.partition(":")
    made = request.outputs.get("arn") or arn(
        "eks", request.region, request.account, f"addon/{cluster}/{addon}/{hexadecimal(request, 32)}"
    )
    version = request.inputs.get("addonVersion") or "v1.0.0-eksbuild.1"
    return common(request) | {"arn": made, "addonVersion": version, "createdAt": "2025-01-01T00:00:00Z"}


def _new_identity(request: Request) -> str:
    keys = ("clusterName", "namespace", "serviceAccount")
    for row in request.all(POD_IDENTITY):
        if all(row.inputs[key] == request.inputs[key] for key in keys):
            raise refused("ResourceInUseException", f"Association already exists: {row.id}")
    return f"a-{hexadecimal(request, 17)}"


def _identity_outputs(request: Request, id_: str) -> dict[str, Any]:
    made = arn("eks", request.region, request.account, f"podidentityassociation/{request.inputs['clusterName']}/{id_}")
    return common(request) | {"associationArn": made, "associationId": id_}


KINDS = index(
    Kind(
        TEMPLATE,
        _new_template,
        _template_outputs,
        computed=("arn", "name", "latestVersion", "defaultVersion", *COMMON),
        recomputed=RETAGGED | {"latestVersion", "defaultVersion"},
        replaces=frozenset({"name", "namePrefix"}),
        check=_check_template,
        delete_first=True,
    ),
    Kind(
        NODE_GROUP,
        _new_in_cluster("nodeGroupName", "NodeGroup"),
        _group_outputs,
        computed=("arn", "status", "nodeGroupName", *COMMON),
        recomputed=RETAGGED,
        seconds=150,
        update_seconds=150,
        delete_seconds=150,
        replaces=frozenset(
            {"clusterName", "nodeGroupName", "nodeRoleArn", "subnetIds", "instanceTypes", "amiType", "capacityType"}
        ),
        references=(
            of_cluster(),
            of_role("nodeRoleArn"),
            Reference("subnetIds[]", SUBNET, no_subnet),
            Reference("launchTemplate.id", TEMPLATE, _no_template, holds=False),
        ),
        check=_check_group,
        delete_first=True,
    ),
    Kind(
        ADDON,
        _new_in_cluster("addonName", "Addon"),
        _addon_outputs,
        computed=("arn", "addonVersion", "createdAt", *COMMON),
        recomputed=RETAGGED | {"addonVersion"},
        seconds=40,
        update_seconds=40,
        delete_seconds=20,
        replaces=frozenset({"clusterName", "addonName"}),
        references=(of_cluster(),),
        delete_first=True,
    ),
    Kind(
        POD_IDENTITY,
        _new_identity,
        _identity_outputs,
        computed=("associationArn", "associationId", *COMMON),
        recomputed=RETAGGED,
        replaces=frozenset({"clusterName", "namespace", "serviceAccount"}),
        references=(of_cluster(), of_role("roleArn")),
        imported=lambda request: request.id.rpartition(",")[2],
        delete_first=True,
    ),
)
