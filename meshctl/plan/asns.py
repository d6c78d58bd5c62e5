"""The ASN of each site: all different, from the range that every cloud accepts (X-ASN), kept by the lock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from meshctl.address.lock import Lock
from meshctl.findings import Finding, Severity
from meshctl.plan.retire import keep
from meshctl.topology.models import Positions, Topology

FIRST, LAST = 64512, 65514
"""X-ASN: the first of its two ranges."""


def assign_asns(
    topology: Topology, positions: Positions, lock: Lock
) -> tuple[Mapping[str, int], Lock, tuple[Finding, ...]]:
    """The ASN of each site by name, the lock with them, and findings (MC230 to MC232).

    A data centre has its router's own; every other site the lowest number that is not taken.
    """
    findings: list[Finding] = []
    own = {site.name: site.router.asn for site in topology.sites if site.router is not None}
    names = {site.name for site in topology.sites}
    known = {**lock.retired.asns, **lock.live.asns}
    asns: dict[str, int] = {}
    taken = {asn for name, asn in known.items() if name not in own} | set(own.values())
    for index, site in enumerate(topology.sites):
        where = positions.where(f"sites[{index}].router.asn")
        if site.name in own:
            clash = sorted(other for other, asn in own.items() if asn == own[site.name] and other < site.name)
            clash += sorted(n for n, asn in known.items() if asn == own[site.name] and n in names - set(own))
            if clash:
                findings.append(
                    Finding(
                        where,
                        "MC230",
                        Severity.ERROR,
                        f"the ASN {own[site.name]} of {site.name} is also that of {clash[0]}",
                        "give the router another private ASN",
                        "X-ASN (one ASN per gateway, all different)",
                    )
                )
    free = iter(asn for asn in range(FIRST, LAST + 1) if asn not in taken)
    for name in sorted(names):
        asn = own.get(name, known.get(name))
        if asn is None:
            asn = next(free, None)
        if asn is None:
            findings.append(
                Finding(
                    positions.where("sites"),
                    "MC231",
                    Severity.ERROR,
                    f"no ASN is left for {name}: all of {FIRST} to {LAST} are given out",
                    "free those of removed sites with `meshctl ip release`",
                    "X-ASN (64512-65514)",
                )
            )
            continue
        asns[name] = asn
    live, retired = keep(asns, known)
    return (
        asns,
        replace(lock, live=replace(lock.live, asns=live), retired=replace(lock.retired, asns=retired)),
        tuple(findings),
    )
