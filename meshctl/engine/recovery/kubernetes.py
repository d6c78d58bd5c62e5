"""The id of an object in a cluster is its namespace and its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi


async def locate(args: pulumi.ResourceTransformArgs) -> str | None:
    """``namespace/name``, or the name alone; releases of charts carry theirs beside the metadata."""
    props: Mapping[str, Any] = args.props
    metadata = props.get("metadata") or props
    name = metadata.get("name")
    if not name:
        return None
    namespace = metadata.get("namespace")
    return f"{namespace}/{name}" if namespace else str(name)
