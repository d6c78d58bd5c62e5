"""What belongs together within a cluster: counts of nodes, and the ranges of an adopted one."""

from __future__ import annotations

from meshctl.findings import Severity
from meshctl.topology.codes import Code
from meshctl.topology.reading import Reading, Values


def check_clusters(document: Values, reading: Reading) -> None:
    for site in document.below("sites"):
        for cluster in site.below("clusters"):
            nodes = cluster.get("nodes")
            if nodes is not None:
                _check_counts(nodes, reading)
            if cluster.get("existing") is not None:
                _check_adopted(cluster, reading)


def _check_counts(nodes: Values, reading: Reading) -> None:
    low, high = nodes.get("min"), nodes.get("max")
    if low is None or high is None or low <= high:
        return
    # Told where it was written: one of the two may be a default.
    key = "max" if "max" in nodes.written else "min"
    defaulted = "" if {"min", "max"} <= nodes.written else " (the default)"
    text = f"at least {low} nodes but at most {high}"
    hint = (
        f"max is {high}{defaulted}: raise it, or lower min"
        if key == "min"
        else (f"min is {low}{defaulted}: lower it, or raise max")
    )
    reading.report(nodes.at(key), Code.MIN_ABOVE_MAX, text, hint)


def _check_adopted(cluster: Values, reading: Reading) -> None:
    ranges = cluster.get("ranges")
    unknown = [key for key in ("nodes", "pods", "services") if ranges is not None and ranges.get(key) == ()]
    if unknown:
        text = f"the cluster runs already, but its ranges of {', '.join(unknown)} are not given"
        hint = "add them to `ranges`: unknown ranges cannot be kept free of overlaps"
        reading.report(cluster.at("existing"), Code.RANGES_UNKNOWN, text, hint, severity=Severity.WARNING)
