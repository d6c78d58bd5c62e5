"""Istio in one cluster: namespaces, its certificate authority, charts, objects, and a token for readers.

istiod takes its authority from the Secret that it finds when it starts, so that comes first. The reader is
the account with which the control planes of other clusters look into this one.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi_kubernetes.apiextensions.CustomResource import CustomResource
from pulumi_kubernetes.core.v1.Namespace import Namespace
from pulumi_kubernetes.core.v1.Secret import Secret
from pulumi_kubernetes.core.v1.Service import Service
from pulumi_kubernetes.helm.v3.Release import Release
from pulumi_kubernetes.provider import Provider

from stacks import kubeconfig
from stacks.mesh.late_values import complete

AUTHORITY = "cacerts"
"""Where istiod looks for a certificate authority to sign with."""


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, pulumi.Input[Any]]:
    """Program ``mesh/istio`` of docs/reference/units.md."""
    # Secrets are changed in place: istiod follows a changed authority, and must never be without one.
    provider = Provider(spec["name"], kubeconfig=upstream["kubeconfig"], enable_secret_mutable=True)
    opts = pulumi.ResourceOptions(provider=provider)
    ready: list[pulumi.Resource] = [
        Namespace(
            namespace["name"],
            metadata={"name": namespace["name"], "labels": namespace["labels"]},
            opts=opts,
        )
        for namespace in spec["namespaces"]
    ]
    ready.append(_authority(spec, upstream, _after(opts, ready)))
    releases = _releases(spec, upstream, opts, ready)
    for wanted in spec["objects"]:
        manifest = wanted["manifest"]
        CustomResource(
            wanted["name"],
            api_version=manifest["apiVersion"],
            kind=manifest["kind"],
            metadata=manifest["metadata"],
            spec=manifest["spec"],
            opts=_after(opts, [releases[name] for name in wanted["after"]]),
        )
    token = _reader_token(spec["reader"], _after(opts, list(releases.values())))
    return {
        "root_cert": upstream["root_cert"],
        "network": spec["network"],
        **_gateway(spec["gateway"], releases, opts),
        "reader_kubeconfig": _reader_kubeconfig(spec["cluster"], upstream, token),
        "releases": {chart["release"]: chart["version"] for chart in spec["charts"]},
    }


def _after(opts: pulumi.ResourceOptions, first: list[pulumi.Resource]) -> pulumi.ResourceOptions:
    merged: pulumi.ResourceOptions = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=list(first)))
    return merged


def _authority(spec: Mapping[str, Any], upstream: Mapping[str, Any], opts: pulumi.ResourceOptions) -> Secret:
    intermediate = pulumi.Output.secret(upstream["intermediate"])
    return Secret(
        AUTHORITY,
        metadata={"name": AUTHORITY, "namespace": spec["reader"]["namespace"]},
        type="Opaque",
        string_data={
            "ca-cert.pem": intermediate["cert"],
            "ca-key.pem": intermediate["key"],
            "cert-chain.pem": intermediate["chain"],
            "root-cert.pem": upstream["root_cert"],
        },
        opts=opts,
    )


def _releases(
    spec: Mapping[str, Any],
    upstream: Mapping[str, Any],
    opts: pulumi.ResourceOptions,
    ready: list[pulumi.Resource],
) -> dict[str, Release]:
    made: dict[str, Release] = {}
    for chart in spec["charts"]:
        late = [value for value in spec["late_values"] if value["release"] == chart["release"]]
        made[chart["release"]] = Release(
            chart["release"],
            name=chart["release"],
            chart=chart["chart"],
            version=chart["version"],
            repository_opts={"repo": chart["repository"]},
            namespace=chart["namespace"],
            values=complete(chart["values"], late, upstream),
            timeout=chart["timeout"],
            skip_await=False,
            opts=_after(opts, [*ready, *(made[name] for name in chart["after"])]),
        )
    return made


def _reader_token(reader: Mapping[str, Any], opts: pulumi.ResourceOptions) -> Secret:
    """A Secret that the cluster itself fills with a token of the account."""
    return Secret(
        reader["secret"],
        metadata={
            "name": reader["secret"],
            "namespace": reader["namespace"],
            "annotations": {"kubernetes.io/service-account.name": reader["service_account"]},
        },
        type="kubernetes.io/service-account-token",
        opts=opts,
    )


def _reader_kubeconfig(cluster: str, upstream: Mapping[str, Any], token: Secret) -> pulumi.Output[str]:
    # istiod refuses kubeconfigs that run a tool: it has none of them.
    found = pulumi.Output.all(upstream["endpoint"], upstream["ca"], token.data).apply(
        lambda all_of: kubeconfig.text(cluster, all_of[0], all_of[1], {"token": _token(all_of[2])})
    )
    return pulumi.Output.secret(found)


def _token(data: Mapping[str, str] | None) -> str:
    """The token in clear. In a preview of a Secret still to be made there is none: the cluster fills it in."""
    if pulumi.runtime.is_dry_run() and "token" not in (data or {}):
        return ""
    return base64.b64decode((data or {})["token"]).decode()


def _gateway(
    gateway: Mapping[str, Any] | None, releases: Mapping[str, Release], opts: pulumi.ResourceOptions
) -> dict[str, pulumi.Input[Any]]:
    if gateway is None:
        return {"gateway_address": None, "gateway_ports": []}
    # The Service is the chart's: its id is not known before the release stands, and so it is not read before.
    service_id = releases[gateway["release"]].status.apply(lambda _: f"{gateway['namespace']}/{gateway['service']}")
    service = Service.get(f"{gateway['service']}-service", service_id, opts=opts)
    return {
        "gateway_address": service.status.apply(_address),
        "gateway_ports": service.spec.apply(lambda found: [port.port for port in found.ports]),
    }


def _address(status: Any) -> str | None:
    """The address, or the name where the cloud gives one (AWS); None while it has given neither."""
    points = status.load_balancer.ingress or []
    return next((point.ip or point.hostname for point in points), None)
