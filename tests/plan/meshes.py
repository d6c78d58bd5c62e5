"""Topologies for the tests of the plan, and the short way from text to plan."""

from __future__ import annotations

from meshctl import topology
from meshctl.address.lock import Lock
from meshctl.plan import plan
from meshctl.plan.model import Plan
from meshctl.topology import Loaded
from meshctl.units import Unit

AWS = "{ name: virginia, cloud: aws, region: us-east-1 }"
GCP = "{ name: belgium, cloud: gcp, region: europe-west1 }"
AZURE = "{ name: dublin, cloud: azure, region: northeurope }"
OHIO = "{ name: ohio, cloud: aws, region: us-east-2 }"
OFFICE = (
    "{ name: office, cloud: onprem, ranges: [192.168.16.0/20],"
    " router: { public_ip: 203.0.113.10, asn: 65010, kind: strongswan-frr } }"
)


def written(*sites: str, more: str = "") -> Loaded:
    """A topology file of these sites, loaded."""
    lines = "\n".join(f"  - {site}" for site in sites)
    return topology.load_text(f"apiVersion: meshctl/v1\nname: shop\nsites:\n{lines}\n{more}", "mesh.yaml")


def planned(*sites: str, more: str = "", lock: Lock | None = None, environment: str | None = None) -> Plan:
    """The plan of these sites."""
    loaded = written(*sites, more=more)
    return plan(loaded.topology, loaded.positions, lock or Lock.empty("shop"), environment=environment)


def connect(text: str) -> str:
    """The `connect` section."""
    return f"connect: {text}\n"


def codes(found: Plan) -> list[str]:
    """The codes of a plan's findings."""
    return [finding.code for finding in found.findings]


def unit(found: Plan, name: str) -> Unit:
    """The unit of that name."""
    return next(unit for unit in found.units if unit.name == name)
