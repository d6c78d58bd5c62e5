"""The id of an object in a cluster is its namespace and its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi


async def locate(type_: str, props: Mapping[str, Any], options: pulumi.InvokeOptions) -> str | None:
    """``namespace/name``, or the name alone; releases of charts carry theirs beside the metadata. KeyError without."""
    metadata = props.get("metadata") or props
    namespace = metadata.get("namespace")
    return f"{namespace}/{metadata['name']}" if namespace else str(metadata["name"])
