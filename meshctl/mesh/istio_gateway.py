"""The east-west gateway of a cluster: chart, load balancer of its cloud, and the port that it opens.

It takes mutual TLS of other networks on one port and passes it on by server name, unopened
(AUTO_PASSTHROUGH), so that identities hold from end to end.
"""

from __future__ import annotations

from typing import Any, Final

from meshctl.mesh.istio_policies import NAMESPACE, placed
from meshctl.mesh.request import Member
from meshctl.topology.models import CloudName
from meshctl.units import OutputRef

RELEASE: Final = "istio-eastwestgateway"
LABELS: Final = {"istio": "eastwestgateway"}
"""Labels that the chart derives from the name."""
PORT: Final = 15443
CONTROLLER: Final = "aws-load-balancer-controller"
CONTROLLER_REPOSITORY: Final = "https://aws.github.io/eks-charts"
CONTROLLER_VERSION: Final = "1.13.4"
CONTROL_PLANE_PORTS: Final = (15012, 15017)
"""The chart's Service has them for clusters without a control plane; here nothing listens on them."""
STATUS_PORT: Final = 15021

_AWS: Final = "service.beta.kubernetes.io/aws-load-balancer-"
_AZURE: Final = "service.beta.kubernetes.io/azure-load-balancer-"
_ANNOTATIONS: Final = ("service", "annotations")


def values(member: Member) -> dict[str, Any]:
    """Values of chart ``gateway``."""
    return {
        "name": RELEASE,
        "networkGateway": member.network,
        "service": {"type": "LoadBalancer", "externalTrafficPolicy": "Local", **_service(member)},
        "autoscaling": {"enabled": True, "minReplicas": 2, "maxReplicas": 5},
        "podDisruptionBudget": {"minAvailable": 1},
    }


def _service(member: Member) -> dict[str, Any]:
    if member.cloud is CloudName.AWS:
        return {"loadBalancerClass": "service.k8s.aws/nlb", "annotations": _aws(member)}
    if member.cloud is CloudName.GCP:
        return {"annotations": {"cloud.google.com/l4-rbs": "enabled"}}
    return {"annotations": _azure()}


def _aws(member: Member) -> dict[str, str]:
    return {
        f"{_AWS}scheme": "internet-facing",
        f"{_AWS}nlb-target-type": "ip",
        f"{_AWS}healthcheck-protocol": "http",
        f"{_AWS}healthcheck-port": str(STATUS_PORT),
        f"{_AWS}healthcheck-path": "/healthz/ready",
        f"{_AWS}additional-resource-tags": ",".join(f"{key}={value}" for key, value in sorted(member.tags.items())),
    }


def _azure() -> dict[str, str]:
    hidden = {
        f"service.beta.kubernetes.io/port_{port}_no_lb_rule": "true" for port in (*CONTROL_PLANE_PORTS, STATUS_PORT)
    }
    return {**hidden, f"service.beta.kubernetes.io/port_{PORT}_health-probe_protocol": "tcp"}


def has_controller(member: Member) -> bool:
    """Whether load balancers are made by a chart of ours; elsewhere the cloud makes them itself."""
    return member.cloud is CloudName.AWS


def controller(member: Member) -> dict[str, Any]:
    """The chart that makes load balancers on AWS; its role comes from the cluster's unit."""
    return {
        "release": CONTROLLER,
        "chart": CONTROLLER,
        "repository": CONTROLLER_REPOSITORY,
        "version": CONTROLLER_VERSION,
        "namespace": "kube-system",
        "values": {
            "clusterName": member.prefix,
            "region": member.region,
            "serviceAccount": {"create": True, "name": CONTROLLER},
            # Services name their class themselves; the webhook would stand in the way of every other one.
            "enableServiceMutatorWebhook": False,
        },
        "after": [],
        "timeout": 600,
    }


def late_values(member: Member) -> list[dict[str, Any]]:
    """Values that only the built network knows: ``[{release, path[], input, keys[] | null}]``."""
    if member.cloud is CloudName.AWS:
        return [
            _late(CONTROLLER, ("vpcId",), "vpc_id"),
            _late(RELEASE, (*_ANNOTATIONS, f"{_AWS}eip-allocations"), "gateway_allocation_ids"),
            _late(RELEASE, (*_ANNOTATIONS, f"{_AWS}subnets"), "subnet_ids", sorted(member.gateway_subnets)),
        ]
    if member.cloud is CloudName.AZURE:
        return [
            _late(RELEASE, (*_ANNOTATIONS, f"{_AZURE}ipv4"), "gateway_addresses"),
            _late(RELEASE, (*_ANNOTATIONS, f"{_AZURE}resource-group"), "resource_group"),
        ]
    return []


def _late(release: str, path: tuple[str, ...], taken: str, keys: list[str] | None = None) -> dict[str, Any]:
    return {"release": release, "path": list(path), "input": taken, "keys": keys}


def inputs(member: Member) -> dict[str, OutputRef]:
    """What ``late_values`` take, from the network of the member's site."""
    return {value["input"]: OutputRef(f"network/{member.site}", value["input"]) for value in late_values(member)}


def opening() -> dict[str, Any]:
    """The object that makes the gateway listen, in the namespace of the gateway itself."""
    server = {
        "port": {"number": PORT, "name": "tls", "protocol": "TLS"},
        "tls": {"mode": "AUTO_PASSTHROUGH"},
        "hosts": ["*.local"],
    }
    spec = {"selector": LABELS, "servers": [server]}
    return placed("cross-network-gateway", "networking.istio.io/v1", "Gateway", spec, ["istiod", RELEASE])


GATEWAY: Final = {"namespace": NAMESPACE, "service": RELEASE, "release": RELEASE}
"""Where the unit finds the address of the gateway."""
