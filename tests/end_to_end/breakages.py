"""Ways to break what was built, one resource at a time, and the code that the proof has to find."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from meshctl.engine.built import Resource

Resources = tuple[Resource, ...]


@dataclass(frozen=True, slots=True)
class Breakage:
    name: str
    code: str
    apply: Callable[[Resources], Resources]


def without(type_: str, part: str = "") -> Callable[[Resources], Resources]:
    """All resources but those of a type whose name has that part."""
    return lambda resources: tuple(
        resource for resource in resources if not (resource.type == type_ and part in resource.name)
    )


def changed(type_: str, part: str = "", **values: Any) -> Callable[[Resources], Resources]:
    """The first resource of a type whose name has that part gets other outputs."""

    def apply(resources: Resources) -> Resources:
        found = next(entry for entry in resources if entry.type == type_ and part in f"{entry.unit} {entry.name}")
        other = replace(found, outputs={**found.outputs, **values})
        return tuple(other if entry is found else entry for entry in resources)

    return apply


def within(type_: str, key: str, **values: Any) -> Callable[[Resources], Resources]:
    """As ``changed``, for values within one output that is a mapping."""

    def apply(resources: Resources) -> Resources:
        found = next(entry for entry in resources if entry.type == type_)
        return changed(type_, found.name, **{key: {**found.outputs[key], **values}})(resources)

    return apply


def _all(*changes: Callable[[Resources], Resources]) -> Callable[[Resources], Resources]:
    def apply(resources: Resources) -> Resources:
        for change in changes:
            resources = change(resources)
        return resources

    return apply


def _pools_without_pod_subnet(resources: Resources) -> Resources:
    cluster = next(entry for entry in resources if entry.type == AKS)
    pools = [{**pool, "podSubnetID": None} for pool in cluster.outputs["agentPoolProfiles"]]
    return changed(AKS, agentPoolProfiles=pools)(resources)


AKS = "azure-native:containerservice:ManagedCluster"
ADDON = "aws:eks/addon:Addon"
CONNECTION = "aws:ec2/vpnConnection:VpnConnection"
RELEASE = "kubernetes:helm.sh/v3:Release"
TRANSLATING = json.dumps({"env": {"AWS_VPC_K8S_CNI_EXTERNALSNAT": "false"}})

BREAKAGES: Iterable[Breakage] = (
    Breakage(
        "route propagation is off", "MC716", without("aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation")
    ),
    Breakage(
        "a security group rule is missing",
        "MC721",
        without("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"),
    ),
    Breakage("a firewall is missing", "MC721", without("gcp:compute/firewall:Firewall", "mesh")),
    Breakage(
        "a network security group is empty",
        "MC721",
        changed("azure-native:network:NetworkSecurityGroup", securityRules=[]),
    ),
    Breakage("EKS translates pod addresses", "MC722", changed(ADDON, "vpc-cni", configurationValues=TRANSLATING)),
    Breakage(
        "GKE translates pod addresses",
        "MC722",
        within("gcp:container/cluster:Cluster", "defaultSnatStatus", disabled=False),
    ),
    Breakage("AKS pods are in an overlay", "MC714", _pools_without_pod_subnet),
    Breakage(
        "a BGP peer has another address",
        "MC701",
        changed("gcp:compute/routerPeer:RouterPeer", peerIpAddress="169.254.99.9"),
    ),
    Breakage("a BGP peer has another ASN", "MC701", changed("gcp:compute/routerPeer:RouterPeer", peerAsn=65001)),
    Breakage("a tunnel ends elsewhere", "MC702", changed(CONNECTION, tunnel1Address="192.0.2.1")),
    Breakage(
        "a customer gateway has another ASN",
        "MC701",
        changed("aws:ec2/customerGateway:CustomerGateway", bgpAsn="65002"),
    ),
    Breakage(
        "a local network gateway has another address",
        "MC702",
        changed("azure-native:network:LocalNetworkGateway", gatewayIpAddress="192.0.2.2"),
    ),
    Breakage("a link is gone", "MC712", _all(without("gcp:compute/routerPeer:RouterPeer"), without(CONNECTION))),
    Breakage("a remote secret is missing", "MC734", without("kubernetes:core/v1:Secret", "istio-remote-secret")),
    Breakage("a root differs", "MC733", changed("pulumi:pulumi:Stack", "mesh/dublin", root_cert="another")),
    Breakage("a root is unseen", "MC732", changed("pulumi:pulumi:Stack", "mesh/dublin", root_cert=None)),
)
