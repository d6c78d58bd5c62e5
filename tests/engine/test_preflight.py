"""What a real run needs: each thing that is missing is named once, all in one pass."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from meshctl.engine.preflight import aws, azure, credentials, gcp, missing, passphrase, plugins
from meshctl.findings import Finding
from meshctl.units import Unit


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine is no cloud's virtual machine, wherever the tests run."""
    for module in (aws, gcp):
        monkeypatch.setattr(module, "runs_on", lambda vendor: False)


def unit(program: str, **spec: Any) -> Unit:
    """A unit of that program in its cloud."""
    kind, _, name = program.partition("/")
    return Unit(f"{kind}/x", kind, program, {"cloud": name, **spec})


def codes(findings: list[Finding] | tuple[Finding, ...]) -> list[tuple[str, str]]:
    """Where and code of each finding."""
    return [(finding.where, finding.code) for finding in findings]


def on_path(folder: Path, *names: str) -> str:
    """A PATH on which just these programs are."""
    folder.mkdir()
    for name in names:
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
    return str(folder)


def test_passphrase_is_missing_only_for_states_that_need_one(tmp_path: Path) -> None:
    """A variable, a file that is there, or a key service will do."""
    assert [finding.code for finding in passphrase.missing("passphrase", {})] == ["MC603"]
    assert passphrase.missing("awskms://alias/x", {}) == []
    assert passphrase.missing("passphrase", {"PULUMI_CONFIG_PASSPHRASE": ""}) == []
    file = tmp_path / "phrase"
    named = {"PULUMI_CONFIG_PASSPHRASE_FILE": str(file)}
    assert passphrase.missing("passphrase", named) != []
    file.write_text("x")
    assert passphrase.missing("passphrase", named) == []


def test_aws_takes_keys_roles_and_profiles(tmp_path: Path) -> None:
    """Each way in which the SDK finds credentials."""
    path = {"PATH": on_path(tmp_path / "bin", "aws")}
    assert codes(aws.missing([None], path, tmp_path)) == [("aws credentials", "MC604")]
    keys = {**path, "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    assert aws.missing([None], keys, tmp_path) == []
    role = {**path, "AWS_WEB_IDENTITY_TOKEN_FILE": "f", "AWS_ROLE_ARN": "r"}
    assert aws.missing([None], role, tmp_path) == []
    folder = tmp_path / ".aws"
    folder.mkdir()
    (folder / "config").write_text("[default]\n[profile shop]\n")
    assert aws.missing([None, "shop"], path, tmp_path) == []
    assert codes(aws.missing(["other"], path, tmp_path)) == [("aws profile other", "MC604")]
    assert codes(aws.missing([None], {**path, "AWS_PROFILE": "gone"}, tmp_path)) == [("aws profile gone", "MC604")]
    (folder / "config").write_text("no section\n")
    assert codes(aws.missing([None], path, tmp_path)) == [("aws credentials", "MC604")]


def test_aws_needs_its_command_line_for_kubeconfigs(tmp_path: Path) -> None:
    """`aws eks get-token` stands in the kubeconfig."""
    keys = {"PATH": str(tmp_path), "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    assert codes(aws.missing([None], keys, tmp_path)) == [("aws", "MC605")]


def test_gcp_takes_keys_tokens_and_application_default_credentials(tmp_path: Path) -> None:
    """Each way in which the SDK finds credentials, and the project."""
    path = {"PATH": on_path(tmp_path / "bin", "gke-gcloud-auth-plugin")}
    assert codes(gcp.missing([None], path, tmp_path)) == [
        ("gcp credentials", "MC604"),
        ("gcp project", "MC604"),
    ]
    assert codes(gcp.missing(["p"], path, tmp_path)) == [("gcp credentials", "MC604")]
    assert gcp.missing([None], {**path, "GOOGLE_OAUTH_ACCESS_TOKEN": "t", "GOOGLE_PROJECT": "p"}, tmp_path) == []
    key = tmp_path / "key.json"
    named = {**path, "GOOGLE_APPLICATION_CREDENTIALS": str(key)}
    assert gcp.missing(["p"], named, tmp_path) != []
    key.write_text("{}")
    assert gcp.missing(["p"], named, tmp_path) == []
    folder = tmp_path / ".config" / "gcloud"
    folder.mkdir(parents=True)
    (folder / "application_default_credentials.json").write_text("{}")
    assert gcp.missing(["p"], path, tmp_path) == []


def test_azure_takes_service_principals_identities_and_a_signed_in_user(tmp_path: Path) -> None:
    """Each way in which the provider finds credentials, and the subscription."""
    both = [("azure credentials", "MC604"), ("azure subscription", "MC604")]
    assert codes(azure.missing([None], {}, tmp_path)) == both
    principal = {"ARM_CLIENT_ID": "c", "ARM_TENANT_ID": "t", "ARM_CLIENT_SECRET": "s"}
    assert codes(azure.missing([None], principal, tmp_path)) == [("azure subscription", "MC604")]
    assert azure.missing(["sub"], principal, tmp_path) == []
    assert azure.missing(["sub"], {"ARM_USE_MSI": "true"}, tmp_path) == []
    (tmp_path / ".azure").mkdir()
    (tmp_path / ".azure" / "azureProfile.json").write_text("{}")
    assert azure.missing([None], {}, tmp_path) == []


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("network/aws", {"aws"}),
        ("cluster/azure", {"azure-native"}),
        ("link/aws_gcp", {"aws", "gcp", "random"}),
        ("link/gcp_peering", {"gcp"}),
        ("mesh/istio", {"kubernetes"}),
        ("trust/tls", {"tls"}),
    ],
)
def test_packages_follow_from_the_program(program: str, expected: set[str]) -> None:
    """Each program names its clouds; VPN links also make keys."""
    assert plugins.packages([unit(program)]) == expected


