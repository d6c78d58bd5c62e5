"""The `tls` package: real keys and certificates. Not a cloud: nobody keeps them but the engine."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from meshctl.simulate.kind import CloudError, Kind, Package, Request, index

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes

_CURVES = {"P224": "SECP224R1", "P256": "SECP256R1", "P384": "SECP384R1", "P521": "SECP521R1"}
_USAGES = {
    "digital_signature": "digital_signature",
    "content_commitment": "content_commitment",
    "key_encipherment": "key_encipherment",
    "data_encipherment": "data_encipherment",
    "key_agreement": "key_agreement",
    "cert_signing": "key_cert_sign",
    "crl_signing": "crl_sign",
    "encipher_only": "encipher_only",
    "decipher_only": "decipher_only",
}
_EXTENDED = {"server_auth": "SERVER_AUTH", "client_auth": "CLIENT_AUTH", "code_signing": "CODE_SIGNING"}
_SUBJECT = {
    "commonName": "COMMON_NAME",
    "organization": "ORGANIZATION_NAME",
    "organizationalUnit": "ORGANIZATIONAL_UNIT_NAME",
    "country": "COUNTRY_NAME",
}


def _private_key(request: Request, id_: str) -> dict[str, Any]:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    algorithm = request.inputs["algorithm"]
    key: CertificateIssuerPrivateKeyTypes
    match algorithm:
        case "ECDSA":
            curve = getattr(ec, _CURVES[str(request.inputs.get("ecdsaCurve", "P224"))])
            key = ec.generate_private_key(curve())
        case "RSA":
            key = rsa.generate_private_key(65537, int(request.inputs.get("rsaBits", 2048)))
        case "ED25519":
            key = ed25519.Ed25519PrivateKey.generate()
        case _:
            raise CloudError(
                "InvalidAttributeValue",
                f'Attribute algorithm value must be one of RSA, ECDSA, ED25519, got: "{algorithm}"',
            )
    formats = serialization.PrivateFormat
    traditional = formats.PKCS8 if algorithm == "ED25519" else formats.TraditionalOpenSSL
    pem, nothing = serialization.Encoding.PEM, serialization.NoEncryption()
    public = key.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
    return {
        "privateKeyPem": key.private_bytes(pem, traditional, nothing).decode(),
        "privateKeyPemPkcs8": key.private_bytes(pem, formats.PKCS8, nothing).decode(),
        "publicKeyPem": public.decode(),
        "publicKeyFingerprintSha256": hashlib.sha256(public).hexdigest(),
    }


def _loaded(pem: str) -> CertificateIssuerPrivateKeyTypes:
    from cryptography.hazmat.primitives import serialization

    key: Any = serialization.load_pem_private_key(pem.encode(), None)
    return key  # type: ignore[no-any-return]  # any key that a PrivateKey above makes can sign


def _algorithm(key: CertificateIssuerPrivateKeyTypes) -> str:
    """The name of a key's algorithm, as PrivateKey takes it."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if isinstance(key, ec.EllipticCurvePrivateKey):
        return "ECDSA"
    return "RSA" if isinstance(key, rsa.RSAPrivateKey) else "ED25519"


def _digest(key: CertificateIssuerPrivateKeyTypes) -> hashes.SHA256 | None:
    """What is signed with the key: Ed25519 takes the whole text, the others a digest of it."""
    from cryptography.hazmat.primitives import hashes

    return None if _algorithm(key) == "ED25519" else hashes.SHA256()


def _name(inputs: Mapping[str, Any]) -> x509.Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    subject = inputs.get("subject") or {}
    return x509.Name(
        [x509.NameAttribute(getattr(NameOID, oid), subject[key]) for key, oid in _SUBJECT.items() if subject.get(key)]
    )


def _alternatives(inputs: Mapping[str, Any]) -> list[x509.ExtensionType]:
    from cryptography import x509

    names: list[x509.GeneralName] = [
        *(x509.DNSName(name) for name in inputs.get("dnsNames") or ()),
        *(x509.IPAddress(ip_address(text)) for text in inputs.get("ipAddresses") or ()),
        *(x509.UniformResourceIdentifier(uri) for uri in inputs.get("uris") or ()),
    ]
    return [x509.SubjectAlternativeName(names)] if names else []


def _cert_request(request: Request, id_: str) -> dict[str, Any]:
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization

    builder = x509.CertificateSigningRequestBuilder().subject_name(_name(request.inputs))
    for extension in _alternatives(request.inputs):
        builder = builder.add_extension(extension, critical=False)
    key = _loaded(request.inputs["privateKeyPem"])
    signed = builder.sign(key, _digest(key))
    return {
        "certRequestPem": signed.public_bytes(serialization.Encoding.PEM).decode(),
        "keyAlgorithm": _algorithm(key),
    }


