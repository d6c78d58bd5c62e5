"""What a cloud has and a data centre has not, and the other way round."""

from __future__ import annotations

from meshctl.topology.codes import Code
from meshctl.topology.models import CloudName
from meshctl.topology.reading import Reading, Values


def check_sites(document: Values, reading: Reading) -> None:
    for site in document.below("sites"):
        match site.get("cloud"):
            case None:
                pass
            case CloudName.ONPREM:
                _check_data_centre(site, reading)
            case _:
                _check_cloud(site, reading)


def _lacks_ranges(site: Values) -> bool:
    return bool(site.get("ranges") == ())


def _check_data_centre(site: Values, reading: Reading) -> None:
    for key in ("region", "account", "existing"):
        if site.get(key) is not None:
            text = f"a data centre has no `{key}`"
            reading.report(site.at(key), Code.DOES_NOT_APPLY, text, f"remove `{key}`, or correct `cloud`")
    if _lacks_ranges(site):
        text = "a data centre has ranges of its own, and they are not given"
        reading.report(site.path, Code.NEEDS_RANGES, text, "add `ranges`: the ranges that the mesh may reach there")
    for cluster in site.below("clusters"):
        if cluster.read.get("existing", "wrong") is None:
            text = "meshctl creates no cluster in a data centre"
            hint = "adopt a running one: add `existing: {context: ...}` and its `ranges`"
            reading.report(cluster.path, Code.NEEDS_EXISTING, text, hint)


def _check_cloud(site: Values, reading: Reading) -> None:
    if site.read.get("region", "wrong") is None:
        text = f"a site in {site['cloud']} needs a region"
        example = {CloudName.AWS: "us-east-1", CloudName.GCP: "europe-west1"}.get(site["cloud"], "northeurope")
        reading.report(site.path, Code.MISSING_KEY, text, f"add `region`, such as {example}")
    if "router" in site.written and site.read.get("router", "wrong") is not None:
        text = f"a site in {site['cloud']} has no router of its own"
        hint = "remove `router`: only a data centre (`cloud: onprem`) has one"
        reading.report(site.at("router"), Code.DOES_NOT_APPLY, text, hint)
    if site.get("existing") is not None and _lacks_ranges(site):
        text = f"`{site['existing']}` exists already, but its ranges are not given"
        hint = "add `ranges`: the ranges that the network has"
        reading.report(site.at("existing"), Code.NEEDS_RANGES, text, hint)
