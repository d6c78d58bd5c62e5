"""When things go wrong: a cloud that fails, a machine that lacks everything, two runs at once, Ctrl-C."""

from __future__ import annotations

import json
import signal
from pathlib import Path

from tests.end_to_end.folder import Folder, processes_of

TWO = """\
apiVersion: meshctl/v1
name: shop
sites:
  - { name: virginia, cloud: aws, region: us-east-1 }
  - { name: belgium, cloud: gcp, region: europe-west1 }
"""


def faults(folder: Folder, *entries: dict[str, object]) -> None:
    """Faults that the simulated clouds are to show from now on."""
    folder.clouds.mkdir(parents=True, exist_ok=True)
    (folder.clouds / "faults.json").write_text(json.dumps(entries))


def test_one_cloud_that_fails_every_create_stops_only_its_own(folder: Folder) -> None:
    """The other clouds' units finish; the resource and the cloud's words are shown; the rest follows."""
    folder.ok("init")
    words = "OperationNotAllowed: the subscription is disabled"
    faults(
        folder,
        {"kind": "azure-native:*", "call": "create", "nth": "every", "effect": "fail", "message": words},
    )
    answer = folder.run("up", "--simulate", "--yes")
    assert answer.returncode == 1
    assert words in answer.stderr
    assert "shop-dublin" in answer.stderr
    status = json.loads(folder.ok("status", "--simulate", "-o", "json"))
    states = {unit["name"]: unit["state"] for unit in status["units"]}
    done = {name for name, state in states.items() if state == "done"}
    assert {
        "cluster/virginia",
        "mesh/virginia",
        "cluster/belgium",
        "mesh/belgium",
        "link/belgium~virginia",
    } <= done
    assert not {name for name in done if "dublin" in name}
    faults(folder)
    folder.ok("up", "--simulate", "--yes")
    assert {unit["state"] for unit in json.loads(folder.ok("status", "--simulate", "-o", "json"))["units"]} == {"done"}


def test_a_real_run_on_an_empty_machine_names_everything_that_is_missing(folder: Folder) -> None:
    """Exit code 4; credentials, plugins, tools and the passphrase are named in one run; nothing is begun."""
    folder.ok("init")
    empty = {
        "HOME": str(folder.path / "home"),
        "PATH": str(folder.path),
        # Nothing can be fetched from here, wherever the tests run.
        "HTTP_PROXY": "http://127.0.0.1:9",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "PULUMI_HOME": str(folder.path / "home" / "pulumi"),
        "MESHCTL_CACHE": str(_cache()),
        "AWS_CONFIG_FILE": "/nonexistent",
        "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
    }
    answer = folder.run("up", "--yes", **empty)
    assert answer.returncode == 4
    for code in ("MC602", "MC603", "MC604", "MC605"):
        assert code in answer.stderr
    for word in (
        "AWS credentials",
        "Google Cloud credentials",
        "Azure credentials",
        "kubernetes",
        "tls",
        "random",
    ):
        assert word in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (folder.path / ".meshctl").exists()
    assert not (folder.path / "mesh.lock").exists()


def _cache() -> Path:
    from meshctl.engine.toolchain import cache

    return cache.folder()


def test_the_second_of_two_runs_says_who_is_at_work(folder: Folder) -> None:
    """Exit code 6 and the process that holds the environment; the first goes on undisturbed."""
    (folder.path / "mesh.yaml").write_text(TWO)
    faults(folder, {"kind": "aws:ec2/vpc:Vpc", "call": "create", "nth": 1, "effect": "hang"})
    first = folder.start("up", "--simulate", "--yes")
    try:
        _wait_for(first, "network/virginia: started")
        second = folder.run("up", "--simulate", "--yes")
        assert second.returncode == 6
        assert str(first.pid) in second.stderr
    finally:
        faults(folder)
        first.send_signal(signal.SIGINT)
        first.communicate(timeout=120)
    assert first.returncode == 130


def test_ctrl_c_ends_in_order_and_the_next_up_goes_on(folder: Folder) -> None:
    """130, no process left; what was made is kept and nothing is made twice."""
    (folder.path / "mesh.yaml").write_text(TWO)
    process = folder.start("up", "--simulate", "--yes")
    _wait_for(process, "network/virginia: done")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 130, err
    assert processes_of(folder.path) == []
    folder.ok("up", "--simulate", "--yes")
    assert folder.kinds()["aws:ec2/vpc:Vpc"] == 1
    folder.ok("down", "--simulate", "--yes")
    assert folder.contents() == []


def _wait_for(process: object, text: str) -> None:
    """Read what the process says until it says that."""
    stderr = process.stderr  # type: ignore[attr-defined]  # a Popen with pipes
    for line in stderr:
        if text in line:
            return
    raise AssertionError(f"never said: {text}")
