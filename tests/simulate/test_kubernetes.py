"""Kubernetes as it is simulated: ways to clusters, objects, Secrets, and every refusal."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from meshctl.simulate.authority import certificate, encoded
from meshctl.simulate.kind import CloudError
from meshctl.simulate.kubernetes import PACKAGE, objects, release
from meshctl.simulate.store import Endpoint, Store
from tests.simulate.small_cloud import Made, SmallCloud

SERVER = "https://34.140.0.1"
GATEWAY = "kubernetes:networking.istio.io/v1:Gateway"
CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
TOKEN = "kubernetes.io/service-account-token"


def kubeconfig(server: str, authority: str, **changes: Any) -> dict[str, Any]:
    """What a provider is told, read already."""
    return {
        "clusters": [{"name": "c", "cluster": {"server": server, "certificate-authority-data": encoded(authority)}}],
        "users": [{"name": "u", "user": {"token": "t"}}],
        "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
        "current-context": "x",
        **changes,
    }


def a_cluster(folder: Path, server: str = SERVER) -> SmallCloud:
    """A cluster that answers at that server, and its provider."""
    authority = certificate("test")
    Store(folder).open_endpoint(Endpoint(server, authority, f"cluster at {server}"))
    return SmallCloud(folder, PACKAGE, {"kubeconfig": kubeconfig(server, authority)})


@pytest.fixture
def cluster(tmp_path: Path) -> SmallCloud:
    """A cluster on Google Cloud with a namespace of its own."""
    made = a_cluster(tmp_path)
    a_namespace(made)
    return made


def a_namespace(cluster: SmallCloud, name: str = "mesh") -> Made:
    return cluster.create(objects.NAMESPACE, metadata={"name": name, "labels": {"a": "b"}})


def a_secret(cluster: SmallCloud, name: str = "s", **more: Any) -> Made:
    return cluster.create(objects.SECRET, metadata={"name": name, "namespace": "mesh"}, **more)


def a_base(cluster: SmallCloud) -> Made:
    return cluster.create(
        release.RELEASE,
        name="base",
        chart="base",
        version="1.30.5",
        namespace="mesh",
        repositoryOpts={"repo": "https://istio-release.storage.googleapis.com/charts"},
    )


def decoded(text: str) -> str:
    return base64.b64decode(text).decode()


def test_a_kubeconfig_may_be_text(tmp_path: Path) -> None:
    """JSON and YAML text lead to the same cluster as what was read already."""
    first = a_cluster(tmp_path)
    text = json.dumps(first.provider["kubeconfig"])
    assert a_namespace(SmallCloud(tmp_path, PACKAGE, {"kubeconfig": text})).id == "mesh"


def test_a_server_that_nobody_answers_on(tmp_path: Path) -> None:
    """The words of a client that finds no such host."""
    nobody = SmallCloud(tmp_path, PACKAGE, {"kubeconfig": kubeconfig("https://none.example:443", "")})
    with pytest.raises(CloudError, match=r"failed to connect: dial tcp: lookup none\.example: no such host"):
        a_namespace(nobody)


def test_a_server_with_another_authority(tmp_path: Path) -> None:
    """The words of a client that does not know who signed the server's certificate."""
    a_cluster(tmp_path)
    wrong = SmallCloud(tmp_path, PACKAGE, {"kubeconfig": kubeconfig(SERVER, certificate("other"))})
    with pytest.raises(CloudError, match="x509: certificate signed by unknown authority"):
        a_namespace(wrong)


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ("a: [", "parse error"),
        ("", "no configuration has been provided"),
        (kubeconfig(SERVER, "", **{"current-context": "y"}), 'context was not found for specified context: "y"'),
        (kubeconfig(SERVER, "", users=[]), 'user was not found for specified context: "u"'),
        (
            kubeconfig(SERVER, "", clusters=[{"name": "c", "cluster": {"certificate-authority-data": "!"}}]),
            "illegal base64",
        ),
    ],
)
def test_kubeconfigs_that_lead_nowhere(tmp_path: Path, config: Any, words: str) -> None:
    """No text, no context, no user, no authority that can be read."""
    with pytest.raises(CloudError, match=words):
        a_namespace(SmallCloud(tmp_path, PACKAGE, {"kubeconfig": config}))


def test_objects_are_called_by_namespace_and_name(cluster: SmallCloud) -> None:
    """Ids are ``namespace/name``, or the name alone; the same name twice is refused."""
    made = cluster.create(CONFIG_MAP, metadata={"name": "settings", "namespace": "mesh"}, data={"a": "b"})
    assert (made.id, made["kind"], made["apiVersion"]) == ("mesh/settings", "ConfigMap", "v1")
    assert made["metadata"]["uid"]
    with pytest.raises(CloudError, match='configmaps "settings" already exists'):
        cluster.create(CONFIG_MAP, metadata={"name": "settings", "namespace": "mesh"})
    with pytest.raises(CloudError, match='namespaces "kube-system" already exists'):
        a_namespace(cluster, "kube-system")


