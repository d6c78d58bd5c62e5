"""The authorities of a mesh: one root, and an intermediate a cluster that it signs."""

from __future__ import annotations

import json

import pytest

from tests.stacks.recording import SPECS, Recorded, record

CLUSTERS = ["belgium", "dublin", "virginia"]


@pytest.fixture(scope="module")
def made() -> Recorded:
    """The example of three clusters."""
    return record("trust/tls", "trust")


def test_root_signs_every_intermediate(made: Recorded) -> None:
    """Each of the key of its own cluster."""
    signed = made.of("LocallySignedCert")
    assert sorted(signed) == [f"shop-{cluster}" for cluster in CLUSTERS]
    for name, found in signed.items():
        assert found.inputs["caCertPem"] == "shop-root:certPem"
        assert found.inputs["caPrivateKeyPem"] == "shop-root:privateKeyPem"
        assert found.inputs["certRequestPem"] == f"{name}:certRequestPem"


def test_intermediates_sign_workloads_only(made: Recorded) -> None:
    """Path length 0, and no extended key usage: a list without serverAuth would be refused."""
    for found in made.of("LocallySignedCert").values():
        assert found.inputs["isCaCertificate"] is True
        assert found.inputs["maxPathLength"] == 0
        assert found.inputs["setSubjectKeyId"] is True
        assert set(found.inputs["allowedUses"]) == {"cert_signing", "crl_signing", "digital_signature"}


def test_keys_are_ecdsa_and_names_the_control_planes(made: Recorded) -> None:
    """P-256, and the DNS name under which proxies know istiod."""
    assert len(made.of("PrivateKey")) == 4
    for found in made.of("PrivateKey").values():
        assert (found.inputs["algorithm"], found.inputs["ecdsaCurve"]) == ("ECDSA", "P256")
    for found in made.of("CertRequest").values():
        assert found.inputs["dnsNames"] == ["istiod.istio-system.svc"]


def test_each_cluster_has_an_output_of_its_own(made: Recorded) -> None:
    """Secret, with the chain from the leaf; the root's certificate is not."""
    assert sorted(made.outputs) == [*(f"intermediate_{cluster}" for cluster in CLUSTERS), "root_cert"]
    assert made.secrets == {f"intermediate_{cluster}" for cluster in CLUSTERS}
    assert made.outputs["intermediate_dublin"] == {
        "cert": "shop-dublin:certPem",
        "key": "shop-dublin:privateKeyPem",
        "chain": "shop-dublin:certPemshop-root:certPem",
    }


def test_no_output_has_the_roots_key(made: Recorded) -> None:
    """It stays in the engine's state."""
    assert "shop-root:privateKeyPem" not in str(made.outputs)


def test_a_cluster_that_goes_takes_only_its_own(made: Recorded) -> None:
    """The others keep key, request and certificate."""
    intermediates = json.loads((SPECS / "trust.json").read_text())["spec"]["intermediates"]
    fewer = record("trust/tls", "trust", spec={"intermediates": intermediates[1:]})
    kept = {(found.type, found.name): found.inputs for found in fewer.registered}
    before = {(found.type, found.name): found.inputs for found in made.registered}
    assert kept.items() <= before.items()
    assert {name for _, name in before.keys() - kept.keys()} == {"shop-belgium"}
