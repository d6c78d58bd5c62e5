"""The address that a Service of type LoadBalancer gets, in the form of the cloud that the cluster is in.

AWS gives a host name, made by a controller that has to be installed for the class ``service.k8s.aws/nlb``;
Google and Azure give an address themselves. A Service that asks for what is not there waits for ever, which
a client sees as a time-out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from meshctl.simulate.kind import CloudError, Request
from meshctl.simulate.kubernetes.connection import require_answer
from meshctl.simulate.store import Row

CONTROLLER = "aws-load-balancer-controller"
_NLB_CLASS = "service.k8s.aws/nlb"
_AWS = "service.beta.kubernetes.io/aws-load-balancer-"
_AZURE = "service.beta.kubernetes.io/azure-load-balancer-"
_GKE_ADDRESSES = "networking.gke.io/load-balancer-ip-addresses"
_PUBLIC_IP = "azure-native:network:PublicIPAddress"
_GCP_ADDRESS = "gcp:compute/address:Address"
_ELASTIC_IP = "aws:ec2/eip:Eip"
_RELEASE = "kubernetes:helm.sh/v3:Release"


def status(request: Request, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The status of a Service: ``{loadBalancer: {ingress: [{ip | hostname}]}}``, empty for other types."""
    if (manifest.get("spec") or {}).get("type") != "LoadBalancer":
        return {"loadBalancer": {}}
    host = require_answer(request).endpoint.removeprefix("https://").partition(":")[0]
    for suffix, point in _CLOUDS.items():
        if host.endswith(suffix):
            return {"loadBalancer": {"ingress": [point(request, host, manifest)]}}
    return {"loadBalancer": {"ingress": [_gcp(request, host, manifest)]}}


def _annotations(manifest: Mapping[str, Any]) -> Mapping[str, str]:
    found: Mapping[str, str] = manifest["metadata"].get("annotations") or {}
    return found


def _pending(manifest: Mapping[str, Any], why: str) -> CloudError:
    name = f"{manifest['metadata'].get('namespace', 'default')}/{manifest['metadata']['name']}"
    return CloudError("Timeout", f"timed out waiting for the condition: Service {name} has no load balancer yet: {why}")


def _rows(request: Request, token: str) -> list[Row]:
    return request.store.rows(None, None, token)


def _aws(request: Request, host: str, manifest: Mapping[str, Any]) -> dict[str, str]:
    given = _annotations(manifest)
    by_controller = (manifest["spec"].get("loadBalancerClass") == _NLB_CLASS) or given.get(f"{_AWS}type") == "external"
    place = host.removesuffix(_EKS).rsplit(".", 1)[-1]
    name = manifest["metadata"]["name"]
    digest = hashlib.sha256(f"{host}/{name}".encode()).hexdigest()
    if not by_controller:
        return {"hostname": f"{digest[:32]}-{int(digest[32:40], 16)}.{place}.elb.amazonaws.com"}
    if not any(row.inputs.get("chart") == CONTROLLER for row in request.all(_RELEASE)):
        raise _pending(manifest, f"no controller serves the load balancer class {_NLB_CLASS}")
    _refuse_bad_allocations(request, manifest)
    namespace = manifest["metadata"].get("namespace", "default")
    return {"hostname": f"k8s-{namespace[:8]}-{name[:8]}-{digest[:10]}-{digest[10:26]}.elb.{place}.amazonaws.com"}


def _refuse_bad_allocations(request: Request, manifest: Mapping[str, Any]) -> None:
    """Fixed addresses are there, and as many as subnets."""
    given = _annotations(manifest)
    allocations = [each for each in given.get(f"{_AWS}eip-allocations", "").split(",") if each]
    subnets = [each for each in given.get(f"{_AWS}subnets", "").split(",") if each]
    if allocations and len(allocations) != len(subnets):
        raise _pending(
            manifest,
            f"Failed build model due to count of EIP allocations ({len(allocations)}) and subnets "
            f"({len(subnets)}) must match",
        )
    known = {row.id for row in _rows(request, _ELASTIC_IP)}
    for each in allocations:
        if each not in known:
            raise _pending(manifest, f"InvalidAllocationID.NotFound: The allocation ID '{each}' does not exist")


def _gcp(request: Request, host: str, manifest: Mapping[str, Any]) -> dict[str, str]:
    name = _annotations(manifest).get(_GKE_ADDRESSES)
    wanted = manifest["spec"].get("loadBalancerIP")
    addresses = {row.inputs["name"]: row.outputs["address"] for row in _rows(request, _GCP_ADDRESS)}
    if name and name not in addresses:
        raise _pending(manifest, f"the address resource {name} was not found")
    if wanted and wanted not in addresses.values():
        raise _pending(manifest, f"requested ip {wanted!r} is neither static nor assigned to the LB")
    return {"ip": addresses[name] if name else wanted or _unpinned("34.79", request)}


def _azure(request: Request, host: str, manifest: Mapping[str, Any]) -> dict[str, str]:
    given = _annotations(manifest)
    name = given.get("service.beta.kubernetes.io/azure-pip-name")
    wanted = given.get(f"{_AZURE}ipv4") or manifest["spec"].get("loadBalancerIP")
    rows = _rows(request, _PUBLIC_IP)
    # Without the annotation the controller looks in the resource group of the nodes.
    group = given.get(f"{_AZURE}resource-group", "")
    mine = {
        row.inputs["publicIpAddressName"]: row.outputs["ipAddress"]
        for row in rows
        if row.inputs["resourceGroupName"] == group
    }
    if name and name not in mine:
        raise _pending(manifest, f"could not find public IP with name {name} in resource group {group!r}")
    if wanted and wanted not in mine.values():
        raise _pending(manifest, f"user supplied IP Address {wanted} was not found in resource group {group!r}")
    return {"ip": mine[name] if name else wanted or _unpinned("20.107", request)}


def _unpinned(first: str, request: Request) -> str:
    number = request.number()
    return f"{first}.{number // 250 % 250}.{number % 250 + 1}"


_EKS = ".eks.amazonaws.com"
_CLOUDS: Mapping[str, Callable[[Request, str, Mapping[str, Any]], dict[str, str]]] = {
    _EKS: _aws,
    ".azmk8s.io": _azure,
}
"""By the end of the API's host name; the API of GKE is an address."""