def test_an_update_keeps_what_the_object_is(cluster: SmallCloud) -> None:
    """A changed object has the uid that it had."""
    made = a_namespace(cluster, "other")
    later = cluster.update(made, metadata={"name": "other"})
    assert later["metadata"]["uid"] == made["metadata"]["uid"]
    assert later["metadata"].get("labels") is None


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ({"name": "x", "namespace": "none"}, 'namespaces "none" not found'),
        ({"name": "No"}, "is invalid"),
        ({}, "Required value"),
    ],
)
def test_objects_that_cannot_be(cluster: SmallCloud, metadata: dict[str, str], words: str) -> None:
    """Namespaces are there, names are names."""
    with pytest.raises(CloudError, match=words):
        cluster.create(CONFIG_MAP, metadata=metadata)


def test_kinds_need_their_definitions(cluster: SmallCloud) -> None:
    """Chart ``base`` defines Istio's kinds; the Gateway API is defined by nobody here."""
    opened = {"metadata": {"name": "g", "namespace": "mesh"}, "spec": {"servers": []}}
    with pytest.raises(CloudError, match=r'no matches for kind "Gateway" in version "networking\.istio\.io/v1"'):
        cluster.create(GATEWAY, **opened)
    a_base(cluster)
    assert cluster.create(GATEWAY, **opened)["apiVersion"] == "networking.istio.io/v1"
    with pytest.raises(CloudError, match="no matches for kind"):
        cluster.create("kubernetes:gateway.networking.k8s.io/v1:Gateway", **opened)
    policy = cluster.create("kubernetes:networking.k8s.io/v1:NetworkPolicy", **opened)
    assert policy.id == "mesh/g"


def test_types_that_are_none(cluster: SmallCloud) -> None:
    """What does not read as a type is not known."""
    with pytest.raises(CloudError, match="knows no kubernetes:nonsense"):
        cluster.create("kubernetes:nonsense", metadata={"name": "x"})


def test_secrets_are_secret_and_encoded(cluster: SmallCloud) -> None:
    """Text comes back in base64 under ``data``; both fields are marked as secrets."""
    made = a_secret(cluster, stringData={"key": "text"}, data={"other": "YQ=="})
    assert made["data"] == {"key": base64.b64encode(b"text").decode(), "other": "YQ=="}
    assert PACKAGE.kind(objects.SECRET).secrets == {"data", "stringData"}
    changed = cluster.update(made, metadata={"name": "s", "namespace": "mesh"}, stringData={"key": "new"})
    assert decoded(changed["data"]["key"]) == "new"
    with pytest.raises(CloudError, match="illegal base64 data in key"):
        a_secret(cluster, "bad", data={"key": "no!"})


def test_token_secrets_are_filled_in(cluster: SmallCloud) -> None:
    """The controller gives a token, the authority and the namespace, once."""
    a_base(cluster)
    metadata = {
        "name": "token",
        "namespace": "mesh",
        "annotations": {"kubernetes.io/service-account.name": "istio-reader-service-account"},
    }
    made = cluster.create(objects.SECRET, metadata=metadata, type=TOKEN)
    endpoint = cluster.store.endpoint(SERVER)
    assert endpoint is not None
    assert decoded(made["data"]["ca.crt"]) == endpoint.authority
    assert decoded(made["data"]["namespace"]) == "mesh"
    assert decoded(made["data"]["token"]).count(".") == 2
    labelled = {**metadata, "labels": {"a": "b"}}
    assert cluster.update(made, metadata=labelled, type=TOKEN)["data"] == made["data"]


def test_tokens_of_accounts_that_are_not_there(cluster: SmallCloud) -> None:
    """The controller deletes a token Secret without an account."""
    metadata = {"name": "token", "namespace": "mesh"}
    for account in ({}, {"annotations": {"kubernetes.io/service-account.name": "nobody"}}):
        with pytest.raises(CloudError, match="not found: its token Secret was deleted"):
            cluster.create(objects.SECRET, metadata={**metadata, **account}, type=TOKEN)


def test_a_namespace_goes_with_all_that_is_in_it(cluster: SmallCloud) -> None:
    """Objects of other namespaces stay."""
    a_secret(cluster)
    cluster.create(CONFIG_MAP, metadata={"name": "kept"})
    row = cluster.read(objects.NAMESPACE, "mesh")
    assert row is not None
    cluster.delete(Made(objects.NAMESPACE, row.id, row.outputs))
    assert cluster.tokens() == [CONFIG_MAP]


def test_a_cluster_that_is_gone_takes_its_objects(cluster: SmallCloud, tmp_path: Path) -> None:
    """Those of another cluster stay; deleting what went with it is no error."""
    other = a_cluster(tmp_path, "https://34.140.0.2")
    a_namespace(other)
    made = a_secret(cluster)
    cluster.store.close_endpoint(f"cluster at {SERVER}")
    assert [row.account for row in cluster.store.rows(None, None)] == ["https://34.140.0.2"]
    cluster.delete(made)


def test_reading_by_id_needs_no_state(cluster: SmallCloud) -> None:
    """``Service.get`` finds what something else has made."""
    metadata = {"name": "web", "namespace": "mesh"}
    cluster.create(objects.SERVICE, metadata=metadata, spec={"ports": [{"port": 80}]})
    row = cluster.read(objects.SERVICE, "mesh/web")
    assert row is not None
    assert (row.outputs["spec"]["type"], row.outputs["status"]) == ("ClusterIP", {"loadBalancer": {}})
    assert cluster.read(objects.SERVICE, "mesh/none") is None
