"""What `up` would do about each unit, from the records alone: no Pulumi, no clouds, fast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from meshctl.engine.environment import Environment
from meshctl.engine.fingerprint import fingerprint
from meshctl.engine.graph import order
from meshctl.engine.records import DONE, Record, Records
from meshctl.units import Unit


def changes(units: Sequence[Unit], environment: Environment) -> Mapping[str, str]:
    """Unit → ``create``, ``update``, ``none``, or ``delete`` for one that stands and is not planned.

    A unit below one that will change keeps ``none`` as long as nothing it was made from is known to change.
    """
    records = Records(environment).all()
    planned = {unit.name: unit for unit in units}
    found = {name: _change(planned[name], records) for name in order({unit.name: unit.needs for unit in units})}
    return found | {name: "delete" for name in records if name not in planned}


def _change(unit: Unit, records: Mapping[str, Record]) -> str:
    record = records.get(unit.name)
    if record is None:
        return "create"
    digests = known_digests(unit, records)
    if record.state != DONE or digests is None or record.fingerprint != fingerprint(unit, digests):
        return "update"
    return "none"


def known_digests(unit: Unit, records: Mapping[str, Record]) -> dict[str, str] | None:
    """The digests of what the unit takes, or None where some of it does not stand."""
    digests = {}
    for alias, reference in unit.inputs.items():
        record = records.get(reference.unit)
        if record is None or reference.output not in record.digests:
            return None
        digests[alias] = record.digests[reference.output]
    return digests
