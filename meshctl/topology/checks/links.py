"""The links that are named join two different sites that exist, each pair once; the hub is one of them."""

from __future__ import annotations

from meshctl.findings import Severity
from meshctl.topology.codes import Code
from meshctl.topology.models import CloudName, LinkPolicy, Model, Via
from meshctl.topology.reading import Reading, Values, quote, suggest


def check_links(document: Values, reading: Reading) -> None:
    connect = document.get("connect")
    if connect is None:
        return
    sites = {site["name"]: site for site in document.below("sites") if site.get("name") is not None}
    _check_hub(connect, tuple(sites), reading)
    taken: dict[tuple[str, ...], str] = {}
    for link in connect.below("links"):
        ends = link.numbered("between")
        for path, name in ends:
            _check_known(path, name, tuple(sites), reading)
            if name in sites and link.get("via") in (Via.AUTO, Via.VPN):
                _check_router(path, sites[name], reading)
        if len(ends) == 2:
            _check_pair(link, (ends[0][1], ends[1][1]), taken, reading)
    if not isinstance(connect.get("links"), tuple):
        _warn_of_routers(connect, tuple(sites.values()), reading)


def _check_hub(connect: Values, sites: tuple[str, ...], reading: Reading) -> None:
    hub = connect.get("hub")
    policy = connect.get("links")
    if hub is not None:
        _check_known(connect.at("hub"), hub, sites, reading)
    if policy is LinkPolicy.HUB_AND_SPOKE and hub is None and "hub" in connect.read:
        text = "hub-and-spoke needs to know the hub"
        hint = suggest("", sites, "add `hub`, one of the sites")
        reading.report(connect.at("links"), Code.NEEDS_HUB, text, hint)
    if policy is not None and policy is not LinkPolicy.HUB_AND_SPOKE and hub is not None:
        text = "the hub is not used: links are not hub-and-spoke"
        hint = "remove `hub`, or write `links: hub-and-spoke`"
        reading.report(connect.at("hub"), Code.DOES_NOT_APPLY, text, hint, severity=Severity.WARNING)


def _check_known(path: str, name: str, sites: tuple[str, ...], reading: Reading) -> None:
    if name not in sites:
        text = f"there is no site `{quote(name)}`"
        reading.report(path, Code.UNKNOWN_NAME, text, suggest(name, sites, "the sites are"))


def _check_pair(link: Values, ends: tuple[str, str], taken: dict[tuple[str, ...], str], reading: Reading) -> None:
    pair = tuple(sorted(ends))
    path = link.at("between")
    if pair[0] == pair[1]:
        text = f"both ends are `{pair[0]}`"
        reading.report(path, Code.SAME_ENDS, text, "a link joins two different sites")
    elif pair in taken:
        line = reading.marks[taken[pair]][0]
        text = f"`{pair[0]}` and `{pair[1]}` are joined already by the link in line {line}"
        reading.report(path, Code.DUPLICATE_NAME, text, "remove one of the two")
    else:
        taken[pair] = path


def _lacks_router(site: Values) -> bool:
    return site.get("cloud") is CloudName.ONPREM and "router" in site.read and site["router"] is None


def _check_router(path: str, site: Values, reading: Reading) -> None:
    if _lacks_router(site):
        text = f"`{site['name']}` has no router to end a VPN"
        hint = "add `router: {public_ip: ..., asn: ...}` to the site"
        reading.report(path, Code.NEEDS_ROUTER, text, hint)


def _warn_of_routers(connect: Values, sites: tuple[Values, ...], reading: Reading) -> None:
    if connect.get("model") is Model.GATEWAY or connect.get("links") is LinkPolicy.NONE:
        return
    for site in sites:
        if _lacks_router(site):
            text = f"`{site['name']}` has no router, so nothing can be linked to it"
            hint = "add `router: {public_ip: ..., asn: ...}`, or write `connect: {model: gateway}`"
            reading.report(site.path, Code.NEEDS_ROUTER, text, hint, severity=Severity.WARNING)
