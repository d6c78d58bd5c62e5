"""AKS clusters and the credentials to them."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from typing import Any

from meshctl.simulate.authority import certificate, encoded
from meshctl.simulate.azure.aks_ranges import Pool, refuse_bad_profile
from meshctl.simulate.azure.identity import IDENTITY
from meshctl.simulate.azure.names import COMMON, described, named, refers, require_group
from meshctl.simulate.azure.network import SUBNET, prefix
from meshctl.simulate.kind import CloudError, InvokeCall, Kind, Request, index
from meshctl.simulate.store import Endpoint
from meshctl.simulate.values import UNKNOWN, secret, unknown

CLUSTER = "azure-native:containerservice:ManagedCluster"
CREDENTIALS = "azure-native:containerservice:listManagedClusterUserCredentials"

_POOL_NAME = re.compile(r"[a-z][a-z0-9]{0,11}")
_DNS_PREFIX = re.compile(r"[a-zA-Z0-9]([-a-zA-Z0-9]{0,52}[a-zA-Z0-9])?")
_PODS = range(10, 251)
_PATCH = "2"


def _bad(parameter: str, value: object, why: str) -> CloudError:
    return CloudError("InvalidParameter", f"The value of parameter {parameter} is invalid: {value}. {why}")


def _check(request: Request) -> None:
    """Refuse names, pools, subnets and ranges that AKS refuses."""
    require_group(request)
    inputs = request.inputs
    dns = str(inputs.get("dnsPrefix") or "")
    if not _DNS_PREFIX.fullmatch(dns):
        raise _bad("dnsPrefix", dns, "It must be 1 to 54 letters, digits and dashes.")
    profiles = inputs.get("agentPoolProfiles") or ()
    if not any(each.get("mode") == "System" for each in profiles):
        raise CloudError("MissingSystemNodePool", "A managed cluster must have at least one system node pool.")
    for each in profiles:
        _refuse_bad_pool(each)
    profile = inputs.get("networkProfile") or {}
    refuse_bad_profile(profile, [_pool(request, each) for each in profiles if each.get("vnetSubnetID")])
    if profile.get("outboundType") == "userAssignedNATGateway":
        _require_nat(request, profiles)


def _refuse_bad_pool(profile: Mapping[str, Any]) -> None:
    name = str(profile.get("name", ""))
    if not _POOL_NAME.fullmatch(name):
        raise _bad("agentPoolProfile.name", name, "It must be 1 to 12 lower-case letters and digits.")
    pods = profile.get("maxPods")
    if pods is not None and int(pods) not in _PODS:
        raise _bad("agentPoolProfile.maxPods", pods, "It must be from 10 to 250.")
    if profile.get("enableAutoScaling"):
        low, high = int(profile.get("minCount") or 0), int(profile.get("maxCount") or 0)
        if not low <= int(profile.get("count") or low) <= high:
            raise _bad("agentPoolProfile.count", profile.get("count"), f"It must be from {low} to {high}.")


def _pool(request: Request, profile: Mapping[str, Any]) -> Pool:
    nodes, pods = (request.find(SUBNET, profile.get(key) or "") for key in ("vnetSubnetID", "podSubnetID"))
    # The subnets are there: references are checked before.
    assert nodes is not None  # noqa: S101 -- as the line before says
    return Pool(
        str(profile["name"]),
        int(profile.get("count") or 1),
        profile.get("maxPods"),
        prefix(nodes.inputs),
        prefix(pods.inputs) if pods else None,
    )


def _require_nat(request: Request, profiles: Any) -> None:
    for each in profiles:
        subnet = request.find(SUBNET, each.get("vnetSubnetID") or "")
        if subnet is None or not subnet.inputs.get("natGateway"):
            raise CloudError(
                "InvalidUserAssignedNATGateway",
                "Outbound type userAssignedNATGateway needs a NAT gateway associated with the subnet "
                f"'{each.get('vnetSubnetID')}'.",
            )


def _shown(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Identities are given as a list of ids, and told as what each id is."""
    identity = inputs.get("identity")
    if not isinstance(identity, Mapping) or not isinstance(identity.get("userAssignedIdentities"), list):
        return dict(inputs)
    given = identity["userAssignedIdentities"]
    told = UNKNOWN if unknown(given) else {each: {} for each in given}
    return {**inputs, "identity": {**identity, "userAssignedIdentities": told}}