def test_plugins_that_are_there_are_not_fetched(tmp_path: Path) -> None:
    """A plugin that is missing and cannot be fetched is named with the cause."""
    from importlib.metadata import version

    home = {"PULUMI_HOME": str(tmp_path)}
    pulumi = tmp_path / "pulumi"
    pulumi.write_text(
        "#!/bin/sh\necho 'warning: Error downloading plugin: no such host' >&2\n"
        "echo 'error: failed all 5 attempts' >&2\nexit 1\n"
    )
    pulumi.chmod(0o755)
    said: list[str] = []
    found = plugins.missing([unit("trust/tls")], pulumi, home, said.append)
    assert [finding.code for finding in found] == ["MC602"]
    assert "no such host" in found[0].text
    assert len(said) == 1
    (tmp_path / "plugins" / f"resource-tls-v{version('pulumi-tls')}").mkdir(parents=True)
    assert plugins.missing([unit("trust/tls")], pulumi, home, said.append) == []


def test_a_fetched_plugin_is_no_finding(tmp_path: Path) -> None:
    """Where Pulumi can install it, nothing is missing."""
    pulumi = tmp_path / "pulumi"
    pulumi.write_text("#!/bin/sh\nexit 0\n")
    pulumi.chmod(0o755)
    assert plugins.missing([unit("mesh/istio")], pulumi, {"PULUMI_HOME": str(tmp_path)}, lambda text: None) == []


def test_everything_missing_is_named_in_one_pass(tmp_path: Path) -> None:
    """Three clouds on an empty machine: credentials, tools, plugins and the passphrase together, sorted."""
    pulumi = tmp_path / "pulumi"
    pulumi.write_text("#!/bin/sh\nexit 1\n")
    pulumi.chmod(0o755)
    units = [
        unit("network/aws", account=None),
        unit("network/gcp", account=None),
        unit("network/azure", account=None),
        unit("mesh/istio"),
    ]
    found = missing(units, "passphrase", pulumi, {"PULUMI_HOME": str(tmp_path)}, tmp_path, lambda text: None)
    assert list(found) == sorted(found)
    assert {finding.code for finding in found} == {"MC602", "MC603", "MC604", "MC605"}
    assert {finding.where for finding in found} >= {"aws", "aws credentials", "gcp project", "state.secrets"}
    assert all(finding.hint for finding in found)


def test_a_virtual_machine_is_known_by_its_vendor() -> None:
    """No machine is made by a vendor of that name."""
    assert credentials.runs_on("a vendor that is not there") is False
