"""The `random` package: passwords from the system's own source. Not a cloud: nobody keeps them but the engine."""

from __future__ import annotations

import secrets
import string
from collections.abc import Mapping
from typing import Any

from meshctl.simulate.kind import Kind, Package, Request, index

_SPECIAL = "!@#$%&*()-_=+[]{}<>:?"


def _alphabet(inputs: Mapping[str, Any]) -> str:
    wanted = {
        "lower": string.ascii_lowercase,
        "upper": string.ascii_uppercase,
        "numeric": string.digits,
        "special": str(inputs.get("overrideSpecial") or _SPECIAL),
    }
    return "".join(letters for key, letters in wanted.items() if inputs.get(key, True))


def _outputs(request: Request, id_: str) -> dict[str, Any]:
    alphabet = _alphabet(request.inputs)
    return {"result": "".join(secrets.choice(alphabet) for _ in range(int(request.inputs["length"])))}


PACKAGE = Package(
    name="random",
    place=lambda provider: ("local", ""),
    local=True,
    kinds=index(
        Kind(
            token="random:index/randomPassword:RandomPassword",  # noqa: S106 -- a resource type
            identify=lambda request: "none",
            outputs=_outputs,
            computed=("result",),
            replaces=frozenset({"length", "lower", "upper", "numeric", "special", "overrideSpecial", "keepers"}),
            secrets=frozenset({"result"}),
        )
    ),
)
