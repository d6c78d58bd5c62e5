"""The passphrase that the secrets in the state are encrypted with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from meshctl.findings import Finding, Severity


def missing(secrets: str, variables: Mapping[str, str]) -> list[Finding]:
    """MC603 when the state is encrypted with a passphrase and none is given."""
    if secrets != "passphrase" or "PULUMI_CONFIG_PASSPHRASE" in variables:
        return []
    named = variables.get("PULUMI_CONFIG_PASSPHRASE_FILE")
    if named and Path(named).is_file():
        return []
    return [
        Finding(
            where="state.secrets",
            code="MC603",
            severity=Severity.ERROR,
            text="the state is encrypted with a passphrase, and none is given",
            hint="set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE to a file that holds it",
        )
    ]
