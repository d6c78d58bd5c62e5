"""Credentials and subscription for Azure, as its provider looks for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from meshctl.engine.preflight.credentials import no_credentials
from meshctl.findings import Finding

_AMBIENT = (
    ("ARM_CLIENT_ID", "ARM_TENANT_ID", "ARM_CLIENT_SECRET"),
    ("ARM_CLIENT_ID", "ARM_TENANT_ID", "ARM_CLIENT_CERTIFICATE_PATH"),
    ("ARM_CLIENT_ID", "ARM_TENANT_ID", "ARM_USE_OIDC"),
    ("ARM_USE_MSI",),
)


def missing(accounts: Iterable[str | None], variables: Mapping[str, str], home: Path) -> list[Finding]:
    """What is missing for these subscriptions (None: the ambient one)."""
    ambient = any(all(variables.get(name) for name in names) for names in _AMBIENT)
    signed_in = (Path(variables.get("AZURE_CONFIG_DIR", home / ".azure")) / "azureProfile.json").is_file()
    findings = []
    if not ambient and not signed_in:
        text = "no Azure credentials: nobody is signed in, and the environment names no service principal"
        findings.append(
            no_credentials("azure credentials", text, "`az login`, or set ARM_CLIENT_ID, ARM_TENANT_ID and a secret")
        )
    if None in set(accounts) and not variables.get("ARM_SUBSCRIPTION_ID") and not signed_in:
        text = "no Azure subscription: a site has no `account`, and the environment names none"
        findings.append(
            no_credentials("azure subscription", text, "give the site an `account`, or set ARM_SUBSCRIPTION_ID")
        )
    return findings
