"""What the services of AWS look at when they are given a role: is it there, may they take it, what has it."""

from __future__ import annotations

import json

from meshctl.simulate.aws.iam import ATTACHMENT, ROLE
from meshctl.simulate.kind import Request
from meshctl.simulate.store import Row


def role(request: Request, arn: object) -> Row | None:
    """The role of that ARN."""
    return request.store.find(request.account, "", ROLE, str(arn).rsplit("/", 1)[-1])


def trusts(found: Row, service: str) -> bool:
    """May that service take the role."""
    statements = json.loads(found.inputs["assumeRolePolicy"])["Statement"]
    principals = [statement.get("Principal", {}).get("Service", "") for statement in statements]
    return any(service == each or service in each for each in principals)


def policies(request: Request, found: Row) -> set[str]:
    """Names of the policies that the role has."""
    rows = request.store.rows(request.account, "", ATTACHMENT)
    return {row.inputs["policyArn"].rsplit("/", 1)[-1] for row in rows if row.inputs["role"] == found.id}
