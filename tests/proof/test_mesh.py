"""Trust, remote secrets and gateways between clusters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from meshctl.proof import mesh
from meshctl.proof.fabric import BuiltMesh
from meshctl.proof.model import Answer, Verdict
from tests.proof.fabrics import mesh as sound

Check = Callable[[BuiltMesh, BuiltMesh], Verdict]


@pytest.mark.parametrize("check", [mesh.trust, mesh.secrets, mesh.gateway])
def test_sound_clusters_pass(check: Check) -> None:
    """Nothing is found where nothing is wrong."""
    assert check(sound("aws"), sound("gcp", "other")).answer is Answer.REACHABLE


@pytest.mark.parametrize(
    ("check", "change", "answer", "code"),
    [
        (mesh.trust, {"trust_domain": "other"}, Answer.UNREACHABLE, "MC731"),
        (mesh.trust, {"root": None}, Answer.UNDETERMINED, "MC732"),
        (mesh.trust, {"root": "another"}, Answer.UNREACHABLE, "MC733"),
        (mesh.gateway, {"gateway": None}, Answer.UNREACHABLE, "MC741"),
        (mesh.gateway, {"gateway_ports": (443,)}, Answer.UNREACHABLE, "MC742"),
    ],
)
def test_each_fault_of_the_target_has_its_code(
    check: Check, change: dict[str, object], answer: Answer, code: str
) -> None:
    """The element that is named is the target's mesh unit."""
    verdict = check(sound("aws"), replace(sound("gcp"), **change))  # type: ignore[arg-type]  # types as above
    assert verdict.answer is answer
    assert verdict.fault is not None
    assert (verdict.fault.code, verdict.fault.element) == (code, "mesh/gcp")


def test_a_missing_remote_secret_is_the_readers_fault() -> None:
    """The cluster that lacks the secret is named, not the one that it cannot see."""
    verdict = mesh.secrets(replace(sound("aws"), remotes=frozenset()), sound("gcp"))
    assert verdict.fault is not None
    assert (verdict.fault.code, verdict.fault.element) == ("MC734", "remotes/aws")
