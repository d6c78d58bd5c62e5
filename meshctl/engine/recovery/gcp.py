"""The id of a resource of Google Cloud follows from its name, its place and the project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.runtime import invoke_async

_GLOBAL = {
    "gcp:compute/network:Network": "networks",
    "gcp:compute/firewall:Firewall": "firewalls",
    "gcp:compute/externalVpnGateway:ExternalVpnGateway": "externalVpnGateways",
}
_REGIONAL = {
    "gcp:compute/subnetwork:Subnetwork": "subnetworks",
    "gcp:compute/router:Router": "routers",
    "gcp:compute/address:Address": "addresses",
    "gcp:compute/haVpnGateway:HaVpnGateway": "vpnGateways",
    "gcp:compute/vPNTunnel:VPNTunnel": "vpnTunnels",
}
_OTHERS = {
    "gcp:compute/routerNat:RouterNat": "{project}/{region}/{router}/{name}",
    "gcp:compute/routerInterface:RouterInterface": "{region}/{router}/{name}",
    "gcp:compute/routerPeer:RouterPeer": "projects/{project}/regions/{region}/routers/{router}/{name}",
    "gcp:compute/networkPeering:NetworkPeering": "{project}/{network}/{name}",
    "gcp:container/cluster:Cluster": "projects/{project}/locations/{location}/clusters/{name}",
    "gcp:container/nodePool:NodePool": "{project}/{location}/{cluster}/{name}",
    "gcp:serviceaccount/account:Account": (
        "projects/{project}/serviceAccounts/{accountId}@{project}.iam.gserviceaccount.com"
    ),
    "gcp:projects/iAMMember:IAMMember": "{project} {role} {member}",
}
_LINKS = frozenset({"router", "network", "cluster"})
"""Given as links, of which an id takes the name."""


async def locate(type_: str, props: Mapping[str, Any], options: pulumi.InvokeOptions) -> str | None:
    """The id by which the resource would be imported, whether it is there or not; KeyError where it is not known."""
    client = await invoke_async("gcp:organizations/getClientConfig:getClientConfig", {}, options)
    place = {"project": props.get("project") or client["project"], "region": props.get("region") or client["region"]}
    return _id(type_, {**props, **place})


def _id(type_: str, props: Mapping[str, Any]) -> str | None:
    if type_ in _GLOBAL:
        return f"projects/{props['project']}/global/{_GLOBAL[type_]}/{props['name']}"
    if type_ in _REGIONAL:
        return f"projects/{props['project']}/regions/{props['region']}/{_REGIONAL[type_]}/{props['name']}"
    template = _OTHERS.get(type_)
    ends = {key: str(value).rsplit("/", 1)[-1] for key, value in props.items() if key in _LINKS}
    return template.format(**{**props, **ends}) if template else None
