"""Service accounts of a project and the roles that its members have."""

from __future__ import annotations

import re
from typing import Any

from meshctl.simulate.gcp.placement import project, refuse_taken
from meshctl.simulate.gcp.ranges import invalid_field
from meshctl.simulate.kind import CloudError, Kind, Request, index

ACCOUNT = "gcp:serviceaccount/account:Account"
MEMBER = "gcp:projects/iAMMember:IAMMember"

_ACCOUNT_ID = re.compile(r"[a-z][-a-z0-9]{4,28}[a-z0-9]")
_ROLE = re.compile(r"(roles|projects/[^/]+/roles|organizations/[^/]+/roles)/[A-Za-z0-9_.]+")
_OWN_MEMBER = "serviceAccount:"


def _email(request: Request) -> str:
    return f"{request.inputs['accountId']}@{project(request)}.iam.gserviceaccount.com"


def _identify_account(request: Request) -> str:
    return refuse_taken(request, f"projects/{project(request)}/serviceAccounts/{_email(request)}")


def _check_account(request: Request) -> None:
    """Refuse an account id that is not 6 to 30 lower-case letters, digits and dashes."""
    name = str(request.inputs["accountId"])
    if not _ACCOUNT_ID.fullmatch(name):
        raise invalid_field("account_id", name, "Must be 6 to 30 characters and match [a-z]([-a-z0-9]*[a-z0-9]).")


def _account_outputs(request: Request, id_: str) -> dict[str, Any]:
    email = _email(request)
    return {
        "email": email,
        "member": f"{_OWN_MEMBER}{email}",
        "name": id_,
        "uniqueId": str(100_000_000_000_000_000_000 + request.number()),
        "project": project(request),
    }


def _identify_member(request: Request) -> str:
    # Asking twice for the same is one binding: the cloud does not mind.
    return f"{request.inputs['project']}/{request.inputs['role']}/{request.inputs['member']}"


def _check_member(request: Request) -> None:
    """Refuse a role that cannot be one, and a service account of a simulated project that is not there."""
    role, member = str(request.inputs["role"]), str(request.inputs["member"])
    if not _ROLE.fullmatch(role):
        raise CloudError("badRequest", f"Error 400: Invalid role: {role}., badRequest")
    email = member.removeprefix(_OWN_MEMBER)
    if member.startswith(_OWN_MEMBER) and email.endswith(f"@{request.account}.iam.gserviceaccount.com"):
        known = {row.outputs["email"] for row in request.all(ACCOUNT)}
        if email not in known:
            raise CloudError("badRequest", f"Error 400: Service account {email} does not exist., badRequest")


KINDS = index(
    Kind(
        ACCOUNT,
        _identify_account,
        _account_outputs,
        computed=("email", "member", "name", "uniqueId", "project"),
        seconds=12,
        update_seconds=3,
        delete_seconds=2,
        replaces=frozenset({"accountId", "project"}),
        check=_check_account,
        delete_first=True,
    ),
    Kind(
        MEMBER,
        _identify_member,
        lambda request, id_: {"etag": "BwYvSimulated="},
        computed=("etag",),
        seconds=9,
        delete_seconds=9,
        replaces=frozenset({"project", "role", "member", "condition"}),
        check=_check_member,
        # Imported as project, role and member with blanks between them.
        imported=lambda request: request.id.replace(" ", "/"),
    ),
)
