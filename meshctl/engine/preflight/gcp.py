"""Credentials, project and tools for Google Cloud, as its SDK looks for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from meshctl.engine.preflight.credentials import no_credentials, runs_on, tool
from meshctl.findings import Finding

_PROJECT = ("GOOGLE_PROJECT", "GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT", "CLOUDSDK_CORE_PROJECT")


def missing(accounts: Iterable[str | None], variables: Mapping[str, str], home: Path) -> list[Finding]:
    """What is missing for these projects (None: the ambient one)."""
    findings = []
    if not _credentials(variables, home) and not runs_on("Google"):
        text = "no Google Cloud credentials: no application default ones, no key or token in the environment"
        findings.append(no_credentials("gcp credentials", text, "`gcloud auth application-default login`"))
    if None in set(accounts) and not any(variables.get(name) for name in _PROJECT) and not runs_on("Google"):
        text = "no Google Cloud project: a site has no `account`, and the environment names none"
        findings.append(no_credentials("gcp project", text, "give the site an `account`, or set GOOGLE_PROJECT"))
    why = "the kubeconfig of a GKE cluster takes its tokens from it"
    hint = "`gcloud components install gke-gcloud-auth-plugin`"
    return findings + tool("gke-gcloud-auth-plugin", why, hint, variables)


def _credentials(variables: Mapping[str, str], home: Path) -> bool:
    named = variables.get("GOOGLE_APPLICATION_CREDENTIALS")
    if named:
        return Path(named).is_file()
    if variables.get("GOOGLE_CREDENTIALS") or variables.get("GOOGLE_OAUTH_ACCESS_TOKEN"):
        return True
    folder = Path(variables.get("CLOUDSDK_CONFIG", home / ".config" / "gcloud"))
    return (folder / "application_default_credentials.json").is_file()
