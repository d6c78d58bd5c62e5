"""Names are what everything is known by, in the clouds, in the lock and to `explain`: none twice."""

from __future__ import annotations

from collections.abc import Iterable

from meshctl.topology.codes import Code
from meshctl.topology.models import CloudName
from meshctl.topology.reading import Reading, Values


def check_names(document: Values, reading: Reading) -> None:
    sites = document.below("sites")
    _check("site", sites, {}, reading)
    # The default cluster of a site has the site's name, so nothing written may take it.
    members = {
        site["name"]: ("default cluster of the site", site.at("name"))
        for site in sites
        if site.get("name") is not None and _has_default_cluster(site)
    }
    _check("cluster", [cluster for site in sites for cluster in site.below("clusters")], members, reading)
    _check("machine", [machine for site in sites for machine in site.below("machines")], members, reading)


def _has_default_cluster(site: Values) -> bool:
    return site.read.get("clusters", ()) is None and site.get("cloud") not in (None, CloudName.ONPREM)


def _check(kind: str, named: Iterable[Values], taken: dict[str, tuple[str, str]], reading: Reading) -> None:
    for values in named:
        name = values.get("name")
        if name is None:
            continue
        if name in taken:
            other, path = taken[name]
            text = f"the name `{name}` is taken by the {other} in line {reading.marks[path][0]}"
            reading.report(values.at("name"), Code.DUPLICATE_NAME, text, f"give this {kind} another name")
        else:
            taken[name] = (kind, values.at("name"))
