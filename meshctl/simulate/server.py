"""The simulated clouds on a port: how they are opened to Pulumi's engine, and when they close again."""

from __future__ import annotations

import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from meshctl.simulate.activity import Activity
from meshctl.simulate.cloud import Cloud
from meshctl.simulate.faults import Faults
from meshctl.simulate.packages import MODULES
from meshctl.simulate.provider import Provider
from meshctl.simulate.store import Store

_CALLS = 256
"""Calls in progress at once: most of them only wait for their time."""
_LONGEST_CALL = 3600.0
"""Seconds that calls in progress have to come to an end."""


@dataclass(frozen=True, slots=True)
class Server:
    """Clouds that answer."""

    port: int
    _server: grpc.Server
    _activity: Activity

    def announce(self, ready: Path) -> None:
        """Write ``{package: port}`` to the file, all at once."""
        scratch = ready.with_name(f"{ready.name}.new")
        scratch.write_text(json.dumps(dict.fromkeys(MODULES, self.port)), encoding="utf-8")
        scratch.replace(ready)

    def serve(self, ended: threading.Event, parent: int, patience: float) -> None:
        """Answer until ``ended``, or until the parent is gone and nobody has asked for ``patience`` seconds."""
        while not ended.wait(patience):
            if not alive(parent) and self._activity.idle():
                break
        self.close()

    def close(self) -> None:
        """Take no more calls, and end when those in progress are answered."""
        self._server.stop(grace=_LONGEST_CALL).wait()


def opened(folder: Path, time_scale: float) -> Server:
    """Open the clouds of a folder on a free port of this machine's own address."""
    store = Store(folder)
    activity = Activity()
    server = grpc.server(
        ThreadPoolExecutor(max_workers=_CALLS),
        interceptors=[activity],
        options=[("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)],
    )
    cloud = Cloud(store, Faults(folder, store), time_scale)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Provider(store, cloud), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return Server(port, server, activity)


def alive(pid: int) -> bool:
    """Is there a process of that id. 0 stands for one that never ends."""
    if not pid:
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
