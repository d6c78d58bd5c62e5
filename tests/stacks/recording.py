"""Records what a program of clusters and meshes registers, with what clouds would answer to each kind."""

from __future__ import annotations

import base64
import importlib
import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pulumi
import pulumi.runtime
from pulumi.runtime import rpc
from pulumi.runtime.mocks import MockMonitor

SPECS = Path(__file__).parent / "specs"
AUTHORITY = base64.b64encode(b"authority").decode()
AZURE_KUBECONFIG = json.dumps({"clusters": [{"cluster": {"certificate-authority-data": AUTHORITY}}]})

ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "aws:eks/cluster:Cluster": {
        "endpoint": "https://eks.example",
        "certificateAuthority": {"data": AUTHORITY},
        "vpcConfig": {"clusterSecurityGroupId": "sg-cluster", "subnetIds": []},
    },
    "aws:ec2/launchTemplate:LaunchTemplate": {"latestVersion": 3},
    "gcp:container/cluster:Cluster": {
        "endpoint": "203.0.113.9",
        "masterAuth": {"clusterCaCertificate": AUTHORITY},
    },
    "gcp:serviceaccount/account:Account": {"email": "nodes@shop.example"},
    "azure-native:containerservice:ManagedCluster": {
        "fqdn": "aks.example",
        "identity": {"type": "UserAssigned", "userAssignedIdentities": {}},  # a list going in, a mapping coming out
    },
    "azure-native:managedidentity:UserAssignedIdentity": {"principalId": "principal"},
    "kubernetes:helm.sh/v3:Release": {"status": {"status": "deployed"}},
    "kubernetes:core/v1:Secret": {"data": {"token": base64.b64encode(b"reader token").decode()}},
    "kubernetes:core/v1:Service": {
        "spec": {"ports": [{"port": 15021}, {"port": 15443}]},
        "status": {"loadBalancer": {"ingress": [{"hostname": "nlb.example"}]}},
    },
}


class Answers(pulumi.runtime.Mocks):
    """What clouds would answer."""

    def __init__(self, answers: Mapping[str, Mapping[str, Any]]) -> None:
        self._answers = answers

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        # What a certificate or key is made of shows from where it was taken.
        made = {key: f"{args.name}:{key}" for key in ("arn", "certPem", "certRequestPem", "privateKeyPem")}
        return f"id-{args.name}", {**made, "name": args.name, **args.inputs, **self._answers.get(args.typ, {})}

    def call(self, args: pulumi.runtime.MockCallArgs) -> dict[str, Any]:
        value = base64.b64encode(AZURE_KUBECONFIG.encode()).decode()
        return {"kubeconfigs": [{"name": "clusterUser", "value": value}]}


@dataclass(frozen=True)
class Registered:
    """One resource as the engine is asked for it."""

    type: str
    name: str
    inputs: Mapping[str, Any]
    needs: frozenset[str]
    """Logical names of what it depends on, by itself or through its inputs."""
    ignored: tuple[str, ...]
    """Properties whose changes are left alone."""
    secret: bool
    """Whether any of its inputs is marked as a secret."""


class Monitor(MockMonitor):
    """A monitor that keeps what it is asked."""

    def __init__(self, mocks: pulumi.runtime.Mocks) -> None:
        super().__init__(mocks)
        self.asked: list[Registered] = []

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the name in Pulumi's protocol
        if request.type != "pulumi:pulumi:Stack":
            self.asked.append(
                Registered(
                    request.type,
                    request.name,
                    _plain(rpc.deserialize_properties(request.object)),
                    frozenset(urn.rpartition("::")[2] for urn in request.dependencies),
                    tuple(request.ignoreChanges),
                    rpc._special_secret_sig in str(request.object),
                )
            )
        return super().RegisterResource(request)


def _plain(value: Any) -> Any:
    """Values as they are, where the protocol wraps secrets."""
    value = rpc.unwrap_rpc_secret(value)
    if isinstance(value, Mapping):
        return {key: _plain(found) for key, found in value.items()}
    return [_plain(found) for found in value] if isinstance(value, list) else value


@dataclass
class Recorded:
    """What was registered and returned, outputs as plain values."""

    registered: list[Registered]
    outputs: dict[str, Any] = field(default_factory=dict)
    secrets: set[str] = field(default_factory=set)

    def of(self, kind: str) -> dict[str, Registered]:
        """Resources by logical name whose type ends in ``:kind``."""
        return {found.name: found for found in self.registered if found.type.rpartition(":")[2] == kind}

    def one(self, kind: str) -> Registered:
        """The only resource of that kind."""
        (found,) = self.of(kind).values()
        return found


def record(
    program: str,
    example: str,
    *,
    spec: Mapping[str, Any] | None = None,
    answers: Mapping[str, Mapping[str, Any]] | None = None,
    preview: bool = False,
) -> Recorded:
    """Build ``program`` (``mesh/istio``) from an example, with keys of its spec and answers changed."""
    unit = json.loads((SPECS / f"{example}.json").read_text())
    mocks = Answers({**ANSWERS, **(answers or {})})
    monitor = Monitor(mocks)
    pulumi.runtime.set_mocks(mocks, preview=preview, monitor=monitor)
    recorded = Recorded(monitor.asked)

    @pulumi.runtime.test
    def go() -> pulumi.Output[None]:
        module = importlib.import_module(f"stacks.{program.replace('/', '.')}")
        outputs = module.build({**unit["spec"], **(spec or {})}, unit["upstream"])

        async def settle() -> None:
            for name, value in outputs.items():
                output = pulumi.Output.from_input(value)
                recorded.outputs[name] = await output.future()
                if await output.is_secret():
                    recorded.secrets.add(name)

        return pulumi.Output.from_input(settle())

    with warnings.catch_warnings():
        # The SDKs deprecate classes of their own while they are imported, on first use.
        warnings.filterwarnings("ignore", r"(aws|gcp)\..* has been deprecated in favor of", DeprecationWarning)
        go()
    return recorded
