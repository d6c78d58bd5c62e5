"""Where a resource of Google Cloud lives, what that makes its id, and the outputs that all have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from meshctl.simulate.gcp.names import COMPUTE, partial, refuse_bad_name
from meshctl.simulate.kind import CloudError, InvokeCall, Reference, Request
from meshctl.simulate.store import Row

AMBIENT_PROJECT = "simulated-project"
"""The project that credentials would give where neither resource nor provider names one."""


def place(provider: Mapping[str, Any]) -> tuple[str, str]:
    """A provider means a project. Its region is only a default: everything of a project is in one view."""
    return str(provider.get("project") or AMBIENT_PROJECT), ""


def project(request: Request) -> str:
    """The project named by the resource, else the provider's."""
    return str(request.inputs.get("project") or request.account)


def region(request: Request) -> str:
    """The region named by the resource, else the provider's."""
    found = request.inputs.get("region") or request.provider.get("region")
    if not found:
        raise CloudError(
            "required", "Cannot determine region: set in this resource, or set provider-level 'region' or 'zone'."
        )
    return str(found)


def refuse_taken(request: Request, id_: str) -> str:
    """The id itself, unless something of that kind has it."""
    if request.find(request.token, id_):
        raise CloudError("alreadyExists", f"Error 409: The resource '{id_}' already exists, alreadyExists")
    return id_


def regional(collection: str) -> Callable[[Request], str]:
    """Makes ids ``projects/P/regions/R/<collection>/<name>``."""

    def identify(request: Request) -> str:
        name = str(request.inputs["name"])
        refuse_bad_name(name)
        return refuse_taken(request, f"projects/{project(request)}/regions/{region(request)}/{collection}/{name}")

    return identify


def worldwide(collection: str) -> Callable[[Request], str]:
    """Makes ids ``projects/P/global/<collection>/<name>``."""

    def identify(request: Request) -> str:
        name = str(request.inputs["name"])
        refuse_bad_name(name)
        return refuse_taken(request, f"projects/{project(request)}/global/{collection}/{name}")

    return identify


def described(request: Request, id_: str) -> dict[str, Any]:
    """What every resource of Compute Engine tells: project, region, self link, when it was made, labels."""
    told: dict[str, Any] = {
        "project": project(request),
        "selfLink": COMPUTE + id_,
        "creationTimestamp": request.outputs.get("creationTimestamp")
        or datetime.now(UTC).isoformat(timespec="milliseconds"),
    }
    if "/regions/" in id_:
        told["region"] = id_.split("/regions/")[1].split("/")[0]
    if "labels" in request.inputs:
        labels = dict(request.inputs["labels"])
        told |= {"effectiveLabels": labels, "pulumiLabels": labels, "labelFingerprint": "42WmSpB8rSM="}
    return told


def refers(path: str, token: str) -> Reference:
    """An input that names something by self link or id."""
    return Reference(path, token, missing, to_id=partial)


def missing(reference: str) -> CloudError:
    """The refusal of a reference to nothing."""
    return CloudError("notFound", f"Error 404: The resource '{partial(reference)}' was not found, notFound")


def in_use(request: Request, user: Row) -> CloudError:
    """The refusal to delete what something else uses."""
    what = request.token.rsplit("/", 1)[1].split(":")[0]
    return CloudError(
        "resourceInUseByAnotherResource",
        f"Error 400: The {what} resource '{request.id}' is already being used by '{user.id}', "
        "resourceInUseByAnotherResource",
    )


def public_address(first: str, number: int) -> str:
    """The public address of that number after ``first`` (two octets): unique as the number is."""
    return f"{first}.{number // 250 % 250}.{number % 250 + 1}"


def client_config(call: InvokeCall) -> Mapping[str, Any]:
    """``getClientConfig``: the project and region that the provider works in. The token opens nothing."""
    where = str(call.provider.get("region") or "")
    return {
        "id": f'projects/"{call.account}"/regions/"{where}"/zones/""',
        "accessToken": "",
        "project": call.account,
        "region": where,
        "zone": "",
        "defaultLabels": {},
    }
