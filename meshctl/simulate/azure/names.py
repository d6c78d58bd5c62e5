"""Ids of Azure Resource Manager, and what all of its resources have in common.

An id is ``/subscriptions/S/resourceGroups/G/providers/N/T/name``, and nested types go on with ``/T/name``.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from meshctl.simulate.kind import CloudError, InvokeCall, Reference, Request

AMBIENT_SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
"""The subscription that credentials would give where the provider names none."""
TENANT = "66666666-7777-8888-9999-aaaaaaaaaaaa"
GROUP = "azure-native:resources:ResourceGroup"


def place(provider: Mapping[str, Any]) -> tuple[str, str]:
    """A provider means a subscription; everything of a subscription is in one view."""
    return str(provider.get("subscriptionId") or AMBIENT_SUBSCRIPTION), ""


def group_id(request: Request) -> str:
    """The id of the resource group that the request names."""
    return f"/subscriptions/{request.account}/resourceGroups/{request.inputs['resourceGroupName']}"


def last(identity: str) -> str:
    """The name at the end of an id."""
    return identity.rsplit("/", 1)[-1]


def parent(identity: str) -> str:
    """The id of what a nested resource lies in: of a subnet its virtual network."""
    return identity.rsplit("/", 2)[0]


def require_group(request: Request) -> None:
    """Refuse a resource in a group that does not exist."""
    name = request.inputs["resourceGroupName"]
    if request.find(GROUP, group_id(request)) is None:
        raise CloudError("ResourceGroupNotFound", f"Resource group '{name}' could not be found.")


def refuse_taken(request: Request, id_: str) -> str:
    """The id itself, unless something of that kind has it."""
    if request.find(request.token, id_):
        raise CloudError("AlreadyExists", f"cannot create already existing resource '{id_}'")
    return id_


def named(path: str, *names: str) -> Callable[[Request], str]:
    """Makes ids below the resource group: a path with ``{}`` for each of the inputs ``names``."""

    def identify(request: Request) -> str:
        given = [str(request.inputs[name]) for name in names]
        return refuse_taken(request, f"{group_id(request)}/providers/{path.format(*given)}")

    return identify


def described(request: Request, id_: str) -> dict[str, Any]:
    """What every resource tells: its own name and type, and that it is provisioned."""
    digest = hashlib.sha256(id_.encode()).hexdigest()
    parts = id_.split("/providers/", 1)[-1].split("/")
    return {
        "name": last(id_),
        "type": "/".join([parts[0], *parts[1::2]]),
        "etag": f'W/"{digest[:16]}"',
        "provisioningState": "Succeeded",
        "resourceGuid": str(uuid.uuid5(uuid.NAMESPACE_URL, id_)),
        "azureApiVersion": "2025-03-01",
    }


COMMON = ("name", "type", "etag", "provisioningState", "resourceGuid", "azureApiVersion")
"""The outputs of ``described``."""


def refers(path: str, token: str, holds: bool = True) -> Reference:
    """An input that names something by id."""
    return Reference(path, token, missing, holds=holds)


def missing(value: str) -> CloudError:
    """The refusal of a reference to nothing."""
    return CloudError(
        "InvalidResourceReference",
        f"Resource {value} referenced by resource was not found. Please make sure that the referenced resource "
        "exists, and that both resources are in the same region.",
    )


def client_config(call: InvokeCall) -> Mapping[str, Any]:
    """``getClientConfig``: who the provider is."""
    return {
        "clientId": "bbbbbbbb-0000-0000-0000-000000000000",
        "objectId": "cccccccc-0000-0000-0000-000000000000",
        "subscriptionId": call.account,
        "tenantId": TENANT,
    }
