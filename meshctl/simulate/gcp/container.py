"""GKE: clusters with the ranges that they take from their subnetwork, and node pools."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from meshctl.simulate.authority import certificate, encoded
from meshctl.simulate.gcp.names import last, partial, refuse_bad_name
from meshctl.simulate.gcp.network import NETWORK, SUBNETWORK, held
from meshctl.simulate.gcp.placement import in_use, missing, project, public_address, refers, refuse_taken
from meshctl.simulate.kind import CloudError, Kind, Request, index
from meshctl.simulate.store import Endpoint, Row

CLUSTER = "gcp:container/cluster:Cluster"
NODE_POOL = "gcp:container/nodePool:NodePool"

_MASTER_PREFIX = 28
_NAME_LIMIT = 40
_PODS_PER_NODE = range(8, 257)
_NEWEST_PATCH = "4-gke.1057000"


def _bad(words: str) -> CloudError:
    return CloudError("badRequest", f"Error 400: {words}, badRequest")


def _identify_cluster(request: Request) -> str:
    name = str(request.inputs["name"])
    refuse_bad_name(name)
    if len(name) > _NAME_LIMIT:
        raise _bad(f"Invalid value for field 'cluster.name': '{name}' has more than {_NAME_LIMIT} characters.")
    return refuse_taken(request, f"projects/{project(request)}/locations/{request.inputs['location']}/clusters/{name}")


def _check_cluster(request: Request) -> None:
    """Refuse ranges that are not there, a control plane range in use, and a cluster that begins without nodes."""
    inputs = request.inputs
    if not inputs.get("initialNodeCount") and not inputs.get("nodePools") and not inputs.get("enableAutopilot"):
        raise _bad("Cluster.initial_node_count must be greater than zero.")
    pods = int(inputs.get("defaultMaxPodsPerNode") or 110)
    if pods not in _PODS_PER_NODE:
        raise _bad(f"Max pods per node must be between 8 and 256, not {pods}.")
    _refuse_bad_ranges(request, inputs.get("ipAllocationPolicy") or {})
    master = (inputs.get("privateClusterConfig") or {}).get("masterIpv4CidrBlock")
    if master:
        _refuse_bad_master(request, str(master))


def _refuse_bad_ranges(request: Request, policy: Mapping[str, Any]) -> None:
    subnetwork = request.find(SUBNETWORK, partial(str(request.inputs.get("subnetwork", ""))))
    names = {each["rangeName"] for each in subnetwork.inputs.get("secondaryIpRanges") or ()} if subnetwork else set()
    for what, key in (("Pod", "clusterSecondaryRangeName"), ("Services", "servicesSecondaryRangeName")):
        name = policy.get(key)
        if name and name not in names:
            raise _bad(f'{what} secondary range "{name}" does not exist in network "{request.inputs["network"]}".')


def _refuse_bad_master(request: Request, text: str) -> None:
    """A control plane's range is a /28 that meets nothing of the network (GKE-MASTER)."""
    try:
        master = ipaddress.IPv4Network(text)
    except ValueError:
        raise _bad(f"Invalid master_ipv4_cidr_block: {text}.") from None
    if master.prefixlen != _MASTER_PREFIX:
        raise _bad(f"Invalid master authorized networks: master_ipv4_cidr_block {text} must be a /28.")
    for taken in held(request, partial(request.inputs["network"])):
        if master.overlaps(taken.range):
            raise _bad(f"The given master_ipv4_cidr {text} overlaps with an existing network {taken.range}.")
    for other in request.all(CLUSTER):
        theirs = (other.inputs.get("privateClusterConfig") or {}).get("masterIpv4CidrBlock")
        same = partial(other.inputs["network"]) == partial(request.inputs["network"])
        if other.id != request.id and same and theirs and master.overlaps(ipaddress.IPv4Network(theirs)):
            raise _bad(f"The given master_ipv4_cidr {text} overlaps with that of cluster {last(other.id)}.")


def _cluster_outputs(request: Request, id_: str) -> dict[str, Any]:
    version = _version(str(request.inputs.get("minMasterVersion") or "1.34"))
    told: dict[str, Any] = {
        "project": project(request),
        "selfLink": f"https://container.googleapis.com/v1/{id_}",
        "masterVersion": version,
        "servicesIpv4Cidr": _services(request),
        "effectiveLabels": dict(request.inputs.get("resourceLabels") or {}),
        "pulumiLabels": dict(request.inputs.get("resourceLabels") or {}),
        "labelFingerprint": "78cdf2f6",
        "operation": "",
    }
    if request.outputs:
        return told
    address, authority = public_address("34.140", request.number()), certificate(last(id_))
    request.store.open_endpoint(Endpoint(f"https://{address}", authority, id_))
    return told | {
        "endpoint": address,
        "masterAuth": {"clusterCaCertificate": encoded(authority), "clientCertificate": "", "clientKey": ""},
    }


