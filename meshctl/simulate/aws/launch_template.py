"""Launch templates: how nodes are started, in versions."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from meshctl.simulate.aws.ec2 import RETAGGED, numbered, told
from meshctl.simulate.aws.words import refused
from meshctl.simulate.kind import Kind, Request, index

LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"


def _check(request: Request) -> None:
    name = request.inputs["name"]
    if any(row.id != request.id and row.inputs["name"] == name for row in request.all(LAUNCH_TEMPLATE)):
        raise refused("InvalidLaunchTemplateName.AlreadyExistsException", "Launch template name already in use.")
    try:
        base64.b64decode(request.inputs.get("userData") or "", validate=True)
    except binascii.Error:
        raise refused("InvalidUserData.Malformed", "Invalid BASE64 encoding of user data.") from None


def _outputs(request: Request, id_: str) -> dict[str, Any]:
    common = told(request, "launch-template", id_)
    del common["ownerId"]
    latest = int(request.outputs.get("latestVersion", 0)) + 1
    follows = request.inputs.get("updateDefaultVersion") or latest == 1
    return common | {
        "latestVersion": latest,
        "defaultVersion": latest if follows else request.outputs["defaultVersion"],
    }


KINDS = index(
    Kind(
        LAUNCH_TEMPLATE,
        numbered("lt"),
        _outputs,
        computed=("arn", "tagsAll", "region", "latestVersion", "defaultVersion"),
        recomputed=RETAGGED | {"latestVersion", "defaultVersion"},
        replaces=frozenset({"name", "region"}),
        check=_check,
        delete_first=True,
    ),
)
