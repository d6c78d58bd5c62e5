"""All checks of a real run, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from meshctl.engine.preflight import aws, azure, gcp, passphrase, plugins
from meshctl.findings import Finding
from meshctl.units import Unit


def missing(
    units: Sequence[Unit],
    secrets: str,
    pulumi: Path,
    variables: Mapping[str, str],
    home: Path,
    say: Callable[[str], None],
) -> tuple[Finding, ...]:
    """What these units lack on this machine, sorted; empty when nothing is missing.

    ``variables`` and ``home`` are the process's environment and the user's home folder. A provider plugin
    that is not there is fetched, and named only when that fails.
    """
    accounts = _accounts(units)
    return tuple(
        sorted(
            [
                *passphrase.missing(secrets, variables),
                *(aws.missing(accounts["aws"], variables, home) if "aws" in accounts else ()),
                *(gcp.missing(accounts["gcp"], variables, home) if "gcp" in accounts else ()),
                *(azure.missing(accounts["azure"], variables, home) if "azure" in accounts else ()),
                *plugins.missing(units, pulumi, variables, say),
            ]
        )
    )


def _accounts(units: Sequence[Unit]) -> dict[str, set[str | None]]:
    """The accounts that each cloud is used with; None is the ambient one."""
    accounts: dict[str, set[str | None]] = {}
    for unit in units:
        cloud = unit.spec.get("cloud")
        if cloud and unit.kind in {"network", "hub", "cluster"}:
            accounts.setdefault(cloud, set()).add(unit.spec.get("account"))
    return accounts
