"""The secrets that the simulated clouds hold, so that a test can look for them elsewhere."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator

from meshctl import simulate


def secrets(rows: Iterable[simulate.Row]) -> set[str]:
    """Keys of tunnels, private keys and tokens: one telling line of each."""
    return {secret for row in rows for secret in _of(row) if len(secret) > 15}


def _of(row: simulate.Row) -> Iterator[str]:
    values = {**row.inputs, **row.outputs}
    for name in ("tunnel1PresharedKey", "tunnel2PresharedKey", "sharedSecret", "sharedKey", "result"):
        if isinstance(values.get(name), str):
            yield values[name]
    for name in ("privateKeyPem", "privateKeyPemPkcs8"):
        if isinstance(values.get(name), str):
            # The lines between the armour; the last one may be too short to be telling.
            yield from values[name].splitlines()[1:2]
    if row.token == "kubernetes:core/v1:Secret":
        for name, value in (values.get("data") or {}).items():
            if name == "namespace":
                continue
            plain = base64.b64decode(value).decode(errors="replace")
            if "PRIVATE KEY" in plain:
                yield from (value, plain.splitlines()[1])
            elif "-----BEGIN CERTIFICATE" not in plain:
                # Certificates alone are public; everything else in a Secret is not.
                yield from (value, plain)
