"""Helm releases: what a chart puts into the cluster, and what Helm refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from meshctl.simulate.kind import CloudError, Kind, Request, index
from meshctl.simulate.kubernetes import charts, rendered
from meshctl.simulate.kubernetes.connection import require_answer
from meshctl.simulate.kubernetes.load_balancers import CONTROLLER
from meshctl.simulate.kubernetes.names import object_id
from meshctl.simulate.kubernetes.objects import BORN_WITH, NAMESPACE, put, require_namespace

RELEASE = "kubernetes:helm.sh/v3:Release"

_NEEDS = {"istiod": "base", "gateway": "istiod"}
"""Chart → chart without which its pods never get ready."""
_OWNER = "meta.helm.sh/release-name"
_OWNER_NAMESPACE = "meta.helm.sh/release-namespace"
_POLICY = "helm.sh/resource-policy"


def _namespace(inputs: Mapping[str, Any]) -> str:
    return str(inputs.get("namespace") or "default")


def _identify(request: Request) -> str:
    name = request.inputs.get("name") or request.name
    id_ = f"{_namespace(request.inputs)}/{name}"
    if request.find(RELEASE, id_):
        raise CloudError("HelmError", "cannot re-use a name that is still in use")
    return id_


def _check(request: Request) -> None:
    """Refuse without a cluster, a namespace, a chart, or what the chart cannot do without."""
    require_answer(request)
    inputs = request.inputs
    chart = str(inputs["chart"])
    _version(inputs)
    if not inputs.get("createNamespace"):
        require_namespace(request, _namespace(inputs))
    if chart == CONTROLLER and not (inputs.get("values") or {}).get("clusterName"):
        raise CloudError(
            "HelmError",
            f"execution error at ({chart}/templates/deployment.yaml): Chart cannot be installed without a valid "
            "clusterName!",
        )
    needed = _NEEDS.get(chart)
    if needed and not inputs.get("skipAwait") and not _installed(request, needed):
        raise CloudError(
            "HelmError",
            f"release {inputs.get('name') or request.name} failed: timed out waiting for the condition "
            f"(the pods of chart {chart} do not get ready without chart {needed})",
        )


def _installed(request: Request, chart: str) -> bool:
    return any(row.inputs.get("chart") == chart for row in request.all(RELEASE))


def _version(inputs: Mapping[str, Any]) -> str:
    repository = (inputs.get("repositoryOpts") or {}).get("repo") or ""
    return charts.resolve(str(repository), str(inputs["chart"]), str(inputs.get("version") or ""))


def _outputs(request: Request, id_: str) -> dict[str, Any]:
    """Install or upgrade: the chart's objects are put into the cluster as part of it."""
    namespace, _, name = id_.partition("/")
    inputs = request.inputs
    if inputs.get("createNamespace") and namespace not in BORN_WITH and request.find(NAMESPACE, namespace) is None:
        put(request, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}})
    version = _version(inputs)
    made: dict[str, list[str]] = {}
    for manifest in rendered.manifests(str(inputs["chart"]), name, namespace, inputs.get("values") or {}):
        _refuse_foreign(request, manifest, id_)
        key = f"{manifest['kind']}/{manifest['apiVersion']}"
        made.setdefault(key, []).append(put(request, _owned(manifest, id_)))
    revision = int((request.outputs.get("status") or {}).get("revision", 0)) + 1
    return {
        "name": name,
        "namespace": namespace,
        "version": version,
        "resourceNames": made,
        "status": {
            "appVersion": version,
            "chart": inputs["chart"],
            "name": name,
            "namespace": namespace,
            "revision": revision,
            "status": "deployed",
            "version": version,
        },
    }


def _owned(manifest: Mapping[str, Any], release: str) -> dict[str, Any]:
    namespace, _, name = release.partition("/")
    metadata = manifest["metadata"]
    return {
        **manifest,
        "metadata": {
            **metadata,
            "labels": {**metadata.get("labels", {}), "app.kubernetes.io/managed-by": "Helm"},
            "annotations": {**metadata.get("annotations", {}), _OWNER: name, _OWNER_NAMESPACE: namespace},
        },
    }


def _owner(metadata: Mapping[str, Any]) -> str:
    annotations = metadata.get("annotations") or {}
    return f"{annotations.get(_OWNER_NAMESPACE, '')}/{annotations.get(_OWNER, '')}"


def _refuse_foreign(request: Request, manifest: Mapping[str, Any], release: str) -> None:
    """Refuse to take over an object that is not the release's own."""
    version, kind = manifest["apiVersion"], manifest["kind"]
    token = f"kubernetes:{version if '/' in version else f'core/{version}'}:{kind}"
    present = request.find(token, object_id(token, manifest["metadata"]))
    if present and _owner(present.outputs["metadata"]) != release:
        metadata = manifest["metadata"]
        raise CloudError(
            "HelmError",
            "Unable to continue with install: "
            f'{kind} "{metadata["name"]}" in namespace "{metadata.get("namespace", "")}" exists and cannot be '
            "imported into the current release: invalid ownership metadata",
        )


def _uninstall(request: Request) -> None:
    """Take away the release's objects, but for those that the chart asks to keep."""
    for row in request.store.rows(request.account, request.region):
        metadata = row.outputs.get("metadata") or {}
        kept = (metadata.get("annotations") or {}).get(_POLICY) == "keep"
        if _owner(metadata) == request.id and not kept:
            request.store.delete(row, 0.0)


KINDS = index(
    Kind(
        RELEASE,
        _identify,
        _outputs,
        computed=("status", "resourceNames", "manifest"),
        recomputed=frozenset({"status", "resourceNames"}),
        seconds=45,
        update_seconds=30,
        delete_seconds=15,
        replaces=frozenset({"name", "namespace"}),
        check=_check,
        before_delete=_uninstall,
        delete_first=True,
    ),
)
