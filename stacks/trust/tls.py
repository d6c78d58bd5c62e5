"""The authorities of a mesh: one root, and an intermediate for each cluster that it signs.

All keys are ECDSA on P-256. The intermediates say nothing of extended uses: a list that lacks one of
server and client would be refused by every workload.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi_tls.cert_request import CertRequest
from pulumi_tls.locally_signed_cert import LocallySignedCert
from pulumi_tls.private_key import PrivateKey
from pulumi_tls.self_signed_cert import SelfSignedCert

USES = ["cert_signing", "crl_signing", "digital_signature"]


def build(spec: Mapping[str, Any], upstream: Mapping[str, Any]) -> dict[str, pulumi.Input[Any]]:
    """Program ``trust/tls`` of docs/reference/units.md; takes nothing from other units."""
    name = f"{spec['name']}-root"
    key = _key(name)
    root = SelfSignedCert(
        name,
        private_key_pem=key.private_key_pem,
        subject=_subject(spec, spec["root"]["common_name"]),
        validity_period_hours=spec["root"]["validity_hours"],
        allowed_uses=USES,
        is_ca_certificate=True,
        set_subject_key_id=True,
    )
    outputs: dict[str, pulumi.Input[Any]] = {"root_cert": root.cert_pem}
    for wanted in spec["intermediates"]:
        outputs[f"intermediate_{wanted['cluster']}"] = _intermediate(spec, wanted, key, root)
    return outputs


def _intermediate(
    spec: Mapping[str, Any], wanted: Mapping[str, Any], root_key: PrivateKey, root: SelfSignedCert
) -> pulumi.Output[Mapping[str, str]]:
    name = f"{spec['name']}-{wanted['cluster']}"
    key = _key(name)
    request = CertRequest(
        name,
        private_key_pem=key.private_key_pem,
        subject=_subject(spec, wanted["common_name"]),
        dns_names=[wanted["dns_name"]],
    )
    signed = LocallySignedCert(
        name,
        cert_request_pem=request.cert_request_pem,
        ca_private_key_pem=root_key.private_key_pem,
        ca_cert_pem=root.cert_pem,
        validity_period_hours=wanted["validity_hours"],
        allowed_uses=USES,
        is_ca_certificate=True,
        max_path_length=0,  # it signs workloads, and no other authority
        set_subject_key_id=True,
    )
    return pulumi.Output.secret(
        {
            "cert": signed.cert_pem,
            "key": key.private_key_pem,
            "chain": pulumi.Output.concat(signed.cert_pem, root.cert_pem),
        }
    )


def _key(name: str) -> PrivateKey:
    return PrivateKey(name, algorithm="ECDSA", ecdsa_curve="P256")


def _subject(spec: Mapping[str, Any], common_name: str) -> dict[str, str]:
    return {"common_name": common_name, "organization": spec["organization"]}
