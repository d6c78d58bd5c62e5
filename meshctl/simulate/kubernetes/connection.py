"""The way from a kubeconfig to a cluster: what a real client reads, and where it fails.

The Kubernetes provider is told a kubeconfig and nothing else. Its current context names a server and the
certificate authority that the server must show; a server that no simulated cluster answers on is a name
that does not resolve, and another authority than the cluster's is an x509 error, in the words of Go's client.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import yaml

from meshctl.simulate.kind import CloudError, Request
from meshctl.simulate.store import Endpoint

_PROBE = "/openapi/v2?timeout=32s"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a kubeconfig points."""

    server: str
    """``https://host``, as written."""
    authority: str
    """The certificate authority in PEM; empty where the kubeconfig has none."""


def target(kubeconfig: object) -> Target:
    """Read the server and the certificate authority of the current context (YAML, JSON, or read already)."""
    try:
        content = yaml.safe_load(kubeconfig) if isinstance(kubeconfig, str) else kubeconfig
    except yaml.YAMLError:
        raise _unreachable("couldn't get version/kind; json parse error") from None
    if not isinstance(content, Mapping):
        raise _unreachable("no configuration has been provided, try setting KUBERNETES_MASTER environment variable")
    context = _named(content, "contexts", "context", str(content.get("current-context", "")))
    cluster = _named(content, "clusters", "cluster", str(context.get("cluster", "")))
    _named(content, "users", "user", str(context.get("user", "")))
    encoded = str(cluster.get("certificate-authority-data", ""))
    try:
        authority = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise _unreachable("unable to load root certificates: illegal base64 data") from None
    return Target(str(cluster.get("server", "")), authority)


def _named(content: Mapping[str, Any], section: str, key: str, name: str) -> Mapping[str, Any]:
    for entry in content.get(section) or ():
        if entry.get("name") == name:
            found: Mapping[str, Any] = entry.get(key) or {}
            return found
    raise _unreachable(f'invalid configuration: {key} was not found for specified context: "{name}"')


def place(provider: Mapping[str, Any]) -> tuple[str, str]:
    """The server that a provider's kubeconfig points at is the account of everything in the cluster."""
    return target(provider.get("kubeconfig") or "").server, ""


def require_answer(request: Request) -> Endpoint:
    """The cluster that answers; refuses in a client's words where none does, or one of another authority."""
    wanted = target(request.provider.get("kubeconfig") or "")
    found = request.store.endpoint(wanted.server)
    if found is None:
        raise no_such_host(wanted.server)
    if wanted.authority.strip() != found.authority.strip():
        raise unknown_authority(wanted.server)
    return found


def no_such_host(server: str) -> CloudError:
    """What the client says when nothing answers to the server's name."""
    host = urlsplit(server).hostname or server
    return _unreachable(
        "unable to load schema information from the API server: "
        f'Get "{server}{_PROBE}": failed to connect: dial tcp: lookup {host}: no such host'
    )


def unknown_authority(server: str) -> CloudError:
    """What the client says when the server's certificate is signed by another authority."""
    return _unreachable(
        "unable to load schema information from the API server: "
        f'Get "{server}{_PROBE}": tls: failed to verify certificate: '
        "x509: certificate signed by unknown authority"
    )


def _unreachable(why: str) -> CloudError:
    return CloudError("Unreachable", f"configured Kubernetes cluster is unreachable: {why}")
