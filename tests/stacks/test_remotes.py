"""Remote secrets: one for each other cluster, in the form that istiod takes."""

from __future__ import annotations

from tests.stacks.recording import record


def test_a_secret_for_each_other_cluster() -> None:
    """Labelled and annotated, with one key: the other cluster's name, which is its id in the mesh."""
    made = record("remotes/istio", "remotes")
    secrets = made.of("Secret")
    assert sorted(secrets) == ["istio-remote-secret-belgium", "istio-remote-secret-dublin"]
    found = secrets["istio-remote-secret-dublin"]
    assert found.inputs["metadata"] == {
        "name": "istio-remote-secret-dublin",
        "namespace": "istio-system",
        "labels": {"istio/multiCluster": "true"},
        "annotations": {"networking.istio.io/cluster": "dublin"},
    }
    assert list(found.inputs["stringData"]) == ["dublin"]
    assert made.outputs == {"clusters": ["belgium", "dublin"]}


def test_kubeconfigs_are_secrets() -> None:
    """Also where whoever runs the program by hand gives them in clear."""
    made = record("remotes/istio", "remotes")
    assert all(found.secret for found in made.of("Secret").values())


def test_a_new_token_changes_the_secret_in_place() -> None:
    """istiod ignores a second Secret for a cluster that it knows."""
    assert record("remotes/istio", "remotes").one("kubernetes").inputs["enableSecretMutable"] == "true"
