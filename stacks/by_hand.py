"""Running a unit's program by hand: the plain Pulumi project of each kind.

The configuration of a stack says what to run: ``program`` (a module of the kind's folder, ``aws_gcp``),
``spec`` (the unit's slice of the plan, an object) and ``upstream`` (an object: the name under which the
program sees a value → ``{stack: "organization/<project>/<stack>", output: name}``).
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import pulumi


def run(kind: str) -> None:
    """Build the configured program of ``kind`` (``network``, ``link``) and export its outputs.

    Raises ``pulumi.ConfigMissingError`` without ``program`` or ``spec``, ``ModuleNotFoundError`` where
    the kind has no such program.
    """
    config = pulumi.Config()
    program = importlib.import_module(f"stacks.{kind}.{config.require('program')}")
    upstream = read(config.get_object("upstream") or {})
    for name, value in program.build(config.require_object("spec"), upstream).items():
        pulumi.export(name, value)


def read(references: Mapping[str, Mapping[str, str]]) -> dict[str, pulumi.Output[Any]]:
    """The outputs of other stacks, each under the name that the program takes; every stack is read once."""
    stacks = {ref["stack"]: pulumi.StackReference(ref["stack"]) for ref in references.values()}
    return {name: stacks[ref["stack"]].require_output(ref["output"]) for name, ref in references.items()}
