"""Tags that every resource carries, in the form that its cloud takes.

AWS takes letters, digits, spaces and ``+ - = . _ : / @``; Azure refuses ``< > % & \\ ? /`` in keys; GCP calls
them labels and takes lower-case letters, digits, ``_`` and ``-``, 63 of them, keys beginning with a letter.
"""

from __future__ import annotations

import re

from meshctl.plan.names import Names
from meshctl.topology.models import CloudName, Environment

_NOT_AWS = re.compile(r"[^\w +\-=.:/@]")
_NOT_AZURE_KEY = re.compile(r"[<>%&\\?/]")
_NOT_GCP = re.compile(r"[^a-z0-9_-]")


def tags(cloud: CloudName, unit: str, names: Names, environment: Environment) -> dict[str, str]:
    """The tags of a unit's resources, valid for the cloud, sorted by key."""
    wanted = dict(environment.tags)
    if environment.owner:
        wanted["owner"] = environment.owner
    wanted["meshctl-mesh"] = names.mesh
    wanted["meshctl-env"] = names.environment or "default"
    wanted["meshctl-unit"] = unit
    return dict(sorted((_key(cloud, key), _value(cloud, value)) for key, value in wanted.items()))


def _key(cloud: CloudName, key: str) -> str:
    if cloud is CloudName.GCP:
        label = _NOT_GCP.sub("-", key.lower())[:63]
        return label if label[:1].isalpha() else f"t-{label}"[:63]
    if cloud is CloudName.AZURE:
        return _NOT_AZURE_KEY.sub("-", key)[:512]
    return _NOT_AWS.sub("-", key)[:128]


def _value(cloud: CloudName, value: str) -> str:
    if cloud is CloudName.GCP:
        return _NOT_GCP.sub("-", value.lower())[:63]
    if cloud is CloudName.AZURE:
        return value[:256]
    return _NOT_AWS.sub("-", value)[:256]
