"""Objects of a cluster: any kind whose definition it knows, with what the API server checks of all alike."""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from meshctl.simulate.kind import CloudError, Kind, Request, index
from meshctl.simulate.kubernetes import load_balancers
from meshctl.simulate.kubernetes.connection import require_answer
from meshctl.simulate.kubernetes.names import CLUSTER_WIDE, object_id, parts, plural, resource
from meshctl.simulate.store import Row

NAMESPACE = "kubernetes:core/v1:Namespace"
SECRET = "kubernetes:core/v1:Secret"  # noqa: S105 -- a resource type
SERVICE = "kubernetes:core/v1:Service"
SERVICE_ACCOUNT = "kubernetes:core/v1:ServiceAccount"
DEFINITION = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition"

BORN_WITH = frozenset({"default", "kube-system", "kube-public", "kube-node-lease"})
"""Namespaces that every cluster has."""
_TOKEN_SECRET = "kubernetes.io/service-account-token"  # noqa: S105 -- a type of Secret
_ACCOUNT_OF_TOKEN = "kubernetes.io/service-account.name"  # noqa: S105 -- the name of an annotation
_NAME = re.compile(r"[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")
_BUILT_IN = re.compile(r"(core|apps|batch|autoscaling|policy|extensions)/|[a-z.]+\.k8s\.io/")
_DEFINED_APART = frozenset({"gateway.networking.k8s.io"})
"""Groups below k8s.io that no cluster has from the beginning."""


def require_namespace(request: Request, name: str) -> None:
    """Refuse an object in a namespace that is not there."""
    if name not in BORN_WITH and request.find(NAMESPACE, name) is None:
        raise CloudError("NotFound", f'namespaces "{name}" not found')


def _identify(request: Request) -> str:
    metadata = request.inputs.get("metadata") or {}
    if not metadata.get("name"):
        raise CloudError("Invalid", f"{resource(request.token)}: metadata.name: Required value: name is required")
    id_ = object_id(request.token, metadata)
    if request.find(request.token, id_) or (request.token == NAMESPACE and id_ in BORN_WITH):
        raise CloudError("AlreadyExists", f'{resource(request.token)} "{metadata["name"]}" already exists')
    return id_


def _check(request: Request) -> None:
    """Refuse without a cluster, a definition, a namespace, or a name that can be one."""
    require_answer(request)
    group, version, kind = parts(request.token)
    _require_definition(request, group, version, kind)
    metadata = request.inputs.get("metadata") or {}
    name = str(metadata.get("name") or "")
    if name and not _NAME.fullmatch(name):
        raise CloudError(
            "Invalid", f'{kind} "{name}" is invalid: metadata.name: Invalid value: "{name}": a lowercase RFC 1123 name'
        )
    if kind not in CLUSTER_WIDE:
        require_namespace(request, str(metadata.get("namespace") or "default"))
    if request.token == SECRET:
        _check_secret(request)


def _require_definition(request: Request, group: str, version: str, kind: str) -> None:
    """Kinds of other groups are there when something has defined them."""
    if group not in _DEFINED_APART and _BUILT_IN.match(f"{group}/{version}"):
        return
    if request.find(DEFINITION, f"{plural(kind)}.{group}") is None:
        raise CloudError("NoKindMatch", f'no matches for kind "{kind}" in version "{group}/{version}"')


def _check_secret(request: Request) -> None:
    """Refuse data that is no base64, and a token of an account that is not there."""
    for key, value in (request.inputs.get("data") or {}).items():
        try:
            base64.b64decode(str(value), validate=True)
        except ValueError:
            raise CloudError(
                "BadRequest", f'Secret in version "v1" cannot be handled: illegal base64 data in {key}'
            ) from None
    if request.inputs.get("type") == _TOKEN_SECRET:
        metadata = request.inputs["metadata"]
        account = (metadata.get("annotations") or {}).get(_ACCOUNT_OF_TOKEN, "")
        namespace = metadata.get("namespace") or "default"
        if account != "default" and request.find(SERVICE_ACCOUNT, f"{namespace}/{account}") is None:
            # The controller deletes such a Secret, and a client that waits for its token waits in vain.
            raise CloudError("NotFound", f'serviceaccounts "{account}" not found: its token Secret was deleted')


