"""The pre-shared keys of a link's tunnels: letters and digits, never a zero first, one a tunnel (X-PSK)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pulumi
from pulumi_random.random_password import RandomPassword

LENGTH = 40


def make(tunnels: Iterable[Mapping[str, Any]]) -> dict[str, pulumi.Output[str]]:
    """A secret key for each tunnel, by the tunnel's name."""
    return {
        tunnel["name"]: pulumi.Output.secret(
            pulumi.Output.concat("k", RandomPassword(tunnel["psk"], length=LENGTH, special=False).result)
        )
        for tunnel in tunnels
    }
