"""``python -m meshctl.simulate``: serve the simulated clouds until their user is gone.

``--folder`` is where they keep what they hold, ``--ready`` the file that gets ``{package: port}`` when they answer,
``--time-scale`` how many times faster than real clouds they are, ``--parent`` the process that they serve. SIGTERM
ends them once calls in progress are answered; SIGINT does not, since it is for those who use them.
"""

from __future__ import annotations

import argparse
import logging
import signal
import threading
from collections.abc import Sequence
from pathlib import Path

from meshctl.simulate.server import opened

_PATIENCE = 3.0


def run(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m meshctl.simulate", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--ready", type=Path, required=True)
    parser.add_argument("--time-scale", type=float, default=1000.0)
    parser.add_argument("--parent", type=int, default=0)
    given = parser.parse_args(arguments)
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda number, frame: ended.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    given.folder.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(filename=given.folder / "clouds.log", format="%(asctime)s %(message)s", level=logging.INFO)
    server = opened(given.folder, given.time_scale)
    server.announce(given.ready)
    server.serve(ended, given.parent, _PATIENCE)


if __name__ == "__main__":
    run()
