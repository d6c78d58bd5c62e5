"""The fingerprint of a unit: everything that its run depends on. Equal fingerprint, nothing to do.

Its spec, the source of its program, the versions of the SDKs, and the digests of the outputs that it takes.
No Pulumi here: a run without changes must not even load it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

from meshctl.units import Unit

_SDKS = (
    "pulumi",
    "pulumi-aws",
    "pulumi-azure-native",
    "pulumi-gcp",
    "pulumi-kubernetes",
    "pulumi-random",
    "pulumi-tls",
)


def programs() -> Path:
    """The folder that holds ``stacks/``: beside the installed package's code, or the checkout."""
    package = Path(__file__).resolve().parent.parent
    bundled = package / "_bundle"
    return bundled if bundled.is_dir() else package.parent


def fingerprint(unit: Unit, digests: Mapping[str, str]) -> str:
    """``digests`` has one entry for each input of the unit, by alias."""
    parts = {
        "spec": unit.spec,
        "inputs": {alias: [reference.unit, reference.output] for alias, reference in unit.inputs.items()},
        "digests": dict(digests),
        "program": _source(unit.program),
        "sdks": _versions(),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


@cache
def _source(program: str) -> str:
    """A digest of every source file of the program's folder, which its modules share, and of what all share."""
    folder = programs() / "stacks"
    digest = hashlib.sha256(program.encode())
    for path in sorted([*folder.glob("*.py"), *(folder / program.partition("/")[0]).glob("*")]):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def _versions() -> dict[str, str]:
    return {name: version(name) for name in _SDKS}
