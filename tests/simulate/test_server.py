"""The simulated clouds as a server and as a process: ready, ended, left alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from meshctl.simulate import __main__ as command_line
from meshctl.simulate import contents
from meshctl.simulate.packages import MODULES
from meshctl.simulate.server import alive, opened
from meshctl.simulate.values import UNKNOWN

NOBODY = 2**22 + 1
"""A process id that no process has."""


def _create(port: int, urn: str = "urn:pulumi:dev::shop::aws:ec2/eip:Eip::a") -> str:
    """Ask for an Elastic IP as the engine would; its id."""
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub = provider_pb2_grpc.ResourceProviderStub(channel)
        configuration = provider_pb2.ConfigureRequest()
        configuration.args.update({"region": "us-east-1", "skip": "[not JSON"})
        stub.Attach(Empty())
        stub.Configure(configuration)
        return str(stub.Create(provider_pb2.CreateRequest(urn=urn)).id)


def _started(folder: Path, *more: str) -> tuple[subprocess.Popen[bytes], dict[str, int]]:
    ready = folder / "ready.json"
    process = subprocess.Popen(
        [sys.executable, "-m", "meshctl.simulate", "--folder", str(folder), "--ready", str(ready), *more]
    )
    deadline = time.monotonic() + 30
    while not ready.exists():
        assert time.monotonic() < deadline
        assert process.poll() is None
    return process, json.loads(ready.read_text(encoding="utf-8"))


def test_a_process_serves_all_packages_until_it_is_told_to_end(tmp_path: Path) -> None:
    """One port for all packages; SIGINT is for others, SIGTERM ends it, and what it held stays."""
    process, ports = _started(tmp_path)
    try:
        assert ports.keys() == MODULES.keys()
        id_ = _create(ports["aws"])
        process.send_signal(signal.SIGINT)
        _create(ports["aws"])
    finally:
        process.terminate()
    assert process.wait(30) == 0
    assert contents(tmp_path)[0].id == id_
    assert "create" in (tmp_path / "clouds.log").read_text(encoding="utf-8")


def test_two_processes_serve_the_same_clouds(tmp_path: Path) -> None:
    """What one made the other knows; no id comes twice."""
    first, second = opened(tmp_path, 1e6), opened(tmp_path, 1e6)
    made = [_create(server.port) for server in (first, second, first)]
    assert [row.id for row in contents(tmp_path)] == made
    first.close()
    second.close()


def test_it_ends_when_nobody_is_left(tmp_path: Path) -> None:
    """With its parent gone it answers who still asks, and ends when nobody does any more."""
    server = opened(tmp_path, 1e6)
    _create(server.port)
    server.serve(threading.Event(), NOBODY, patience=0.01)
    assert len(contents(tmp_path)) == 1


def test_it_ends_when_told_so(tmp_path: Path) -> None:
    """An end that is asked for comes at once, whoever is there."""
    ended = threading.Event()
    ended.set()
    opened(tmp_path, 1e6).serve(ended, os.getpid(), patience=60)


def test_a_call_in_progress_is_answered_before_the_end(tmp_path: Path) -> None:
    """Closing waits for what the cloud has begun."""
    (tmp_path / "faults.json").write_text('[{"kind": "*", "call": "create", "effect": "hang"}]', encoding="utf-8")
    server = opened(tmp_path, 1e6)
    made: list[str] = []
    asking = threading.Thread(target=lambda: made.append(_create(server.port)))
    asking.start()
    deadline = time.monotonic() + 30
    while not server._activity._running:
        assert time.monotonic() < deadline
    assert not server._activity.idle()
    closing = threading.Thread(target=server.close)
    closing.start()
    assert not made
    (tmp_path / "faults.json").unlink()
    for thread in (asking, closing):
        thread.join(30)
    assert made == [contents(tmp_path)[0].id]


def test_who_is_alive() -> None:
    """This process is, and 0 stands for one that always is; one that never was is not."""
    assert alive(os.getpid())
    assert alive(0)
    assert not alive(NOBODY)


def test_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process says where it answers, and ends when its parent is gone and nobody asks."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    monkeypatch.setattr(command_line, "_PATIENCE", 0.01)
    ready = tmp_path / "ready.json"
    try:
        command_line.run(["--folder", str(tmp_path / "clouds"), "--ready", str(ready), "--parent", str(NOBODY)])
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
    assert json.loads(ready.read_text(encoding="utf-8")).keys() == MODULES.keys()


def test_providers_that_are_not_known_yet(tmp_path: Path) -> None:
    """A question whose arguments are not known yet has no answer yet."""
    server = opened(tmp_path, 1e6)
    with grpc.insecure_channel(f"127.0.0.1:{server.port}") as channel:
        stub = provider_pb2_grpc.ResourceProviderStub(channel)
        configuration = provider_pb2.ConfigureRequest()
        configuration.args.update({"region": UNKNOWN})
        stub.Configure(configuration)
        answer = stub.Invoke(provider_pb2.InvokeRequest(tok="aws:index/getCallerIdentity:getCallerIdentity"))
    server.close()
    assert not answer.HasField("return")


def test_local_resources_are_read_as_they_are(tmp_path: Path) -> None:
    """What no cloud keeps is what the engine says that it is."""
    server = opened(tmp_path, 1e6)
    with grpc.insecure_channel(f"127.0.0.1:{server.port}") as channel:
        stub = provider_pb2_grpc.ResourceProviderStub(channel)
        urn = "urn:pulumi:dev::shop::random:index/randomPassword:RandomPassword::a"
        asked = provider_pb2.ReadRequest(urn=urn, id="none")
        asked.properties.update({"result": "r", "keepers": None, "length": 1.5, "flags": [True]})
        answer = stub.Read(asked)
    server.close()
    assert (answer.id, answer.properties) == ("none", asked.properties)