def _self_signed(request: Request, id_: str) -> dict[str, Any]:
    key = _loaded(request.inputs["privateKeyPem"])
    name = _name(request.inputs)
    public = key.public_key()
    return _certificate(request.inputs, name, name, public, key, public, _alternatives(request.inputs))


def _locally_signed(request: Request, id_: str) -> dict[str, Any]:
    from cryptography import x509

    asked = x509.load_pem_x509_csr(request.inputs["certRequestPem"].encode())
    authority = x509.load_pem_x509_certificate(request.inputs["caCertPem"].encode())
    key = _loaded(request.inputs["caPrivateKeyPem"])
    if authority.public_key() != key.public_key():
        raise CloudError("InvalidAttribute", "x509: provided PrivateKey doesn't match parent's PublicKey")
    alternatives = [extension.value for extension in asked.extensions]
    return _certificate(
        request.inputs, asked.subject, authority.subject, asked.public_key(), key, authority.public_key(), alternatives
    )


def _certificate(
    inputs: Mapping[str, Any],
    subject: x509.Name,
    issuer: x509.Name,
    public: Any,
    signer: CertificateIssuerPrivateKeyTypes,
    authority: Any,
    alternatives: list[x509.ExtensionType],
) -> dict[str, Any]:
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.x509.oid import ExtendedKeyUsageOID

    start = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    end = start + datetime.timedelta(hours=int(inputs["validityPeriodHours"]))
    is_authority = bool(inputs.get("isCaCertificate"))
    length = inputs.get("maxPathLength")
    wanted = set(inputs["allowedUses"])
    usages = {flag: use in wanted for use, flag in _USAGES.items()}
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(
            x509.BasicConstraints(is_authority, int(length) if is_authority and length is not None else None), True
        )
        .add_extension(x509.KeyUsage(**usages), True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority), False)
    )
    if inputs.get("setSubjectKeyId") or is_authority:
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), False)
    extended = [getattr(ExtendedKeyUsageOID, oid) for use, oid in _EXTENDED.items() if use in wanted]
    if extended:
        builder = builder.add_extension(x509.ExtendedKeyUsage(extended), False)
    for extension in alternatives:
        builder = builder.add_extension(extension, False)
    signed = builder.sign(signer, _digest(signer))
    return {
        "certPem": signed.public_bytes(serialization.Encoding.PEM).decode(),
        "keyAlgorithm": _algorithm(signer),
        "validityStartTime": start.isoformat(),
        "validityEndTime": end.isoformat(),
        "readyForRenewal": False,
    }


def _id(request: Request) -> str:
    return hashlib.sha256(f"{request.name} {request.number()}".encode()).hexdigest()[:40]


_CERTIFICATE = ("certPem", "keyAlgorithm", "validityStartTime", "validityEndTime", "readyForRenewal")
_SHARED = {"allowedUses", "validityPeriodHours", "isCaCertificate", "maxPathLength", "setSubjectKeyId"}

PACKAGE = Package(
    name="tls",
    place=lambda provider: ("local", ""),
    local=True,
    kinds=index(
        Kind(
            token="tls:index/privateKey:PrivateKey",  # noqa: S106 -- a resource type
            identify=_id,
            outputs=_private_key,
            computed=("privateKeyPem", "privateKeyPemPkcs8", "publicKeyPem", "publicKeyFingerprintSha256"),
            replaces=frozenset({"algorithm", "ecdsaCurve", "rsaBits"}),
            secrets=frozenset({"privateKeyPem", "privateKeyPemPkcs8"}),
        ),
        Kind(
            token="tls:index/certRequest:CertRequest",  # noqa: S106 -- as above
            identify=_id,
            outputs=_cert_request,
            computed=("certRequestPem", "keyAlgorithm"),
            replaces=frozenset({"privateKeyPem", "subject", "dnsNames", "ipAddresses", "uris"}),
            secrets=frozenset({"privateKeyPem"}),
        ),
        Kind(
            token="tls:index/selfSignedCert:SelfSignedCert",  # noqa: S106 -- as above
            identify=_id,
            outputs=_self_signed,
            computed=_CERTIFICATE,
            replaces=frozenset(_SHARED | {"privateKeyPem", "subject", "dnsNames", "ipAddresses", "uris"}),
            secrets=frozenset({"privateKeyPem"}),
        ),
        Kind(
            token="tls:index/locallySignedCert:LocallySignedCert",  # noqa: S106 -- as above
            identify=_id,
            outputs=_locally_signed,
            computed=_CERTIFICATE,
            replaces=frozenset(_SHARED | {"certRequestPem", "caCertPem", "caPrivateKeyPem"}),
            secrets=frozenset({"caPrivateKeyPem"}),
        ),
    ),
)
