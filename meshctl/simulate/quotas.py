"""Quotas of the simulated clouds: what an account starts with, and ``quotas.json`` in the clouds' folder.

The file raises or lowers them: ``{"aws:ec2/vpc:Vpc": 20}``, the number allowed at once in the place that the quota
counts.
"""

from __future__ import annotations

import json

from meshctl.simulate.store import Store


def allowed(store: Store, token: str, default: int) -> int:
    """How many of that type there may be."""
    try:
        raised = json.loads((store.folder / "quotas.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return default
    return int(raised.get(token, default))
