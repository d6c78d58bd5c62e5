"""A kubeconfig of one cluster, as text that every Kubernetes client reads.

It is written as JSON, which is YAML as well. ``user`` says how to authenticate: a token, or a tool of the
cloud that fetches one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

EXEC_VERSION = "client.authentication.k8s.io/v1beta1"


def text(name: str, endpoint: str, ca: str, user: Mapping[str, Any]) -> str:
    """The kubeconfig; ``endpoint`` is a URL, ``ca`` base64 of PEM, ``name`` that of cluster, context and user."""
    return json.dumps(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": name, "cluster": {"server": endpoint, "certificate-authority-data": ca}}],
            "users": [{"name": name, "user": user}],
            "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
            "current-context": name,
        },
        indent=2,
    )


def by_tool(command: str, arguments: Sequence[str]) -> dict[str, Any]:
    """A user whose token a command fetches, without ever asking anybody anything."""
    return {
        "exec": {
            "apiVersion": EXEC_VERSION,
            "command": command,
            "args": list(arguments),
            "interactiveMode": "Never",
            "provideClusterInfo": True,
        }
    }
