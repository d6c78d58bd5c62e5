"""The main job on the three-cloud starter topology: one flat network, from nothing to nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from meshctl.engine import Environment
from meshctl.engine.built import built
from meshctl.proof import prove
from tests.end_to_end.breakages import BREAKAGES
from tests.end_to_end.folder import Folder, processes_of
from tests.end_to_end.secrets_of_clouds import secrets

RECIPES = {
    # D1 and D2: two customer gateways and two connections of two tunnels for each partner of AWS.
    "aws:ec2/customerGateway:CustomerGateway": 4,
    "aws:ec2/vpnConnection:VpnConnection": 4,
    "aws:ec2/vpnGateway:VpnGateway": 1,
    # D1 with four tunnels, D3 with two.
    "gcp:compute/haVpnGateway:HaVpnGateway": 1,
    "gcp:compute/externalVpnGateway:ExternalVpnGateway": 2,
    "gcp:compute/vPNTunnel:VPNTunnel": 6,
    "gcp:compute/routerInterface:RouterInterface": 6,
    "gcp:compute/routerPeer:RouterPeer": 6,
    # D2 with four, D3 with two; one gateway serves both.
    "azure-native:network:VirtualNetworkGateway": 1,
    "azure-native:network:LocalNetworkGateway": 6,
    "azure-native:network:VirtualNetworkGatewayConnection": 6,
}

FOURTH = "  - { name: tokyo, cloud: aws, region: ap-northeast-1 }\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """One folder for the whole life; the tests of this file go in order."""
    return Folder(tmp_path_factory.mktemp("flat"))


@pytest.fixture(scope="module")
def said() -> list[str]:
    """All that was printed in this life."""
    return []


@pytest.fixture(autouse=True)
def no_process_is_left(folder: Folder) -> Iterator[None]:
    """Whatever a command started has ended with it."""
    yield
    assert processes_of(folder.path) == []


def test_plan_needs_nothing_and_writes_nothing(folder: Folder) -> None:
    """Before anything is built, everything is to be created, and no file appears."""
    folder.ok("init")
    plan = json.loads(folder.ok("plan", "-o", "json"))
    assert plan["has_changes"]
    assert {unit["change"] for unit in plan["units"]} == {"create"}
    assert [path.name for path, _ in folder.files()] == ["mesh.yaml"]
    assert folder.run("plan", "--detailed-exitcode").returncode == 2


def test_up_builds_what_the_recipes_say(folder: Folder, said: list[str]) -> None:
    """Each pair of clouds is joined by the kinds and numbers of its recipe, and the mesh holds."""
    answer = folder.run("up", "--simulate", "--yes")
    said.extend([answer.stdout, answer.stderr])
    assert answer.returncode == 0, answer.stdout + answer.stderr
    kinds = folder.kinds()
    assert {kind: kinds[kind] for kind in RECIPES} == RECIPES
    assert "Verified:" in answer.stdout


def test_what_stands_is_what_was_planned(folder: Folder, said: list[str]) -> None:
    """Status and plan agree that nothing is left to do."""
    status = json.loads(folder.ok("status", "--simulate", "-o", "json"))
    said.append(json.dumps(status))
    assert not status["has_changes"]
    assert {unit["state"] for unit in status["units"]} == {"done"}
    assert "Plan: nothing to do" in folder.ok("plan", "--simulate")
    assert folder.run("status", "--simulate", "--detailed-exitcode").returncode == 0


def test_verify_proves_every_pair_both_ways(folder: Folder, said: list[str]) -> None:
    """Six ordered pairs, routes and firewalls and trust among them, all reachable."""
    text = folder.ok("verify", "--simulate", "-o", "json")
    said.append(text)
    proof = json.loads(text)
    assert proof["holds"]
    routes = [verdict for verdict in proof["verdicts"] if verdict["layer"] == "route"]
    assert len(routes) == 6
    assert {verdict["answer"] for verdict in proof["verdicts"]} == {"reachable"}


def test_the_proof_finds_what_is_broken_in_what_was_built(folder: Folder) -> None:
    """Each breakage of the state is found by its code, and names an element; the state itself is sound."""
    environment = Environment("shop", None, True, folder.path / ".meshctl", "file://.meshctl/state", "passphrase")
    stands = built(environment)
    assert prove(stands).holds
    for breakage in BREAKAGES:
        faults = {verdict.fault for verdict in prove(breakage.apply(stands)).verdicts if verdict.fault}
        assert breakage.code in {fault.code for fault in faults}, breakage.name
        assert all(fault.element and fault.hint for fault in faults), breakage.name


def test_a_second_up_runs_no_unit(folder: Folder) -> None:
    """Nothing changed, so nothing is done: every unit is skipped and the store is not touched."""
    before = folder.contents()
    lines = folder.ok("up", "--simulate", "--yes", "-o", "json").splitlines()
    events = [json.loads(line) for line in lines if line.startswith('{"')]
    assert {event["event"] for event in events if "unit" in event} <= {"unit-skipped"}
    assert folder.contents() == before


def test_no_secret_left_the_state(folder: Folder, said: list[str]) -> None:
    """Keys of tunnels and authorities, and tokens, stand nowhere in the clear, neither in files nor said."""
    known = secrets(folder.contents())
    assert len(known) > 20
    texts = dict(folder.files())
    for secret in known:
        for path, content in texts.items():
            assert secret.encode() not in content, path
        assert not any(secret in text for text in said)


def test_a_fourth_site_touches_only_what_it_must(folder: Folder) -> None:
    """New units run, neighbours are updated in place, nothing that stood is replaced, no address moves."""
    topology = folder.path / "mesh.yaml"
    text = topology.read_text()
    lock = (folder.path / "mesh.lock").read_text().splitlines()
    before = {(row.token, row.id): row for row in folder.contents()}
    topology.write_text(text.replace("\nsites:\n", f"\nsites:\n{FOURTH}"))
    plan = json.loads(folder.ok("plan", "--simulate", "-o", "json"))
    untouched = {unit["name"] for unit in plan["units"] if unit["change"] == "none"}
    assert {
        "cluster/virginia",
        "cluster/belgium",
        "cluster/dublin",
        "mesh/virginia",
        "link/belgium~virginia",
    } <= untouched
    folder.ok("up", "--simulate", "--yes")
    after = {(row.token, row.id): row for row in folder.contents()}
    assert before.keys() <= after.keys()
    assert set(lock) <= set((folder.path / "mesh.lock").read_text().splitlines())
    topology.write_text(text)


def test_what_left_the_file_is_removed(folder: Folder) -> None:
    """Without the fourth site its units go, and the others stand as before; its addresses stay retired."""
    folder.ok("up", "--simulate", "--yes")
    assert not [row for row in folder.contents() if "tokyo" in row.name]
    assert "tokyo" in (folder.path / "mesh.lock").read_text()
    folder.ok("verify", "--simulate")


def test_down_leaves_nothing(folder: Folder) -> None:
    """The clouds hold nothing any more, and a second `down` has nothing to do."""
    folder.ok("down", "--simulate", "--yes")
    assert folder.contents() == []
    assert json.loads(folder.ok("status", "--simulate", "-o", "json"))["has_changes"]
    answer = folder.run("down", "--simulate", "--yes")
    assert answer.returncode == 0
    assert "nothing stands" in answer.stderr


def test_the_lock_lies_beside_the_topology(folder: Folder) -> None:
    """It outlives what was built, so that the next `up` gives the same addresses."""
    lock = folder.path / "mesh.lock"
    before = lock.read_bytes()
    folder.ok("plan", "--lock")
    assert lock.read_bytes() == before
    assert Path(folder.path / "mesh.yaml").exists()
