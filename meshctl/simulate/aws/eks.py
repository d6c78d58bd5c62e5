"""The EKS cluster: its control plane in the subnets of a VPC, its service range and its API."""

from __future__ import annotations

import hashlib
from ipaddress import IPv4Network
from typing import Any

from meshctl.simulate.aws.ec2 import RETAGGED, derived, tags
from meshctl.simulate.aws.iam import ROLE
from meshctl.simulate.aws.place import arn
from meshctl.simulate.aws.vpc import blocks
from meshctl.simulate.aws.words import SUBNET, VPC, no_subnet, refused
from meshctl.simulate.kind import Kind, Reference, Request, index
from meshctl.simulate.store import Endpoint, Row

CLUSTER = "aws:eks/cluster:Cluster"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
COMMON = ("region", "tagsAll")
_SERVICES = tuple(IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
_WIDEST, _NARROWEST = 12, 24


def of_cluster() -> Reference:
    """An input with the name of a cluster."""
    return Reference(
        "clusterName", CLUSTER, lambda name: refused("ResourceNotFoundException", f"No cluster found for name: {name}.")
    )


def of_role(path: str) -> Reference:
    """An input with the ARN of a role that EKS takes."""
    return Reference(
        path,
        ROLE,
        lambda value: refused(
            "InvalidParameterException",
            f"Role with arn: {value}, could not be assumed because it does not exist or the trust policy is wrong",
        ),
        to_id=lambda value: value.rpartition("/")[2],
        holds=False,
    )


def cluster_groups(request: Request) -> set[str]:
    """Security groups that clusters made for themselves."""
    return {row.outputs["vpcConfig"]["clusterSecurityGroupId"] for row in request.all(CLUSTER)}


def attached_groups(request: Request) -> set[str]:
    """Security groups that the nodes of groups have."""
    return {group for row in request.all(TEMPLATE) for group in row.inputs.get("vpcSecurityGroupIds") or ()}


def common(request: Request) -> dict[str, Any]:
    """The values of `COMMON`."""
    return {"region": request.region, "tagsAll": tags(request.inputs)}


def hexadecimal(request: Request, digits: int) -> str:
    """Hexadecimal digits that nobody was given before."""
    return hashlib.sha256(str(request.number()).encode()).hexdigest()[:digits]


def _new(request: Request) -> str:
    name = str(request.inputs.get("name") or request.name)
    if request.find(CLUSTER, name):
        raise refused("ResourceInUseException", f"Cluster already exists with name: {name}")
    return name


def _subnets(request: Request) -> list[Any]:
    found = (request.find(SUBNET, id_) for id_ in request.inputs["vpcConfig"]["subnetIds"])
    return [row for row in found if row is not None]


def _check(request: Request) -> None:
    subnets = _subnets(request)
    vpcs = {row.inputs["vpcId"] for row in subnets}
    if len(vpcs) != 1:
        raise refused("InvalidParameterException", "Subnets specified must be in the same VPC")
    if len({row.outputs["availabilityZone"] for row in subnets}) < 2:
        # EKS-AZ.
        raise refused("InvalidParameterException", "Subnets specified must be in at least two different AZs")
    (vpc_id,) = vpcs
    vpc = request.find(VPC, vpc_id)
    if vpc is not None and not (vpc.inputs.get("enableDnsHostnames") and vpc.inputs.get("enableDnsSupport", True)):
        # EKS-DNS: without them the nodes never register.
        raise refused("InvalidParameterException", f"DNS hostnames and DNS resolution must be enabled for {vpc_id}")
    if vpc is not None and (text := (request.inputs.get("kubernetesNetworkConfig") or {}).get("serviceIpv4Cidr")):
        _refuse_services(request, str(text), vpc)


def _refuse_services(request: Request, text: str, vpc: Row) -> None:
    """EKS-SVC-RANGE, EKS-SVC-SIZE, EKS-SVC-OVERLAP."""
    try:
        services = IPv4Network(text)
    except ValueError:
        raise refused("InvalidParameterException", f"serviceIpv4Cidr {text} is not a valid CIDR") from None
    if not any(services.subnet_of(space) for space in _SERVICES):
        raise refused(
            "InvalidParameterException",
            "The specified service CIDR is not within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
        )
    if not _WIDEST <= services.prefixlen <= _NARROWEST:
        raise refused("InvalidParameterException", "The service CIDR has to be between /24 and /12")
    if any(services.overlaps(block) for block in blocks(request, vpc)):
        raise refused("InvalidParameterException", f"The service CIDR {text} overlaps with a CIDR block of {vpc.id}")


def _outputs(request: Request, id_: str) -> dict[str, Any]:
    before, inputs = request.outputs, request.inputs
    network = {"ipFamily": "ipv4", "serviceIpv4Cidr": "10.100.0.0/16"} | (inputs.get("kubernetesNetworkConfig") or {})
    made: dict[str, Any] = common(request) | {
        "name": id_,
        "arn": arn("eks", request.region, request.account, f"cluster/{id_}"),
        "platformVersion": "eks.7",
        "status": "ACTIVE",
        "kubernetesNetworkConfig": network,
    }
    if before:
        config = before["vpcConfig"]
        kept = {key: before[key] for key in ("endpoint", "certificateAuthority", "createdAt")}
        found = {key: config[key] for key in ("vpcId", "clusterSecurityGroupId")}
        return made | kept | {"vpcConfig": {**inputs["vpcConfig"], **found}}
    # Cryptography takes its time to load, and only clusters need it.
    from meshctl.simulate.authority import certificate, encoded

    authority = certificate("kubernetes")
    endpoint = f"https://{hexadecimal(request, 32).upper()}.gr7.{request.region}.eks.amazonaws.com"
    request.store.open_endpoint(Endpoint(endpoint, authority, made["arn"]))
    found = {
        "vpcId": _subnets(request)[0].inputs["vpcId"],
        "clusterSecurityGroupId": derived("sg", request.number()),
    }
    return made | {
        "endpoint": endpoint,
        "certificateAuthority": {"data": encoded(authority)},
        "createdAt": "2025-01-01T00:00:00Z",
        "vpcConfig": {**inputs["vpcConfig"], **found},
    }


KINDS = index(
    Kind(
        CLUSTER,
        _new,
        _outputs,
        computed=(
            *("name", "arn", "platformVersion", "status", "endpoint", "certificateAuthority", "createdAt"),
            *("vpcConfig.vpcId", "vpcConfig.clusterSecurityGroupId"),
            *COMMON,
        ),
        recomputed=RETAGGED,
        seconds=600,
        update_seconds=300,
        delete_seconds=300,
        replaces=frozenset({"name", "roleArn", "kubernetesNetworkConfig", "bootstrapSelfManagedAddons"}),
        references=(Reference("vpcConfig.subnetIds[]", SUBNET, no_subnet), of_role("roleArn")),
        check=_check,
        blocked=lambda request, row: refused("ResourceInUseException", f"Cluster has {row.id} attached"),
        before_delete=lambda request: request.store.close_endpoint(str(request.outputs["arn"])),
        delete_first=True,
    ),
)
