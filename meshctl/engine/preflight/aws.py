"""Credentials and tools for AWS, as the SDK looks for them: environment, profiles, roles."""

from __future__ import annotations

import configparser
from collections.abc import Iterable, Mapping
from pathlib import Path

from meshctl.engine.preflight.credentials import no_credentials, runs_on, tool
from meshctl.findings import Finding

_AMBIENT = (
    ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
    ("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"),
    ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",),
    ("AWS_CONTAINER_CREDENTIALS_FULL_URI",),
)


def missing(accounts: Iterable[str | None], variables: Mapping[str, str], home: Path) -> list[Finding]:
    """What is missing for these profiles (None: the ambient credentials)."""
    profiles = _profiles(variables, home)
    findings = []
    for account in sorted(accounts, key=str):
        wanted = account or variables.get("AWS_PROFILE")
        if wanted and wanted not in profiles:
            text = f"the AWS profile `{wanted}` is in neither the credentials nor the config file"
            findings.append(no_credentials(f"aws profile {wanted}", text, f"`aws configure --profile {wanted}`"))
        elif not wanted and not _ambient(variables) and "default" not in profiles and not runs_on("Amazon EC2"):
            text = "no AWS credentials: no keys or role in the environment, no default profile"
            hint = "`aws configure`, or set AWS_PROFILE, or give the sites an `account`"
            findings.append(no_credentials("aws credentials", text, hint))
    why = "the kubeconfig of an EKS cluster takes its tokens from `aws eks get-token`"
    return findings + tool("aws", why, "install the AWS command line, version 2", variables)


def _ambient(variables: Mapping[str, str]) -> bool:
    return any(all(name in variables for name in names) for names in _AMBIENT)


def _profiles(variables: Mapping[str, str], home: Path) -> set[str]:
    names: set[str] = set()
    files = {
        "AWS_SHARED_CREDENTIALS_FILE": home / ".aws" / "credentials",
        "AWS_CONFIG_FILE": home / ".aws" / "config",
    }
    for variable, usual in files.items():
        parser = configparser.ConfigParser(interpolation=None, strict=False)
        try:
            parser.read(variables.get(variable, str(usual)), encoding="utf-8")
        except configparser.Error:
            continue
        names |= {section.removeprefix("profile ") for section in parser.sections()}
    return names