def _identity(request: Request) -> dict[str, Any]:
    """The cluster's identities with the principal that each is."""
    told = dict(_shown(request.inputs).get("identity") or {"type": "SystemAssigned"})
    rows = {row.id: row.outputs for row in request.all(IDENTITY)}
    told["userAssignedIdentities"] = {
        each: {key: rows[each][key] for key in ("clientId", "principalId")}
        for each in told.get("userAssignedIdentities") or {}
    }
    return told


def _outputs(request: Request, id_: str) -> dict[str, Any]:
    version = str(request.inputs.get("kubernetesVersion") or "1.34")
    told = described(request, id_) | {
        "currentKubernetesVersion": version if version.count(".") == 2 else f"{version}.{_PATCH}",
        "powerState": {"code": "Running"},
        "maxAgentPools": 100,
        "identity": _identity(request),
    }
    if request.outputs:
        return told
    unique = hashlib.sha256(f"{id_}#{request.number()}".encode()).hexdigest()[:8]
    fqdn = f"{request.inputs['dnsPrefix']}-{unique}.hcp.{request.inputs['location']}.azmk8s.io"
    request.store.open_endpoint(Endpoint(f"https://{fqdn}:443", certificate("ca"), id_))
    return told | {"fqdn": fqdn, "azurePortalFQDN": fqdn.replace(".hcp.", ".portal.hcp."), "resourceUID": unique * 3}


def credentials(call: InvokeCall) -> Mapping[str, Any]:
    """``listManagedClusterUserCredentials``: the kubeconfig of a cluster, base64, and a secret."""
    group, name = call.args["resourceGroupName"], call.args["resourceName"]
    id_ = (
        f"/subscriptions/{call.account}/resourceGroups/{group}"
        f"/providers/Microsoft.ContainerService/managedClusters/{name}"
    )
    row = call.store.find(call.account, call.region, CLUSTER, id_)
    endpoint = call.store.endpoint(f"https://{row.outputs['fqdn']}:443") if row else None
    if endpoint is None:
        raise CloudError(
            "ResourceNotFound",
            f"The Resource 'Microsoft.ContainerService/managedClusters/{name}' under resource group '{group}' was "
            "not found.",
        )
    text = _kubeconfig(endpoint, str(group), str(name))
    return {"kubeconfigs": [{"name": "clusterUser", "value": secret(base64.b64encode(text.encode()).decode())}]}


def _kubeconfig(endpoint: Endpoint, group: str, name: str) -> str:
    user = f"clusterUser_{group}_{name}"
    token = hashlib.sha512(f"{endpoint.endpoint} {endpoint.authority}".encode()).hexdigest()
    return f"""\
apiVersion: v1
kind: Config
clusters:
- name: {name}
  cluster:
    certificate-authority-data: {encoded(endpoint.authority)}
    server: {endpoint.endpoint}
contexts:
- name: {name}
  context:
    cluster: {name}
    user: {user}
current-context: {name}
users:
- name: {user}
  user:
    token: {token}
"""


KINDS = index(
    Kind(
        CLUSTER,
        named("Microsoft.ContainerService/managedClusters/{}", "resourceName"),
        _outputs,
        computed=(
            *COMMON,
            *("fqdn", "azurePortalFQDN", "resourceUID", "currentKubernetesVersion", "powerState", "maxAgentPools"),
        ),
        recomputed=frozenset({"currentKubernetesVersion"}),
        shown=_shown,
        seconds=300,
        update_seconds=180,
        delete_seconds=240,
        replaces=frozenset(
            {"resourceName", "resourceGroupName", "location", "dnsPrefix", "nodeResourceGroup", "networkProfile"}
        ),
        references=(
            refers("agentPoolProfiles[].vnetSubnetID", SUBNET),
            refers("agentPoolProfiles[].podSubnetID", SUBNET),
            refers("identity.userAssignedIdentities[]", IDENTITY),
        ),
        check=_check,
        before_delete=lambda request: request.store.close_endpoint(request.id),
        delete_first=True,
    ),
)
