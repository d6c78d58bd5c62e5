"""`--only NAME`: which units a name means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from meshctl.errors import InputError
from meshctl.findings import Finding, Severity
from meshctl.units import Unit


def named(units: Iterable[str], names: Sequence[str]) -> frozenset[str]:
    """The units that the names mean: a unit, or all units of a site, cluster or link.

    InputError (MC007) for a name that means nothing, with the nearest that does.
    """
    known = sorted(units)
    chosen: set[str] = set()
    findings = []
    for name in names:
        found = {unit for unit in known if name in (unit, unit.partition("/")[2])}
        chosen |= found
        if not found:
            findings.append(_unknown(name, known))
    if findings:
        raise InputError(findings)
    return frozenset(chosen)


def with_needs(units: Sequence[Unit], names: Sequence[str]) -> frozenset[str]:
    """What the names mean, and everything that it needs."""
    by_name = {unit.name: unit for unit in units}
    chosen = set(named(by_name, names))
    queue = list(chosen)
    while queue:
        for need in by_name[queue.pop()].needs:
            if need not in chosen:
                chosen.add(need)
                queue.append(need)
    return frozenset(chosen)


def _unknown(name: str, known: Sequence[str]) -> Finding:
    words = sorted({*known, *(unit.partition("/")[2] for unit in known if "/" in unit)})
    near = get_close_matches(name, words, 1)
    hint = f"did you mean `{near[0]}`?" if near else f"there are: {', '.join(words)}"
    return Finding("--only", "MC007", Severity.ERROR, f"`{name}` is no site, cluster, link or unit here", hint)