def _version(wanted: str) -> str:
    return wanted if "-gke." in wanted else f"{'.'.join(wanted.split('.')[:2])}.{_NEWEST_PATCH}"


def _services(request: Request) -> str:
    subnetwork = request.find(SUBNETWORK, partial(str(request.inputs.get("subnetwork", ""))))
    name = (request.inputs.get("ipAllocationPolicy") or {}).get("servicesSecondaryRangeName")
    for each in (subnetwork.inputs.get("secondaryIpRanges") or ()) if subnetwork else ():
        if each["rangeName"] == name:
            return str(each["ipCidrRange"])
    # GKE-SVC-MANAGED: the range that all clusters have that ask for none.
    return "34.118.224.0/20"


def _delete_cluster(request: Request) -> None:
    """Refuse while protected; what is in the cluster goes with it, its node pools too."""
    if request.inputs.get("deletionProtection") is not False:
        raise CloudError(
            "deletionProtection",
            "Cannot destroy cluster because deletion_protection is set to true. "
            "Set it to false to proceed with cluster deletion.",
        )
    request.store.close_endpoint(request.id)
    for pool in request.all(NODE_POOL):
        if pool.id.startswith(f"{request.id}/"):
            request.store.delete(pool, 0.0)


def _cluster_of(request: Request) -> Row:
    """The cluster that a node pool names by name, id or link."""
    place = f"projects/{project(request)}/locations/{request.inputs.get('location')}/clusters/"
    wanted = str(request.inputs["cluster"])
    id_ = partial(wanted) if "/" in wanted else place + wanted
    found = request.find(CLUSTER, id_)
    if found is None:
        raise missing(id_)
    return found


def _identify_pool(request: Request) -> str:
    name = str(request.inputs["name"])
    refuse_bad_name(name)
    return refuse_taken(request, f"{_cluster_of(request).id}/nodePools/{name}")


def _imported_pool(request: Request) -> str:
    """Imported as project/location/cluster/name."""
    parts = request.id.split("/")
    if len(parts) != 4:
        return request.id
    return "projects/{}/locations/{}/clusters/{}/nodePools/{}".format(*parts)


def _check_pool(request: Request) -> None:
    """Refuse a pool without a cluster, and bounds of the autoscaler that cannot be met."""
    _cluster_of(request)
    scaling = request.inputs.get("autoscaling") or {}
    for low, high in (("minNodeCount", "maxNodeCount"), ("totalMinNodeCount", "totalMaxNodeCount")):
        if high in scaling and int(scaling.get(low) or 0) > int(scaling[high] or 0):
            raise _bad(f"NodePool.autoscaling.{high} must be at least {low}.")


def _pool_outputs(request: Request, id_: str) -> dict[str, Any]:
    cluster = _cluster_of(request)
    group = f"https://www.googleapis.com/compute/v1/projects/{project(request)}/zones/"
    zones = request.inputs.get("nodeLocations") or cluster.inputs.get("nodeLocations") or ()
    return {
        "project": project(request),
        "version": request.inputs.get("version") or cluster.outputs["masterVersion"],
        "instanceGroupUrls": [f"{group}{zone}/instanceGroupManagers/gke-{last(id_)}-{zone}" for zone in zones],
        "managedInstanceGroupUrls": [f"{group}{zone}/instanceGroups/gke-{last(id_)}-{zone}" for zone in zones],
        "operation": "",
    }


KINDS = index(
    Kind(
        CLUSTER,
        _identify_cluster,
        _cluster_outputs,
        computed=(
            *("project", "selfLink", "endpoint", "masterAuth", "masterVersion", "servicesIpv4Cidr", "operation"),
            *("effectiveLabels", "pulumiLabels", "labelFingerprint"),
        ),
        recomputed=frozenset({"masterVersion", "effectiveLabels", "pulumiLabels"}),
        seconds=420,
        update_seconds=180,
        delete_seconds=240,
        replaces=frozenset(
            {
                *("name", "project", "location", "network", "subnetwork", "ipAllocationPolicy"),
                *("privateClusterConfig", "datapathProvider", "defaultMaxPodsPerNode", "enableAutopilot"),
            }
        ),
        references=(refers("network", NETWORK), refers("subnetwork", SUBNETWORK)),
        check=_check_cluster,
        blocked=in_use,
        before_delete=_delete_cluster,
        delete_first=True,
    ),
    Kind(
        NODE_POOL,
        _identify_pool,
        _pool_outputs,
        computed=("project", "version", "instanceGroupUrls", "managedInstanceGroupUrls", "operation"),
        recomputed=frozenset({"version"}),
        seconds=90,
        update_seconds=120,
        delete_seconds=150,
        replaces=frozenset({"name", "project", "location", "cluster", "initialNodeCount", "maxPodsPerNode"}),
        check=_check_pool,
        imported=_imported_pool,
        delete_first=True,
    ),
)