def completed(request: Request, id_: str, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The object as the API server gives it back: whole metadata, and what controllers fill in."""
    namespace, _, name = id_.rpartition("/")
    group, version, kind = parts(request.token)
    before = (request.outputs.get("metadata") or {}).get("uid")
    metadata = {**(manifest.get("metadata") or {}), "name": name, "uid": before or str(uuid.uuid4())}
    if namespace:
        metadata["namespace"] = namespace
    told: dict[str, Any] = {
        "apiVersion": version if group == "core" else f"{group}/{version}",
        "kind": kind,
        "metadata": metadata,
    }
    if request.token == SECRET:
        told["type"] = manifest.get("type") or "Opaque"
        told["data"] = _secret_data(request, manifest, namespace)
    if request.token == SERVICE:
        told["spec"] = _service_spec(manifest.get("spec") or {}, id_)
        told["status"] = request.outputs.get("status") or load_balancers.status(
            request, {**manifest, "metadata": metadata}
        )
    if request.token == NAMESPACE:
        told["status"] = {"phase": "Active"}
    return told


def _secret_data(request: Request, manifest: Mapping[str, Any], namespace: str) -> dict[str, str]:
    """Everything in base64; the token controller fills in a token, the authority and the namespace."""
    data = dict(manifest.get("data") or {})
    data |= {key: _encoded(str(value)) for key, value in (manifest.get("stringData") or {}).items()}
    if manifest.get("type") != _TOKEN_SECRET:
        return data
    if request.outputs.get("data"):
        return dict(request.outputs["data"])
    endpoint = require_answer(request)
    account = manifest["metadata"]["annotations"][_ACCOUNT_OF_TOKEN]
    return data | {
        "token": _encoded(_token(namespace, account, request.number())),
        "ca.crt": _encoded(endpoint.authority),
        "namespace": _encoded(namespace),
    }


def _token(namespace: str, account: str, number: int) -> str:
    """A token in the form of a signed one; nothing checks its signature."""
    seed = f"{uuid.uuid4()} {namespace} {account} {number}"
    middle = base64.urlsafe_b64encode(f'{{"sub":"system:serviceaccount:{namespace}:{account}"}}'.encode()).decode()
    return f"eyJhbGciOiJSUzI1NiJ9.{middle.rstrip('=')}.{hashlib.sha512(seed.encode()).hexdigest()}"


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _service_spec(spec: Mapping[str, Any], id_: str) -> dict[str, Any]:
    digest = hashlib.sha256(id_.encode()).digest()
    return {
        "clusterIP": f"172.20.{digest[0]}.{digest[1]}",
        **spec,
        "type": spec.get("type") or "ClusterIP",
    }


def _outputs(request: Request, id_: str) -> dict[str, Any]:
    return completed(request, id_, request.inputs)


def _empty_namespace(request: Request) -> None:
    """Everything in a namespace goes with it."""
    for row in request.store.rows(request.account, request.region):
        if row.id.startswith(f"{request.id}/") and row.package == request.package:
            request.store.delete(row, 0.0)


_REPLACED = frozenset({"kind", "apiVersion"})

KINDS = index(
    Kind(
        NAMESPACE,
        _identify,
        _outputs,
        computed=("status",),
        delete_seconds=6,
        replaces=_REPLACED,
        check=_check,
        before_delete=_empty_namespace,
        delete_first=True,
    ),
    Kind(
        SECRET,
        _identify,
        _outputs,
        computed=("data",),
        recomputed=frozenset({"data"}),
        replaces=_REPLACED | {"type"},
        check=_check,
        secrets=frozenset({"data", "stringData"}),
        delete_first=True,
    ),
    Kind(
        SERVICE,
        _identify,
        _outputs,
        computed=("status",),
        seconds=45,
        delete_seconds=20,
        replaces=_REPLACED,
        check=_check,
        delete_first=True,
    ),
)


def any_kind(token: str) -> Kind | None:
    """A kind for every other type: ``kubernetes:<group>/<version>:<Kind>``."""
    if not re.fullmatch(r"kubernetes:[a-z0-9.-]+/v[a-z0-9]+:[A-Z][A-Za-z]+", token):
        return None
    return Kind(token, _identify, _outputs, replaces=_REPLACED, check=_check, delete_first=True)


def put(request: Request, manifest: Mapping[str, Any]) -> str:
    """Put an object into the cluster as a controller or a chart does; gives its id.

    One that is there already is changed to the manifest.
    """
    version, kind = manifest["apiVersion"], manifest["kind"]
    token = f"kubernetes:{version if '/' in version else f'core/{version}'}:{kind}"
    id_ = object_id(token, manifest["metadata"])
    present = request.find(token, id_)
    asked = replace(request, token=token, outputs=present.outputs if present else {})
    whole = {**manifest, **completed(asked, id_, manifest)}
    name = str(manifest["metadata"]["name"])
    row = Row(request.package, token, request.account, request.region, name, id_, "ready", manifest, whole)
    if present:
        request.store.change(row, manifest, whole)
    else:
        request.store.add(row, 0.0)
    return id_
