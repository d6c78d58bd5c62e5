"""EKS clusters: their control planes, and the security groups that come with them."""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import IPv4Network
from typing import Any

from meshctl.simulate.aws.ec2 import RETAGGED, derived, tags
from meshctl.simulate.aws.launch_template import LAUNCH_TEMPLATE
from meshctl.simulate.aws.place import arn
from meshctl.simulate.aws.roles import role, trusts
from meshctl.simulate.aws.vpc import blocks
from meshctl.simulate.aws.words import SUBNET, VPC, refused
from meshctl.simulate.kind import CloudError, Kind, Reference, Request, index
from meshctl.simulate.store import Endpoint, Row

CLUSTER = "aws:eks/cluster:Cluster"
NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"

VERSIONS = ("1.30", "1.31", "1.32", "1.33", "1.34", "1.35")
_NO_CLUSTERS_IN = {"use1-az3", "usw1-az2", "cac1-az3"}
_SERVICES = [IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")]
_SERVICE_SIZES = range(12, 25)


def invalid(words: str) -> CloudError:
    """How EKS refuses a value."""
    return refused("InvalidParameterException", words)


def no_subnet(value: str) -> CloudError:
    """A subnet that is not there, as EKS says it."""
    return invalid(f"The subnet ID '{value}' does not exist")


def cluster_groups(request: Request) -> set[str]:
    """The security groups that came with clusters."""
    return {row.outputs["vpcConfig"]["clusterSecurityGroupId"] for row in request.all(CLUSTER)}


def attached_groups(request: Request) -> set[str]:
    """The security groups that control planes and nodes have."""
    found = {group for row in request.all(CLUSTER) for group in row.inputs["vpcConfig"].get("securityGroupIds") or ()}
    for nodes in request.all(NODE_GROUP):
        template = request.find(LAUNCH_TEMPLATE, (nodes.inputs.get("launchTemplate") or {}).get("id"))
        found.update((template.inputs.get("vpcSecurityGroupIds") or ()) if template else ())
    return found


def _identify(request: Request) -> str:
    name = str(request.inputs["name"])
    if request.find(CLUSTER, name):
        raise refused("ResourceInUseException", f"Cluster already exists with name: {name}")
    return name


def _check(request: Request) -> None:
    inputs = request.inputs
    if str(inputs.get("version") or VERSIONS[-1]) not in VERSIONS:
        raise invalid(f"unsupported Kubernetes version {inputs['version']}")
    found = role(request, inputs["roleArn"])
    if found is None or not trusts(found, "eks.amazonaws.com"):
        raise invalid(
            f"Role with arn: {inputs['roleArn']}, could not be assumed because it does not exist or the trusted "
            "entity is not correct"
        )
    subnets = [row for id_ in inputs["vpcConfig"]["subnetIds"] if (row := request.find(SUBNET, id_))]
    if len({subnet.outputs["availabilityZone"] for subnet in subnets}) < 2:
        raise invalid("Subnets specified must be in at least two different AZs")
    if len({subnet.inputs["vpcId"] for subnet in subnets}) > 1:
        raise invalid("Subnets specified must be in the same VPC")
    for subnet in subnets:
        if subnet.outputs["availabilityZoneId"] in _NO_CLUSTERS_IN:
            raise refused(
                "UnsupportedAvailabilityZoneException",
                f"Cannot create cluster '{inputs['name']}' because {subnet.outputs['availabilityZone']}, the targeted "
                "availability zone, does not currently have sufficient capacity to support the cluster.",
            )
    vpc = request.find(VPC, subnets[0].inputs["vpcId"])
    if vpc and not (vpc.outputs["enableDnsHostnames"] and vpc.outputs["enableDnsSupport"]):
        raise invalid(f"DNS hostnames and DNS resolution must be enabled for {vpc.id}")
    services = (inputs.get("kubernetesNetworkConfig") or {}).get("serviceIpv4Cidr")
    if services and vpc:
        _refuse_bad_services(str(services), blocks(request, vpc))


def _refuse_bad_services(text: str, vpc: list[IPv4Network]) -> None:
    try:
        services = IPv4Network(text)
    except ValueError:
        raise invalid(f"The serviceIpv4Cidr {text} is not a valid CIDR") from None
    if services.prefixlen not in _SERVICE_SIZES or not any(services.subnet_of(private) for private in _SERVICES):
        raise invalid(
            f"The serviceIpv4Cidr {text} must be between /24 and /12 and within 10.0.0.0/8, 172.16.0.0/12 or "
            "192.168.0.0/16"
        )
    if any(services.overlaps(block) for block in vpc):
        raise invalid(f"The serviceIpv4Cidr {text} overlaps with a CIDR block of the VPC")


def _outputs(request: Request, id_: str) -> dict[str, Any]:
    from meshctl.simulate.authority import certificate, encoded

    config = request.inputs["vpcConfig"]
    subnet = request.find(SUBNET, config["subnetIds"][0])
    network = {"ipFamily": "ipv4", "serviceIpv4Cidr": "10.100.0.0/16"}
    told = {
        "status": "ACTIVE",
        "region": request.region,
        "tagsAll": tags(request.inputs),
        "kubernetesNetworkConfig": network | (request.inputs.get("kubernetesNetworkConfig") or {}),
    }
    if request.outputs:
        return told
    number = request.number()
    name = arn("eks", request.region, request.account, f"cluster/{id_}")
    code = derived("eks", name, number)[-16:].upper() + derived("api", name, number)[-16:].upper()
    endpoint = f"https://{code}.gr7.{request.region}.eks.amazonaws.com"
    authority = certificate("kubernetes")
    request.store.open_endpoint(Endpoint(endpoint, authority, name))
    version = str(request.inputs.get("version") or VERSIONS[-1])
    return told | {
        "arn": name,
        "endpoint": endpoint,
        "certificateAuthority": {"data": encoded(authority)},
        "clusterId": "",
        "createdAt": datetime.now(UTC).isoformat(timespec="seconds"),
        "identities": [{"oidcs": [{"issuer": f"https://oidc.eks.{request.region}.amazonaws.com/id/{code}"}]}],
        "platformVersion": "eks.9",
        "version": version,
        "vpcConfig": {
            **config,
            "clusterSecurityGroupId": derived("sg", name, number),
            "vpcId": subnet.inputs["vpcId"] if subnet else "",
        },
    }


def _in_use(request: Request, row: Row) -> CloudError:
    return refused("ResourceInUseException", "Cluster has nodegroups attached")


def _delete(request: Request) -> None:
    """What runs in the cluster, and what is registered with it, goes with it."""
    request.store.close_endpoint(request.outputs["arn"])
    for token in ("aws:eks/addon:Addon", "aws:eks/podIdentityAssociation:PodIdentityAssociation"):
        for row in request.all(token):
            if row.inputs["clusterName"] == request.id:
                request.store.delete(row, 0.0)


KINDS = index(
    Kind(
        CLUSTER,
        _identify,
        _outputs,
        computed=(
            *("arn", "endpoint", "certificateAuthority", "clusterId", "createdAt", "identities", "platformVersion"),
            *("version", "status", "tagsAll", "region", "vpcConfig.clusterSecurityGroupId", "vpcConfig.vpcId"),
        ),
        recomputed=RETAGGED,
        seconds=840,
        update_seconds=480,
        delete_seconds=180,
        replaces=frozenset({"name", "roleArn", "kubernetesNetworkConfig", "bootstrapSelfManagedAddons", "region"}),
        references=(Reference("vpcConfig.subnetIds[]", SUBNET, no_subnet),),
        check=_check,
        blocked=_in_use,
        before_delete=_delete,
        delete_first=True,
    ),
)
