"""The inside addresses of tunnels: one allocator for every /30, keyed ``<a>~<b>/<n>`` (X-INSIDE).

Pairs with Azure take theirs from the only range that Azure accepts (VNG-APIPA), all others from outside it
and outside what AWS refuses (VPN-INSIDE-RSVD), so that no two tunnels of the mesh ever share one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network

from meshctl.address.lock import Lock
from meshctl.findings import Finding, Severity
from meshctl.plan.model import Tunnel, TunnelEnd
from meshctl.plan.retire import keep
from meshctl.topology.models import CloudName, Network, Topology

AZURE_PAIRS = (int(IPv4Address("169.254.21.0")), int(IPv4Address("169.254.22.255")))
OTHER_PAIRS = (int(IPv4Address("169.254.32.0")), int(IPv4Address("169.254.159.255")))

# Who takes the first host: AWS always does (VPN-INSIDE-HOST), Azure only against a router of one's own,
# which never does (GZ-INSIDE: Azure has the second host everywhere else).
_FIRST_HOST = (CloudName.AWS, CloudName.GCP, CloudName.AZURE, CloudName.ONPREM)


def assign_tunnels(
    topology: Topology,
    links: Iterable[tuple[tuple[str, str], int]],
    asns: Mapping[str, int],
    lock: Lock,
) -> tuple[Mapping[str, tuple[Tunnel, ...]], Lock, tuple[Finding, ...]]:
    """The tunnels of each link, the lock with them, and findings (MC235).

    ``links``: (the two sites, sorted; number of tunnels) of each VPN link. The result is keyed by the name of
    the link, ``<a>~<b>``; tunnels are named from ``1`` on and ends stand in the order of the link's sites.
    """
    known: dict[str, Network] = {**lock.retired.tunnels, **lock.live.tunnels}
    taken = {int(inside.network_address) for inside in known.values()}
    used: dict[str, Network] = {}
    findings: list[Finding] = []
    tunnels: dict[str, tuple[Tunnel, ...]] = {}
    for between, count in sorted(links):
        clouds = [topology.site(name).cloud for name in between]
        span = AZURE_PAIRS if CloudName.AZURE in clouds else OTHER_PAIRS
        name = f"{between[0]}~{between[1]}"
        made: list[Tunnel] = []
        for number in range(1, count + 1):
            key = f"{name}/{number}"
            inside = known.get(key) or _lowest(span, taken)
            if inside is None:
                findings.append(_exhausted(name, span))
                break
            taken.add(int(inside.network_address))
            used[key] = inside
            first = clouds.index(min(clouds, key=_FIRST_HOST.index))
            ends = tuple(
                TunnelEnd(site, str(inside[1 if position == first else 2]), asns[site])
                for position, site in enumerate(between)
            )
            made.append(Tunnel(str(number), inside, (ends[0], ends[1])))
        tunnels[name] = tuple(made)
    live, retired = keep(used, known)
    kept = replace(lock, live=replace(lock.live, tunnels=live), retired=replace(lock.retired, tunnels=retired))
    return tunnels, kept, tuple(findings)


def _lowest(span: tuple[int, int], taken: set[int]) -> IPv4Network | None:
    for start in range(span[0], span[1], 4):
        if start not in taken:
            return IPv4Network((start, 30))
    return None


def _exhausted(link: str, span: tuple[int, int]) -> Finding:
    first, last = (str(IPv4Address(end)) for end in span)
    return Finding(
        link,
        "MC235",
        Severity.ERROR,
        f"no /30 is left for the tunnels of {link} in {first} to {last}",
        "join fewer sites, or free removed links with `meshctl ip release`",
        "X-INSIDE-BUDGET (128 /30s in the range of Azure)",
    )
