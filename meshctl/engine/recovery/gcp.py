"""The id of a resource of Google Cloud follows from its name, its place and the project."""

from __future__ import annotations

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


async def locate(args: pulumi.ResourceTransformArgs) -> str | None:
    """The id by which the resource would be imported, whether it is there or not."""
    options = pulumi.InvokeOptions(provider=getattr(args.opts, "provider", None))
    client = await invoke_async("gcp:organizations/getClientConfig:getClientConfig", {}, options)
    props = {**args.props, "project": args.props.get("project") or client["project"]}
    props["region"] = args.props.get("region") or client["region"]
    return _id(args.type_, props)


def _id(type_: str, props: dict[str, Any]) -> str | None:
    project, region, name = props["project"], props["region"], props.get("name")
    if type_ in _GLOBAL:
        return f"projects/{project}/global/{_GLOBAL[type_]}/{name}"
    if type_ in _REGIONAL:
        return f"projects/{project}/regions/{region}/{_REGIONAL[type_]}/{name}"
    match type_:
        case "gcp:compute/routerNat:RouterNat":
            return f"{project}/{region}/{_last(props['router'])}/{name}"
        case "gcp:compute/routerInterface:RouterInterface":
            return f"{region}/{_last(props['router'])}/{name}"
        case "gcp:compute/routerPeer:RouterPeer":
            return f"projects/{project}/regions/{region}/routers/{_last(props['router'])}/{name}"
        case "gcp:compute/networkPeering:NetworkPeering":
            return f"{project}/{_last(props['network'])}/{name}"
        case "gcp:container/cluster:Cluster":
            return f"projects/{project}/locations/{props['location']}/clusters/{name}"
        case "gcp:container/nodePool:NodePool":
            return f"{project}/{props['location']}/{_last(props['cluster'])}/{name}"
        case "gcp:serviceaccount/account:Account":
            email = f"{props['accountId']}@{project}.iam.gserviceaccount.com"
            return f"projects/{project}/serviceAccounts/{email}"
        case "gcp:projects/iAMMember:IAMMember":
            return f"{project} {props['role']} {props['member']}"
    return None


def _last(reference: object) -> str:
    return str(reference).rsplit("/", 1)[-1]
