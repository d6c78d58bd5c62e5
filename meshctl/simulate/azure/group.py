"""Resource groups: everything in one goes when it goes."""

from __future__ import annotations

from meshctl.simulate.azure.names import GROUP, described, refuse_taken
from meshctl.simulate.kind import Kind, Request, index


def _identify(request: Request) -> str:
    return refuse_taken(
        request, f"/subscriptions/{request.account}/resourceGroups/{request.inputs['resourceGroupName']}"
    )


def _outputs(request: Request, id_: str) -> dict[str, object]:
    return {
        **described(request, id_),
        "type": "Microsoft.Resources/resourceGroups",
        "properties": {"provisioningState": "Succeeded"},
    }


def empty(request: Request) -> None:
    """Take down everything whose id lies below the group's, clusters with what is in them."""
    for row in request.store.rows(request.account, None):
        if row.package == request.package and row.id.startswith(f"{request.id}/"):
            request.store.close_endpoint(row.id)
            request.store.delete(row, 0.0)


KINDS = index(
    Kind(
        GROUP,
        _identify,
        _outputs,
        computed=("name", "type", "properties", "azureApiVersion"),
        seconds=3,
        update_seconds=2,
        delete_seconds=60,
        replaces=frozenset({"resourceGroupName", "location"}),
        before_delete=empty,
        delete_first=True,
    ),
)
