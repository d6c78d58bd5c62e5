"""Pools are apart, machines lie in their site, and IPv6 stands only in a dual-stack mesh.

Whether ranges of sites and clusters fit with one another depends on the model and the clouds: the planner
says that.
"""

from __future__ import annotations

from meshctl.topology.codes import Code
from meshctl.topology.models import Address, Network
from meshctl.topology.reading import Reading, Values


def check_ranges(document: Values, reading: Reading) -> None:
    addresses = document.get("addresses")
    if addresses is not None:
        _check_pools(addresses, reading)
    dual_stack = addresses is None or addresses.read.get("ipv6", "wrong") is not None
    for site in document.below("sites"):
        owned = site.numbered("ranges")
        located: list[tuple[str, Network | Address]] = [*owned]
        for machine in site.below("machines"):
            if machine.get("address") is not None:
                located.append((machine.at("address"), machine["address"]))
                _check_machine(machine, [value for _, value in owned], reading)
        for cluster in site.below("clusters"):
            ranges = cluster.get("ranges")
            for key in ("nodes", "pods", "services") if ranges else ():
                located.extend(ranges.numbered(key))
        for path, value in located:
            if value.version == 6 and not dual_stack:
                text = f"`{value}` is IPv6, but the mesh is not dual-stack"
                reading.report(path, Code.WRONG_FAMILY, text, "write an IPv4 one, or set `addresses.ipv6`")


def _check_pools(addresses: Values, reading: Reading) -> None:
    # By first address, a pool that overlaps any earlier one overlaps the one that reaches farthest.
    farthest: Network | None = None
    for path, pool in sorted(addresses.numbered("pools"), key=lambda entry: (entry[1], entry[0])):
        if farthest is not None and pool.overlaps(farthest):
            text = f"the pools {farthest} and {pool} overlap"
            reading.report(path, Code.POOLS_OVERLAP, text, "remove or narrow one of the two")
        else:
            farthest = pool


def _check_machine(machine: Values, ranges: list[Network], reading: Reading) -> None:
    address: Address = machine["address"]
    same_family = [network for network in ranges if network.version == address.version]
    if same_family and not any(address in network for network in same_family):
        text = f"`{address}` lies outside the ranges of its site"
        hint = f"the site has {', '.join(str(network) for network in same_family)}"
        reading.report(machine.at("address"), Code.OUTSIDE_SITE, text, hint)
