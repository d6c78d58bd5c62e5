"""Keys and certificates that the simulated `tls` package makes are real ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from meshctl.simulate.kind import CloudError
from meshctl.simulate.tls import PACKAGE
from tests.simulate.small_cloud import Made, SmallCloud

KEY = "tls:index/privateKey:PrivateKey"
REQUEST = "tls:index/certRequest:CertRequest"
SELF_SIGNED = "tls:index/selfSignedCert:SelfSignedCert"
LOCALLY_SIGNED = "tls:index/locallySignedCert:LocallySignedCert"


@pytest.fixture
def tls(tmp_path: Path) -> SmallCloud:
    """The package alone."""
    return SmallCloud(tmp_path, PACKAGE, {})


def a_key(tls: SmallCloud, algorithm: str = "ECDSA", **more: Any) -> Made:
    return tls.create(KEY, algorithm=algorithm, **more)


def a_root(tls: SmallCloud, key: Made, **more: Any) -> Made:
    inputs: dict[str, Any] = {
        "privateKeyPem": key["privateKeyPem"],
        "subject": {"commonName": "Root", "organization": "shop"},
        "validityPeriodHours": 48,
        "allowedUses": ["cert_signing", "crl_signing"],
        "isCaCertificate": True,
    }
    return tls.create(SELF_SIGNED, **{**inputs, **more})


def an_intermediate(tls: SmallCloud, root: Made, root_key: Made, **more: Any) -> x509.Certificate:
    asked = tls.create(
        REQUEST,
        privateKeyPem=a_key(tls)["privateKeyPem"],
        subject={"commonName": "Intermediate"},
        dnsNames=["istiod.istio-system.svc"],
        ipAddresses=["10.0.0.1"],
        uris=["spiffe://shop/ns/a"],
    )
    inputs: dict[str, Any] = {
        "certRequestPem": asked["certRequestPem"],
        "caCertPem": root["certPem"],
        "caPrivateKeyPem": root_key["privateKeyPem"],
        "validityPeriodHours": 24,
        "allowedUses": ["cert_signing", "digital_signature", "server_auth"],
        "isCaCertificate": True,
        "maxPathLength": 0,
    }
    made = tls.create(LOCALLY_SIGNED, **{**inputs, **more})
    return x509.load_pem_x509_certificate(made["certPem"].encode())


@pytest.mark.parametrize(
    ("algorithm", "more", "bits"),
    [("ECDSA", {"ecdsaCurve": "P384"}, 384), ("ECDSA", {}, 224), ("RSA", {"rsaBits": 2048}, 2048), ("ED25519", {}, 0)],
)
def test_keys(tls: SmallCloud, algorithm: str, more: dict[str, Any], bits: int) -> None:
    """Both forms of the private key are the same key, and the public one is its own."""
    made = a_key(tls, algorithm, **more)
    keys: list[Any] = [
        load_pem_private_key(made[name].encode(), None) for name in ("privateKeyPem", "privateKeyPemPkcs8")
    ]
    public: Any = load_pem_public_key(made["publicKeyPem"].encode())
    assert [key.public_key() for key in keys] == [public, public]
    assert getattr(public, "key_size", 0) == bits
    assert a_key(tls, algorithm, **more)["privateKeyPem"] != made["privateKeyPem"]


def test_unknown_algorithms_are_refused(tls: SmallCloud) -> None:
    """An algorithm that there is none of is refused in the provider's words."""
    with pytest.raises(CloudError, match="must be one of RSA, ECDSA, ED25519"):
        a_key(tls, "DSA")


@pytest.mark.parametrize("algorithm", ["ECDSA", "RSA", "ED25519"])
def test_chain(tls: SmallCloud, algorithm: str) -> None:
    """The root signs itself and the intermediate, with the flags that an authority has to have."""
    key = a_key(tls, algorithm)
    made = a_root(tls, key)
    root = x509.load_pem_x509_certificate(made["certPem"].encode())
    root.verify_directly_issued_by(root)
    assert root.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value == "shop"
    assert made["keyAlgorithm"] == algorithm
    found = an_intermediate(tls, made, key)
    found.verify_directly_issued_by(root)
    constraints = found.extensions.get_extension_for_class(x509.BasicConstraints)
    assert constraints.critical
    assert (constraints.value.ca, constraints.value.path_length) == (True, 0)
    usage = found.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.key_cert_sign, usage.digital_signature, usage.crl_sign) == (True, True, False)
    extended = found.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(extended) == [ExtendedKeyUsageOID.SERVER_AUTH]
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["istiod.istio-system.svc"]
    assert names.get_values_for_type(x509.UniformResourceIdentifier) == ["spiffe://shop/ns/a"]
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == ["10.0.0.1"]
    assert (found.not_valid_after_utc - found.not_valid_before_utc).total_seconds() == 24 * 3600


def test_leaves_are_no_authorities(tls: SmallCloud) -> None:
    """A certificate that is not asked to be an authority is none, and has no path length."""
    key = a_key(tls)
    found = an_intermediate(tls, a_root(tls, key), key, isCaCertificate=False)
    constraints = found.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert (constraints.ca, constraints.path_length) == (False, None)


def test_a_key_must_be_the_authoritys(tls: SmallCloud) -> None:
    """Signing with another key than that of the authority's certificate is refused."""
    root = a_root(tls, a_key(tls))
    with pytest.raises(CloudError, match="doesn't match parent's PublicKey"):
        an_intermediate(tls, root, a_key(tls))


def test_no_cloud_keeps_them(tls: SmallCloud) -> None:
    """Nothing of this package is in any store, and deleting it is nothing."""
    made = a_key(tls)
    tls.delete(made)
    assert tls.tokens() == []
