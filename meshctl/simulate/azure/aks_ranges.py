"""The addresses of an AKS cluster: what Azure checks when one is created.

Service and pod ranges keep out of Azure's own (AKS-RSVD, covering blocks too: AKS-RSVD-SUPER) and out of the
subnets that the cluster stands in; the DNS address lies inside the service range and is not its first
(AKS-DNS-IP); the node subnet must hold what is asked for at once (AKS-NODESUB, AKS-OVL-24).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any

from meshctl.simulate.kind import CloudError

_RESERVED = tuple(
    ipaddress.IPv4Network(text) for text in ("169.254.0.0/16", "172.30.0.0/16", "172.31.0.0/16", "192.0.2.0/24")
)
_SHORTEST_SERVICE = 13
_OVERLAY_NODE_PREFIX = 24
_RESERVED_IN_SUBNET = 5
_DEFAULT_PODS_IN_NODE_SUBNET = 30


@dataclass(frozen=True, slots=True)
class Pool:
    """One agent pool with the ranges of the subnets that it stands in."""

    name: str
    nodes: int
    pods_per_node: int | None
    node_subnet: IPv4Network
    pod_subnet: IPv4Network | None


def _parse(field: str, text: str) -> IPv4Network:
    try:
        return ipaddress.IPv4Network(text)
    except ValueError:
        raise CloudError("InvalidParameter", f"The value of parameter {field} is invalid: {text}.") from None


def _refuse_reserved(field: str, network: IPv4Network) -> None:
    for reserved in _RESERVED:
        if network.overlaps(reserved):
            raise CloudError(
                "InvalidParameter",
                f"The value of parameter {field} is invalid: {network} overlaps the reserved range {reserved}.",
            )


def refuse_bad_profile(profile: Mapping[str, Any], pools: list[Pool]) -> None:
    """Refuse a network profile (``networkProfile``) that AKS would refuse for these pools."""
    services = _parse("networkProfile.serviceCidr", profile.get("serviceCidr") or "10.0.0.0/16")
    _refuse_reserved("networkProfile.serviceCidr", services)
    if services.prefixlen < _SHORTEST_SERVICE:
        raise CloudError(
            "ServiceCidrTooLarge", f"The service CIDR {services} must be smaller than /{_SHORTEST_SERVICE - 1}."
        )
    _refuse_bad_dns(profile.get("dnsServiceIP") or "10.0.0.10", services)
    for pool in pools:
        for subnet in filter(None, (pool.node_subnet, pool.pod_subnet)):
            _refuse_reserved("agentPoolProfile.vnetSubnetID", subnet)
            if services.overlaps(subnet):
                raise CloudError(
                    "ServiceCidrOverlapExistingSubnetsCidr",
                    f"The specified service CIDR {services} is conflicted with an existing subnet CIDR {subnet}.",
                )
    if profile.get("networkPluginMode") == "overlay":
        _refuse_bad_overlay(
            _parse("networkProfile.podCidr", profile.get("podCidr") or "10.244.0.0/16"), services, pools
        )
    else:
        for pool in pools:
            _refuse_small_subnet(pool)


def _refuse_bad_dns(text: str, services: IPv4Network) -> None:
    try:
        address = ipaddress.IPv4Address(text)
    except ValueError:
        raise CloudError(
            "InvalidParameter", f"The value of parameter networkProfile.dnsServiceIP is invalid: {text}."
        ) from None
    if address not in services:
        raise CloudError(
            "DnsServiceIpOutOfServiceCidr", f"DNS service IP '{address}' is out of range service CIDR '{services}'."
        )
    if address == services.network_address + 1:
        raise CloudError(
            "DnsServiceIpInvalid",
            f"DNS service IP '{address}' is the first address of service CIDR '{services}', which is reserved.",
        )


def _refuse_bad_overlay(pods: IPv4Network, services: IPv4Network, pools: list[Pool]) -> None:
    _refuse_reserved("networkProfile.podCidr", pods)
    for other in (services, *(pool.node_subnet for pool in pools)):
        if pods.overlaps(other):
            raise CloudError("PodCidrOverlap", f"The specified pod CIDR {pods} overlaps with {other}.")
    nodes = sum(pool.nodes for pool in pools)
    room = pods.num_addresses >> (32 - _OVERLAY_NODE_PREFIX)
    if nodes > room:
        raise CloudError(
            "InsufficientPodCidr", f"Pod CIDR {pods} has room for {room} nodes of a /24 each, {nodes} are asked for."
        )


def _refuse_small_subnet(pool: Pool) -> None:
    """Node subnet mode takes an address for each pod of each node at once; pod subnets only nodes."""
    each = 1 if pool.pod_subnet else 1 + (pool.pods_per_node or _DEFAULT_PODS_IN_NODE_SUBNET)
    wanted = (pool.nodes + 1) * each
    available = pool.node_subnet.num_addresses - _RESERVED_IN_SUBNET
    if wanted > available:
        raise CloudError(
            "InsufficientSubnetSize",
            f"Pre-allocated IPs {wanted} exceeds IPs available {available} in Subnet Cidr {pool.node_subnet}, "
            f"Subnet Name {pool.name}.",
        )
