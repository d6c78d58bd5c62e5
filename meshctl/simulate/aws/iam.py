"""IAM: roles, policies and which role has which. They live in no region, and their names are unique."""

from __future__ import annotations

import json
from typing import Any

from meshctl.simulate.aws.names import refusal
from meshctl.simulate.kind import CloudError, Kind, Reference, Request, index
from meshctl.simulate.store import Row

ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/policy:Policy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
_MANAGED = "arn:aws:iam::aws:policy/"
_TAGGED = frozenset({"tagsAll"})


def role_name(arn: str) -> str:
    """The name at the end of a role's ARN."""
    return arn.rpartition("/")[2]


def of_role(path: str) -> Reference:
    """An input with the ARN of a role that a service takes."""
    return Reference(
        path,
        ROLE,
        lambda value: refusal(
            "InvalidParameterException",
            f"Role with arn: {value}, could not be assumed because it does not exist or the trust policy is wrong",
        ),
        to_id=role_name,
        holds=False,
        anywhere=True,
    )


def _name(request: Request) -> str:
    return str(request.inputs.get("name") or request.outputs.get("name") or request.name)


def _new_role(request: Request) -> str:
    name = _name(request)
    if any(row.id == name for row in request.everywhere(ROLE)):
        raise refusal("EntityAlreadyExists", f"Role with name {name} already exists.")
    return name


def _new_policy(request: Request) -> str:
    arn = f"arn:aws:iam::{request.account}:policy/{_name(request)}"
    if any(row.id == arn for row in request.everywhere(POLICY)):
        raise refusal(
            "EntityAlreadyExists", f"A policy called {_name(request)} already exists. Duplicate names are not allowed."
        )
    return arn


def _refuse_document(text: object) -> None:
    try:
        statements = json.loads(str(text)).get("Statement")
    except (ValueError, AttributeError):
        statements = None
    if not statements:
        raise refusal("MalformedPolicyDocument", "Syntax errors in policy.")


def _role_outputs(request: Request, id_: str) -> dict[str, Any]:
    return {
        "name": id_,
        "arn": f"arn:aws:iam::{request.account}:role/{id_}",
        "uniqueId": request.outputs.get("uniqueId") or f"AROA{request.number():016d}",
        "tagsAll": dict(request.inputs.get("tags") or {}),
    }


def _policy_outputs(request: Request, id_: str) -> dict[str, Any]:
    return {
        "name": role_name(id_),
        "arn": id_,
        "policyId": request.outputs.get("policyId") or f"ANPA{request.number():016d}",
        "tagsAll": dict(request.inputs.get("tags") or {}),
    }


def _check_attachment(request: Request) -> None:
    arn = str(request.inputs["policyArn"])
    if not arn.startswith(_MANAGED) and not any(row.id == arn for row in request.everywhere(POLICY)):
        raise refusal("NoSuchEntity", f"Policy {arn} does not exist or is not attachable.")


def _refuse_attached(request: Request) -> None:
    if any(row.inputs["policyArn"] == request.id for row in request.everywhere(ATTACHMENT)):
        raise refusal("DeleteConflict", "Cannot delete a policy attached to entities.")


def _has_policies(request: Request, row: Row) -> CloudError:
    return refusal("DeleteConflict", "Cannot delete entity, must detach all policies first.")


KINDS = index(
    Kind(
        ROLE,
        _new_role,
        _role_outputs,
        computed=("name", "arn", "uniqueId", "tagsAll"),
        recomputed=_TAGGED,
        replaces=frozenset({"name", "namePrefix", "path"}),
        check=lambda request: _refuse_document(request.inputs["assumeRolePolicy"]),
        blocked=_has_policies,
        worldwide=True,
        delete_first=True,
    ),
    Kind(
        POLICY,
        _new_policy,
        _policy_outputs,
        computed=("name", "arn", "policyId", "tagsAll"),
        recomputed=_TAGGED,
        replaces=frozenset({"name", "namePrefix", "path", "description"}),
        check=lambda request: _refuse_document(request.inputs["policy"]),
        before_delete=_refuse_attached,
        worldwide=True,
        delete_first=True,
    ),
    Kind(
        ATTACHMENT,
        lambda request: f"{request.inputs['role']}/{request.inputs['policyArn']}",
        replaces=frozenset({"role", "policyArn"}),
        references=(
            Reference(
                "role",
                ROLE,
                lambda value: refusal("NoSuchEntity", f"The role with name {value} cannot be found."),
                anywhere=True,
            ),
        ),
        check=_check_attachment,
        worldwide=True,
    ),
)
