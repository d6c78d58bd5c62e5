"""What a cloud does with a request, whatever the kind: check, accept, take its time, and answer."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from meshctl.simulate.faults import Fault, Faults
from meshctl.simulate.fields import at, completed, known
from meshctl.simulate.kind import CloudError, Kind, Package, Reference, Request
from meshctl.simulate.store import Row, Store

_NAP = 0.02
_THROTTLED_SECONDS = 30.0
"""What backing off and asking again costs on the real cloud."""


class DeadError(Exception):
    """The cloud did what it was asked, and nobody came to hear of it."""


class Cloud:
    """All simulated clouds over one store."""

    def __init__(self, store: Store, faults: Faults, time_scale: float) -> None:
        self._store = store
        self._faults = faults
        self._scale = time_scale

    def create(self, package: Package, kind: Kind, request: Request) -> tuple[str, dict[str, Any]]:
        """Id and outputs of a new resource."""
        fault = self._fault(kind.token, "create")
        if package.local:
            id_ = kind.identify(request)
            return id_, {**request.inputs, **kind.outputs(request, id_)}
        due = time.time() + kind.seconds / self._scale
        row = self._accepted(kind, request, due)
        self._wait(due)
        if fault and fault.effect == "die-after-create":
            raise DeadError
        return row.id, dict(row.outputs)

    def _accepted(self, kind: Kind, request: Request, due: float) -> Row:
        while True:
            with self._store.transaction():
                self._check(kind, request)
                id_ = kind.identify(request)
                present = self._store.find(request.account, request.region, request.token, id_)
                if present is not None:
                    # Asked for twice, where the cloud takes that as asked for once.
                    return present
                leaving = self._store.leaving(request.account, request.region, request.token, id_)
                if leaving is None:
                    outputs = {**request.inputs, **kind.outputs(replace(request, id=id_), id_)}
                    place = (request.package, request.token, request.account, request.region)
                    row = Row(*place, request.name, id_, "creating", request.inputs, outputs)
                    self._store.add(row, due)
                    return row
            # Its predecessor of the same name is still on its way out.
            self._wait(leaving)

    def update(self, kind: Kind, request: Request) -> dict[str, Any]:
        """The outputs after an update; what the cloud computed once stays."""
        self._fault(kind.token, "update")
        with self._store.transaction():
            row = self._found(request)
            self._check(kind, replace(request, outputs=row.outputs))
            stays = (path for path in kind.computed if path not in kind.recomputed and at(request.inputs, path) is None)
            kept = known(row.outputs, stays)
            computed = kind.outputs(replace(request, outputs=row.outputs), row.id)
            outputs = completed({**request.inputs, **computed}, kept, overwrite=True)
            self._store.change(row, request.inputs, outputs)
        self._wait(time.time() + kind.update_seconds / self._scale)
        return outputs

    def read(self, kind: Kind, request: Request) -> Row | None:
        """The resource when it is ready; None where there is none."""
        self._fault(kind.token, "read")
        row = self._store.find(request.account, request.region, request.token, kind.imported(request))
        if row is not None:
            self._wait(self._store.due(row))
        return row

    def delete(self, package: Package, kind: Kind, request: Request) -> None:
        """Return when it is gone; at once when it was gone already."""
        if package.local:
            return
        self._fault(kind.token, "delete")
        due = time.time() + kind.delete_seconds / self._scale
        with self._store.transaction():
            row = self._store.find(request.account, request.region, request.token, request.id)
            if row is None:
                due = self._store.leaving(request.account, request.region, request.token, request.id) or 0.0
            else:
                self._refuse_while_held(package, kind, request, row)
                kind.before_delete(replace(request, inputs=row.inputs, outputs=row.outputs))
                self._store.delete(row, due)
        self._wait(due)

    def _refuse_while_held(self, package: Package, kind: Kind, request: Request, row: Row) -> None:
        """A resource that another one refers to cannot go."""
        if kind.blocked is None:
            return
        for other_kind in package.kinds.values():
            held = [ref for ref in other_kind.references if ref.token == kind.token and ref.holds]
            for other in self._store.rows(request.account, None, other_kind.token) if held else ():
                if any(ref.to_id(value) == row.id for ref in held for value in ref.values(other.inputs)):
                    raise kind.blocked(replace(request, inputs=row.inputs, outputs=row.outputs), other)

    def _check(self, kind: Kind, request: Request) -> None:
        for reference in kind.references:
            for value in reference.values(request.inputs):
                if self._target(request, reference, value) is None:
                    raise reference.missing(value)
        kind.check(request)

    def _target(self, request: Request, reference: Reference, value: str) -> Row | None:
        """The resource that is meant; ids that name their own place are found wherever it is."""
        wanted = reference.to_id(value)
        for row in self._store.rows(request.account, None, reference.token):
            if row.id == wanted and (reference.anywhere or row.region in ("", request.region)):
                return row
        return None

    def _found(self, request: Request) -> Row:
        row = self._store.find(request.account, request.region, request.token, request.id)
        if row is None:
            raise CloudError("NotFound", f"{request.id} does not exist")
        return row

    def _fault(self, token: str, call: str) -> Fault | None:
        """Suffer the fault of this call, if it has one."""
        fault = self._faults.next(token, call)
        if fault is None:
            return None
        match fault.effect:
            case "fail":
                raise CloudError("InternalError", fault.message)
            case "timeout":
                raise CloudError("RequestTimeout", f"timeout while waiting for {token}: {fault.message}")
            case "throttle":
                self._wait(time.time() + 2 * _THROTTLED_SECONDS / self._scale)
            case "hang":
                while fault in self._faults.wanted():
                    time.sleep(_NAP)
        return fault

    @staticmethod
    def _wait(due: float) -> None:
        remaining = due - time.time()
        if remaining > 0:
            time.sleep(remaining)
