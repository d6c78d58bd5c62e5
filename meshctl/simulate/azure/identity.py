"""Managed identities and the roles that they are given."""

from __future__ import annotations

import uuid
from typing import Any

from meshctl.simulate.azure.names import (
    GROUP,
    TENANT,
    described,
    last,
    named,
    refuse_taken,
    require_group,
)
from meshctl.simulate.kind import CloudError, Kind, Request, index
from meshctl.simulate.store import Row

IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
ASSIGNMENT = "azure-native:authorization:RoleAssignment"


def _identity_outputs(request: Request, id_: str) -> dict[str, Any]:
    # An identity that is made again is another one, though it has the name of the old.
    seed = f"{id_}#{request.number()}"
    own = described(request, id_)
    return {key: own[key] for key in ("name", "type", "azureApiVersion")} | {
        "principalId": str(uuid.uuid5(uuid.NAMESPACE_OID, seed)),
        "clientId": str(uuid.uuid5(uuid.NAMESPACE_DNS, seed)),
        "tenantId": TENANT,
    }


def _identity_in_use(request: Request, user: Row) -> CloudError:
    return CloudError(
        "IdentityInUse", f"The identity {request.id} cannot be deleted while {user.id} is assigned to it."
    )


def _identify_assignment(request: Request) -> str:
    scope, name = request.inputs["scope"], request.inputs["roleAssignmentName"]
    return refuse_taken(request, f"{scope}/providers/Microsoft.Authorization/roleAssignments/{name}")


def _check_assignment(request: Request) -> None:
    """Refuse a name that is no GUID, a principal or scope that is not there, and the same role twice."""
    inputs = request.inputs
    name = str(inputs["roleAssignmentName"])
    try:
        uuid.UUID(name)
    except ValueError:
        raise CloudError(
            "InvalidRoleAssignmentId",
            f"The role assignment ID '{name}' is not valid. The role assignment ID must be a GUID.",
        ) from None
    _require_scope(request, str(inputs["scope"]))
    principal = inputs["principalId"]
    if all(row.outputs["principalId"] != principal for row in request.store.rows(None, None, IDENTITY)):
        raise CloudError(
            "PrincipalNotFound",
            f"Principal {str(principal).replace('-', '')} does not exist in the directory {TENANT}.",
        )
    same = ("scope", "roleDefinitionId", "principalId")
    for row in request.all(ASSIGNMENT):
        if row.id != request.id and all(row.inputs[key] == inputs[key] for key in same):
            raise CloudError("RoleAssignmentExists", "The role assignment already exists.")


def _require_scope(request: Request, scope: str) -> None:
    parts = scope.split("/")
    group = "/".join(parts[:5])
    if len(parts) > 4 and request.find(GROUP, group) is None:
        raise CloudError("ResourceGroupNotFound", f"Resource group '{last(group)}' could not be found.")


def _assignment_outputs(request: Request, id_: str) -> dict[str, Any]:
    return {
        "name": last(id_),
        "type": "Microsoft.Authorization/roleAssignments",
        "azureApiVersion": "2022-04-01",
    }


KINDS = index(
    Kind(
        IDENTITY,
        named("Microsoft.ManagedIdentity/userAssignedIdentities/{}", "resourceName"),
        _identity_outputs,
        computed=("name", "type", "azureApiVersion", "principalId", "clientId", "tenantId"),
        seconds=4,
        update_seconds=3,
        delete_seconds=4,
        replaces=frozenset({"resourceName", "resourceGroupName", "location"}),
        check=require_group,
        blocked=_identity_in_use,
        delete_first=True,
    ),
    Kind(
        ASSIGNMENT,
        _identify_assignment,
        _assignment_outputs,
        computed=("name", "type", "azureApiVersion"),
        seconds=25,
        delete_seconds=3,
        replaces=frozenset({"scope", "roleAssignmentName", "roleDefinitionId", "principalId", "principalType"}),
        check=_check_assignment,
        delete_first=True,
    ),
)
