"""Google Cloud, Azure and Kubernetes as Pulumi's own engine sees them: small programs, run for real."""

from __future__ import annotations

import base64
import gc
import json
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pulumi
import pytest
from pulumi import automation
from pulumi_azure_native import network
from pulumi_azure_native.containerservice.list_managed_cluster_user_credentials import (
    list_managed_cluster_user_credentials_output,
)
from pulumi_azure_native.containerservice.managed_cluster import ManagedCluster
from pulumi_azure_native.managedidentity.user_assigned_identity import UserAssignedIdentity
from pulumi_azure_native.provider import Provider as AzureProvider
from pulumi_azure_native.resources.resource_group import ResourceGroup
from pulumi_kubernetes.core.v1.Namespace import Namespace
from pulumi_kubernetes.core.v1.Secret import Secret
from pulumi_kubernetes.provider import Provider as KubernetesProvider

from meshctl.engine import Environment
from meshctl.engine.simulator import attached
from meshctl.engine.toolchain import pulumi_command
from meshctl.simulate import contents

with warnings.catch_warnings():
    # The package loads a module of its own that it has deprecated.
    warnings.simplefilter("ignore", DeprecationWarning)
    # By the package's own door: a module of it that was loaded alone keeps the rest of it from loading.
    from pulumi_gcp import compute

    GcpNetwork, GcpSubnetwork = compute.Network, compute.Subnetwork

# The Automation API leaves the event loop of a program to the garbage collector, which is made to come here.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

REGION = "northeurope"
SECRET_TEXT = "text that nobody may read"


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """Simulated clouds in a folder of their own."""
    return Environment("shop", None, True, tmp_path / ".meshctl", "file://unused", "passphrase", 1e6)


@pytest.fixture
def stack(environment: Environment, tmp_path: Path) -> Iterator[Callable[[automation.PulumiFn], automation.Stack]]:
    """Makes a stack of a program, attached to the simulated clouds."""
    state = tmp_path / "state"
    state.mkdir()
    with attached(environment) as variables:
        variables |= {
            "PULUMI_BACKEND_URL": f"file://{state}",
            "PULUMI_CONFIG_PASSPHRASE": "p",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        }
        # <root>/bin/pulumi
        root = Path(pulumi_command(lambda text: None)).parents[1]
        command = automation.PulumiCommand(str(root), skip_version_check=True)

        def make(program: automation.PulumiFn) -> automation.Stack:
            options = automation.LocalWorkspaceOptions(env_vars=variables, pulumi_command=command)
            return automation.create_or_select_stack("test", "shop", program, opts=options)

        yield make
    gc.collect()


def test_google_refuses_in_its_own_words(
    stack: Callable[[automation.PulumiFn], automation.Stack], environment: Environment
) -> None:
    """An overlap comes back with the cloud's words, and what was made before stays until it is destroyed."""

    def program() -> None:
        net = GcpNetwork("net", name="net", project="shop", auto_create_subnetworks=False)
        first = GcpSubnetwork(
            "first", name="first", project="shop", region="r", network=net.self_link, ip_cidr_range="10.0.0.0/20"
        )
        GcpSubnetwork(
            "second",
            name="second",
            project="shop",
            region="r",
            network=net.self_link,
            ip_cidr_range="10.0.4.0/24",
            opts=pulumi.ResourceOptions(depends_on=[first]),
        )

    made = stack(program)
    with pytest.raises(automation.CommandError, match=r"conflicts with existing subnetwork 'first'"):
        made.up()
    assert [row.name for row in contents(environment.clouds)] == ["net", "first"]
    made.destroy()
    assert contents(environment.clouds) == []


def _mesh_in_azure() -> None:
    provider = AzureProvider("azure", subscription_id="sub", location=REGION)
    options = pulumi.ResourceOptions(provider=provider)
    group = ResourceGroup("g", resource_group_name="g", location=REGION, opts=options)
    common = {"resource_group_name": group.name, "opts": options}
    net = network.VirtualNetwork(
        "net",
        virtual_network_name="net",
        location=REGION,
        address_space={"address_prefixes": ["10.0.0.0/16"]},
        **common,
    )
    subnet = network.Subnet(
        "nodes", subnet_name="nodes", virtual_network_name=net.name, address_prefix="10.0.0.0/22", **common
    )
    identity = UserAssignedIdentity("id", resource_name_="id", location=REGION, **common)
    cluster = ManagedCluster(
        "c",
        resource_name_="c",
        location=REGION,
        dns_prefix="c",
        identity={"type": "UserAssigned", "user_assigned_identities": [identity.id]},
        network_profile={"service_cidr": "10.1.0.0/16", "dns_service_ip": "10.1.0.10"},
        agent_pool_profiles=[{"name": "system", "mode": "System", "count": 1, "vnet_subnet_id": subnet.id}],
        **common,
    )
    credentials = list_managed_cluster_user_credentials_output(
        resource_group_name=group.name,
        resource_name=cluster.name,
        opts=pulumi.InvokeOutputOptions(provider=provider),
    )
    config = credentials.apply(lambda found: base64.b64decode(found.kubeconfigs[0].value).decode())
    inside = pulumi.ResourceOptions(provider=KubernetesProvider("k", kubeconfig=config))
    namespace = Namespace("mesh", metadata={"name": "mesh"}, opts=inside)
    secret = Secret(
        "s",
        metadata={"name": "s", "namespace": namespace.metadata.name},
        string_data={"key": SECRET_TEXT},
        opts=inside,
    )
    pulumi.export("config", config)
    pulumi.export("secret", secret.data)


def test_a_cluster_and_a_secret_in_it(
    stack: Callable[[automation.PulumiFn], automation.Stack], environment: Environment, tmp_path: Path
) -> None:
    """Credentials of a cluster are secret and lead into it; a Secret stands encrypted in the state."""
    made = stack(_mesh_in_azure)
    made.preview()
    outputs = made.up().outputs
    assert outputs["config"].secret
    assert outputs["secret"].secret
    encoded = base64.b64encode(SECRET_TEXT.encode()).decode()
    assert outputs["secret"].value == {"key": encoded}
    state = "".join(path.read_text() for path in (tmp_path / "state").rglob("*.json"))
    token = json.dumps(outputs["config"].value).partition("token: ")[2][:40]
    assert len(token) == 40
    for text in (SECRET_TEXT, encoded, token):
        assert text not in state
    again = made.up().summary.resource_changes or {}
    assert set(again) == {"same"}
    made.refresh()
    made.destroy()
    assert contents(environment.clouds) == []
