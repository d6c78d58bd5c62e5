"""One run of the assignment: the lock is laid out first, then what is pinned, then what is new, by name.

Two levels. At the top, in the address space of each cluster, stand the ranges of sites and what lies in no
site (services, control planes, overlay pods). Inside a site's ranges stand its subnets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from ipaddress import IPv4Network

from meshctl.address.allocator import Occupancy
from meshctl.address.lock import Given, Lock
from meshctl.clouds.aws import secondary_refusal
from meshctl.clouds.rulebook import rules
from meshctl.findings import Finding, Severity
from meshctl.plan.assigned import Assigned, AssignedCluster
from meshctl.plan.model import PlannedSite, Purpose, Subnet
from meshctl.plan.retire import keep
from meshctl.plan.subnets.checks import check_cluster, check_region, check_site, rfc1918
from meshctl.plan.subnets.obstacles import obstacles
from meshctl.plan.subnets.wants import Want, wants
from meshctl.topology.models import CloudName, Network, Positions, Site, Topology

LARGEST_BLOCK = {CloudName.AWS: 16, CloudName.GCP: 8, CloudName.AZURE: 8, CloudName.ONPREM: 8}
"""Shortest prefix of one range of a site (AWS-VPC-SIZE)."""


class Assignment:
    """State of one run; ``run`` is called once."""

    def __init__(self, topology: Topology, positions: Positions, spaces: Mapping[str, str], lock: Lock) -> None:
        self.topology, self.positions, self.spaces, self.lock = topology, positions, spaces, lock
        self.known: dict[str, Given] = {**lock.retired.ranges, **lock.live.ranges}
        self.used: dict[str, Given] = {}
        self.findings: list[Finding] = []
        self.occupancies: dict[str, Occupancy] = {}
        self.site_ranges: dict[str, list[Network]] = {}
        self.where: dict[str, str] = {}
        self.served: dict[tuple[str, Purpose], list[Network]] = {}

    def run(self) -> Assigned:
        """Assign everything."""
        sites = sorted(self.topology.sites, key=lambda site: site.name)
        index = {site.name: number for number, site in enumerate(self.topology.sites)}
        usable: list[tuple[Site, list[Want]]] = []
        if self.topology.addresses.ipv6 is not None:
            self.findings.append(
                Finding(
                    self.positions.where("addresses.ipv6"),
                    "MC217",
                    Severity.WARNING,
                    "IPv6 ranges are not given out yet: this mesh is planned for IPv4 only",
                    "remove `addresses.ipv6`",
                )
            )
        for site in sites:
            path = f"sites[{index[site.name]}]"
            self.where[site.name] = self.positions.where(path)
            wrong = check_region(site, path, self.positions)
            self.findings += [*wrong, *check_site(site, path, self.positions)]
            for number, cluster in enumerate(site.clusters):
                self.findings += check_cluster(site, cluster, f"{path}.clusters[{number}]", self.positions)
            if not any(found.severity is Severity.ERROR for found in wrong):
                usable.append((site, wants(site)))
        self._take_locked(usable)
        for site, wanted in usable:
            self._take_pinned(site, wanted)
        planned = [self._site(site, wanted) for site, wanted in usable]
        clusters, numbers = self._clusters(planned, usable)
        known_numbers = {**self.lock.retired.clusters, **self.lock.live.clusters}
        ranges, old_ranges = keep(self.used, self.known)
        live_numbers, old_numbers = keep(numbers, known_numbers)
        lock = replace(
            self.lock,
            live=replace(self.lock.live, ranges=ranges, clusters=live_numbers),
            retired=replace(self.lock.retired, ranges=old_ranges, clusters=old_numbers),
        )
        return Assigned(tuple(planned), tuple(clusters), lock, tuple(sorted(set(self.findings))))

    # What is there already

    def _take_locked(self, usable: list[tuple[Site, list[Want]]]) -> None:
        current: dict[str, str] = {}
        for site, wanted in usable:
            current[f"site/{site.name}"] = self._space(site)
            for want in wanted:
                current[_key(site, want)] = self._space(site, want)
        for key, given in sorted(self.known.items()):
            base = key.rpartition("/")[0]
            space = current.get(base, given.space)
            if key.startswith("subnet/"):
                continue
            occupancy = self._occupancy(space)
            for other, name in occupancy.holders(given.range):
                self._error(
                    key,
                    "MC211",
                    f"{key} and {name} both have addresses of {other}",
                    "the lock moves nothing by itself: free one with `meshctl ip release`",
                )
            growth = self.topology.addresses.growth if key.startswith("site/") else 0
            occupancy.take(given.range, key, growth)

    def _take_pinned(self, site: Site, wanted: list[Want]) -> None:
        pinned = [(f"site/{site.name}", found, self._space(site)) for found in site.ranges]
        loose: list[Network] = []
        for want in wanted:
            if want.inside:
                loose += [r for r in (*want.pinned, *want.within) if not _inside(r, site.ranges)]
            else:
                pinned += [(_key(site, want), found, self._space(site, want)) for found in want.pinned]
        pinned += [(f"site/{site.name}", found, self._space(site)) for found in sorted(set(loose))]
        for key, found, space in pinned:
            occupancy = self._occupancy(space)
            mine = [name for _, name in occupancy.holders(found) if name.rpartition("/")[0] != key]
            if mine:
                self._error(
                    site.name,
                    "MC212",
                    f"{found}, named for {key.partition('/')[2]}, overlaps {mine[0]}",
                    "name another range, or leave it out to have one allocated",
                )
            for reserved in self.topology.addresses.reserved:
                if reserved.range.version == found.version and reserved.range.overlaps(found):
                    self._error(
                        site.name,
                        "MC213",
                        f"{found}, named for {key.partition('/')[2]}, overlaps {reserved.range}, "
                        f"which is reserved: {reserved.why}",
                        "name another range, or remove the reservation",
                    )
            number = 1
            while f"{key}/{number}" in self.used:
                number += 1
            self.used[f"{key}/{number}"] = Given(found, space)
            occupancy.take(found, f"{key}/{number}")

    # What is new

    def _site(self, site: Site, wanted: list[Want]) -> PlannedSite:
        key, space = f"site/{site.name}", self._space(site)
        ranges = self._have(key, space)
        inner = Occupancy()
        inside = [want for want in wanted if want.inside]
        for known, given in sorted(self.known.items()):
            if known.startswith(f"subnet/{site.name}/"):
                inner.take(given.range, known)
        for want in inside:
            for number, pinned in enumerate(want.pinned, start=1):
                inner.take(pinned, f"{_key(site, want)}/{number}")
        subnets: list[Subnet] = []
        # Largest first fills a fresh range without gaps; equal sizes by name.
        for want in sorted(inside, key=lambda want: (want.prefix, want.name)):
            pieces = self._pieces(site, want, ranges, inner, inside)
            self._serve(want, pieces)
            subnets += _subnets(want, pieces)
        for want in sorted((w for w in wanted if not w.inside), key=lambda want: want.name):
            pieces = self._outside(site, want)
            self._serve(want, pieces)
            if site.cloud is CloudName.GCP:  # elsewhere these are settings of the cluster, not subnets
                subnets += _subnets(want, pieces)
        if site.cloud is CloudName.AWS and len(ranges) > 5:
            rule = rules()["AWS-VPC-BLOCKS"]
            text = f"{site.name} needs {len(ranges)} ranges, a VPC has 5 by default"
            self.findings.append(
                rule.finding(
                    self.where[site.name],
                    "MC306",
                    text,
                    "raise the quota, or use fewer nodes",
                    error=len(ranges) > 50,
                )
            )
        shown = tuple(sorted(subnets, key=lambda subnet: subnet.name))
        return PlannedSite(site.name, site.cloud, site.region, tuple(ranges), None, shown)

    def _pieces(
        self, site: Site, want: Want, ranges: list[Network], inner: Occupancy, inside: list[Want]
    ) -> list[Network]:
        """The ranges of one subnet: those it has, and another one where they have become too small."""
        key, space = _key(site, want), self._space(site)
        if want.pinned:
            for number, pinned in enumerate(want.pinned, start=1):
                self.used[f"{key}/{number}"] = Given(pinned, space)
            return list(want.pinned)
        pieces = self._have(key, space)
        missing = (1 << (32 - want.prefix)) - sum(found.num_addresses for found in pieces)
        if missing <= 0:
            return pieces
        prefix = 32 - (missing - 1).bit_length()
        found = inner.find(prefix, want.within or ranges)
        if found is None and not want.within and (not site.ranges):
            self._grow(site, ranges, inside, prefix)
            found = inner.find(prefix, ranges)
        if found is None:
            places = ", ".join(str(place) for place in want.within or ranges)
            self._error(
                site.name,
                "MC214",
                f"no /{prefix} for {want.name} is free in {places or 'any pool'}",
                "widen the ranges or pools, or ask for fewer nodes or pods",
            )
            return pieces
        name = f"{key}/{len(pieces) + 1}"
        inner.take(found.range, name)
        self.used[name] = Given(found.range, space)
        return [*pieces, found.range]

    def _grow(self, site: Site, ranges: list[Network], inside: list[Want], prefix: int) -> None:
        """Another range for the site: large enough for all of its subnets that have none yet."""
        space = self._space(site)
        total = sum(
            1 << (32 - want.prefix)
            for want in inside
            if f"{_key(site, want)}/1" not in self.known
            and f"{_key(site, want)}/1" not in self.used
            and not want.pinned
        )
        total = max(total, 1 << (32 - prefix))
        wanted = max(LARGEST_BLOCK[site.cloud], 32 - (total - 1).bit_length())
        pools = self._pools()
        if site.cloud is CloudName.AWS and ranges and isinstance(primary := ranges[0], IPv4Network):
            pools = [pool for pool in pools if secondary_refusal(primary, pool) is None]
        found = self._find(site.name, space, wanted, self.topology.addresses.growth, pools)
        if found is not None:
            key = f"site/{site.name}/{len(ranges) + 1}"
            self.used[key] = Given(found, space)
            self._occupancy(space).take(found, key, self.topology.addresses.growth)
            ranges.append(found)

    def _outside(self, site: Site, want: Want) -> list[Network]:
        key, space = _key(site, want), self._space(site, want)
        if want.pinned:
            return list(want.pinned)
        pieces = self._have(key, space)
        if want.purpose is not Purpose.PODS and pieces:
            return pieces  # EKS-SVC-IMMUT: a service range is for life
        missing = (1 << (32 - want.prefix)) - sum(found.num_addresses for found in pieces)
        if missing <= 0:
            return pieces
        pools = self._pools()
        if want.purpose is Purpose.SERVICES and site.cloud is CloudName.AWS:
            pools = [pool for pool in pools if rfc1918(pool)]  # EKS-SVC-RANGE
        found = self._find(site.name, space, 32 - (missing - 1).bit_length(), 0, pools)
        if found is None:
            return pieces
        name = f"{key}/{len(pieces) + 1}"
        self.used[name] = Given(found, space)
        self._occupancy(space).take(found, name)
        return [*pieces, found]

    def _serve(self, want: Want, pieces: list[Network]) -> None:
        if want.cluster is not None:
            self.served.setdefault((want.cluster, want.purpose), []).extend(pieces)

    def _pools(self) -> list[IPv4Network]:
        return [pool for pool in self.topology.addresses.pools if isinstance(pool, IPv4Network)]

    def _find(self, site: str, space: str, prefix: int, growth: int, pools: list[IPv4Network]) -> Network | None:
        found = self._occupancy(space).find(prefix, pools, growth)
        if found is None:
            names = ", ".join(str(pool) for pool in pools)
            self._error(
                site,
                "MC215",
                f"no /{prefix} for {site} is left in the pools ({names})",
                "add a pool, free retired ranges with `meshctl ip release`, or ask for fewer nodes or pods",
            )
            return None
        if found.gave_up_growth:
            self.findings.append(
                Finding(
                    self.where[site],
                    "MC216",
                    Severity.NOTE,
                    f"{found.range} of {site} has no free room beside it to grow into",
                    "add a pool to have growth again",
                )
            )
        return found.range

    # Clusters

    def _clusters(
        self, planned: list[PlannedSite], usable: list[tuple[Site, list[Want]]]
    ) -> tuple[list[AssignedCluster], dict[str, int]]:
        by_name = {site.name: site for site in planned}
        known = {**self.lock.retired.clusters, **self.lock.live.clusters}
        numbers: dict[str, int] = {}
        made: list[AssignedCluster] = []
        for cluster, site in sorted(((c, s) for s, _ in usable for c in s.clusters), key=lambda p: p[0].name):
            free = (n for n in range(1, len(known) + len(numbers) + 2))
            taken = {*known.values(), *numbers.values()}
            number = known.get(cluster.name) or next(n for n in free if n not in taken)
            numbers[cluster.name] = number
            nodes, pods, services = (
                tuple(self.served.get((cluster.name, purpose), ()))
                for purpose in (Purpose.NODES, Purpose.PODS, Purpose.SERVICES)
            )
            if site.cloud is CloudName.AWS:
                pods = nodes
            if site.cloud is CloudName.ONPREM:
                nodes = cluster.ranges.nodes or by_name[site.name].ranges
                pods, services = cluster.ranges.pods or nodes, cluster.ranges.services
            made.append(AssignedCluster(cluster.name, site.name, number, nodes, pods, services, cluster.nodes.max))
        return made, numbers

    # Small things

    def _have(self, key: str, space: str) -> list[Network]:
        """The ranges of a key: as pinned in this run, else as the lock has them."""
        source = self.used if f"{key}/1" in self.used else self.known
        found: list[Network] = []
        while f"{key}/{len(found) + 1}" in source:
            name = f"{key}/{len(found) + 1}"
            self.used[name] = Given(source[name].range, space)
            found.append(source[name].range)
        return found

    def _space(self, site: Site, want: Want | None = None) -> str:
        if want is not None and not want.inside and want.cluster is not None:
            return self.spaces.get(want.cluster, "")
        # A network has one set of addresses: it may only stand apart where all of its clusters do.
        mine = [self.spaces.get(cluster.name, "") for cluster in site.clusters]
        return min(mine) if mine and all(mine) else ""

    def _occupancy(self, space: str) -> Occupancy:
        if space not in self.occupancies:
            self.occupancies[space] = Occupancy()
            for blocked, why in obstacles(self.topology):
                self.occupancies[space].take(blocked, f"reserved/{why}/{blocked}")
        return self.occupancies[space]

    def _error(self, site: str, code: str, text: str, hint: str) -> None:
        where = self.where.get(site, "mesh.lock")
        self.findings.append(Finding(where, code, Severity.ERROR, text, hint))


def _key(site: Site, want: Want) -> str:
    return f"{'subnet' if want.inside else 'apart'}/{site.name}/{want.name}"


def _inside(found: Network, ranges: tuple[Network, ...]) -> bool:
    first, last = int(found.network_address), int(found.broadcast_address)
    return any(
        r.version == found.version and int(r.network_address) <= first and last <= int(r.broadcast_address)
        for r in ranges
    )


def _subnets(want: Want, pieces: list[Network]) -> list[Subnet]:
    """The pieces of one want: the first has its name, the others are numbered from 2."""
    return [
        Subnet(
            want.name if number == 1 else f"{want.name}-{number}",
            want.purpose,
            want.zone,
            found,
            want.cluster,
        )
        for number, found in enumerate(pieces, start=1)
    ]
