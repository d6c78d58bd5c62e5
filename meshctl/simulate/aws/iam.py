"""Roles, policies, and which roles have which policies. They belong to an account, in no region."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from meshctl.simulate.aws.ec2 import RETAGGED, tags
from meshctl.simulate.aws.place import arn
from meshctl.simulate.aws.words import refused
from meshctl.simulate.kind import CloudError, Kind, Reference, Request, index
from meshctl.simulate.store import Row

ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/policy:Policy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"

_LARGEST_DOCUMENT = 6144
_LARGEST_TRUST = 2048
_AMAZON = "arn:aws:iam::aws:policy/"
_MANAGED = {
    *("AmazonEKSClusterPolicy", "AmazonEKSServicePolicy", "AmazonEKSVPCResourceController"),
    *("AmazonEKSWorkerNodePolicy", "AmazonEKSWorkerNodeMinimalPolicy", "AmazonEKS_CNI_Policy"),
    *("AmazonEC2ContainerRegistryReadOnly", "AmazonEC2ContainerRegistryPullOnly", "AmazonSSMManagedInstanceCore"),
    *("AmazonEKSComputePolicy", "AmazonEKSBlockStoragePolicy", "AmazonEKSLoadBalancingPolicy"),
    *("AmazonEKSNetworkingPolicy", "CloudWatchAgentServerPolicy", "AWSXRayDaemonWriteAccess"),
}
"""Policies of Amazon's own that have to do with clusters."""


def _refuse_bad_document(text: object, largest: int) -> None:
    try:
        document = json.loads(str(text))
    except ValueError:
        document = None
    if not isinstance(document, dict) or not document.get("Statement"):
        raise refused("MalformedPolicyDocument", "Syntax errors in policy.")
    if len("".join(str(text).split())) > largest:
        raise refused("LimitExceeded", f"Cannot exceed quota for PolicySize: {largest}")


def _unique(prefix: str, request: Request) -> str:
    return prefix + hashlib.sha256(f"{prefix} {request.number()}".encode()).hexdigest()[:17].upper()


def _role_id(request: Request) -> str:
    name = str(request.inputs["name"])
    if request.find(ROLE, name):
        raise refused("EntityAlreadyExists", f"Role with name {name} already exists.")
    return name


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _role_outputs(request: Request, id_: str) -> dict[str, Any]:
    path = request.inputs.get("path") or "/"
    return {
        "arn": arn("iam", "", request.account, f"role{path}{id_}"),
        "createDate": _now(),
        "uniqueId": _unique("AROA", request),
        "maxSessionDuration": request.inputs.get("maxSessionDuration") or 3600,
        "path": path,
        "managedPolicyArns": [],
        "inlinePolicies": [],
        "tagsAll": tags(request.inputs),
    }


def _check_role(request: Request) -> None:
    _refuse_bad_document(request.inputs.get("assumeRolePolicy"), _LARGEST_TRUST)


def _role_in_use(request: Request, row: Row) -> CloudError:
    return refused("DeleteConflict", "Cannot delete entity, must detach all policies first.")


def _policy_arn(request: Request) -> str:
    name = str(request.inputs["name"])
    made = arn("iam", "", request.account, f"policy{request.inputs.get('path') or '/'}{name}")
    if request.find(POLICY, made):
        raise refused("EntityAlreadyExists", f"A policy called {name} already exists. Duplicate names are not allowed.")
    return made


def _policy_outputs(request: Request, id_: str) -> dict[str, Any]:
    return {
        "arn": id_,
        "attachmentCount": 0,
        "path": request.inputs.get("path") or "/",
        "policyId": _unique("ANPA", request),
        "tagsAll": tags(request.inputs),
    }


def _refuse_attached(request: Request) -> None:
    if any(row.inputs["policyArn"] == request.id for row in request.all(ATTACHMENT)):
        raise refused("DeleteConflict", "Cannot delete a policy attached to entities.")


def _check_attachment(request: Request) -> None:
    policy = str(request.inputs["policyArn"])
    known = policy.removeprefix(_AMAZON) in _MANAGED if policy.startswith(_AMAZON) else request.find(POLICY, policy)
    if not known:
        raise refused("NoSuchEntity", f"Policy {policy} does not exist or is not attachable.")


def no_role(name: str) -> CloudError:
    """A role that is not there."""
    return refused("NoSuchEntity", f"The role with name {name} cannot be found.")


KINDS = index(
    Kind(
        ROLE,
        _role_id,
        _role_outputs,
        computed=(
            "arn",
            "createDate",
            "uniqueId",
            "maxSessionDuration",
            "path",
            "managedPolicyArns",
            "inlinePolicies",
            "tagsAll",
        ),
        recomputed=RETAGGED,
        seconds=2,
        replaces=frozenset({"name", "path"}),
        check=_check_role,
        blocked=_role_in_use,
        worldwide=True,
        delete_first=True,
    ),
    Kind(
        POLICY,
        _policy_arn,
        _policy_outputs,
        computed=("arn", "attachmentCount", "policyId", "path", "tagsAll"),
        recomputed=RETAGGED,
        seconds=2,
        replaces=frozenset({"name", "path", "description"}),
        check=lambda request: _refuse_bad_document(request.inputs.get("policy"), _LARGEST_DOCUMENT),
        before_delete=_refuse_attached,
        worldwide=True,
        delete_first=True,
    ),
    Kind(
        ATTACHMENT,
        lambda request: f"{request.inputs['role']}/{request.inputs['policyArn']}",
        replaces=frozenset({"role", "policyArn"}),
        references=(Reference("role", ROLE, no_role),),
        check=_check_attachment,
        worldwide=True,
    ),
)
