"""`meshctl schema`: JSON Schema of what meshctl reads and writes."""

from __future__ import annotations

import enum
import json
from typing import Annotated

import typer


class Kind(enum.StrEnum):
    TOPOLOGY = "topology"
    LOCK = "lock"
    PLAN = "plan"


def command(
    kind: Annotated[Kind, typer.Argument(help="of which file", show_default="topology")] = Kind.TOPOLOGY,
) -> None:
    """Print the JSON Schema of a file or of the plan.

    Example: meshctl schema > mesh.schema.json
    """
    typer.echo(json.dumps(_schema(kind), indent=2))


def _schema(kind: Kind) -> dict[str, object]:
    if kind is Kind.TOPOLOGY:
        from meshctl.topology import json_schema

        return json_schema()
    if kind is Kind.LOCK:
        from meshctl.address import lock_schema

        return lock_schema()
    from meshctl.report.plan_json import plan_schema

    return plan_schema()
