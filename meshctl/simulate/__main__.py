"""``python -m meshctl.simulate``: serve the simulated clouds until their user is gone.

``--folder`` is where they keep what they hold, ``--ready`` the file that gets ``{package: port}`` when they answer,
``--time-scale`` how many times faster than real clouds they are, ``--parent`` the process that they serve.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
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
_IDLE_SECONDS = 3.0
_LONGEST_CALL = 3600.0
"""Seconds that calls in progress have to come to an end."""


def serve(folder: Path, ready: Path, time_scale: float, parent: int) -> None:
    """Serve until told to end, or until the parent is gone and nobody has asked for anything for a while."""
    folder.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(filename=folder / "clouds.log", format="%(asctime)s %(message)s", level=logging.INFO)
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda number, frame: ended.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
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
    scratch = ready.with_name(f"{ready.name}.new")
    scratch.write_text(json.dumps(dict.fromkeys(MODULES, port)), encoding="utf-8")
    scratch.replace(ready)
    while not ended.wait(_IDLE_SECONDS):
        if not _alive(parent) and activity.idle():
            break
    # Calls in progress are answered before the end.
    server.stop(grace=_LONGEST_CALL).wait()


def _alive(pid: int) -> bool:
    if not pid:
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def run() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m meshctl.simulate", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--ready", type=Path, required=True)
    parser.add_argument("--time-scale", type=float, default=1000.0)
    parser.add_argument("--parent", type=int, default=0)
    given = parser.parse_args()
    serve(given.folder, given.ready, given.time_scale, given.parent)


if __name__ == "__main__":
    run()
