"""Faults that the simulated clouds of an environment are to have, and their end."""

from __future__ import annotations

import json

from meshctl.engine import Environment


def have(environment: Environment, kind: str, call: str, effect: str, nth: int | str = "every") -> None:
    """From now on; in place of those that they had."""
    environment.clouds.mkdir(parents=True, exist_ok=True)
    fault = {"kind": kind, "call": call, "effect": effect, "nth": nth}
    (environment.clouds / "faults.json").write_text(json.dumps([fault]))


def lift(environment: Environment) -> None:
    """The clouds are well again."""
    (environment.clouds / "faults.json").unlink()
