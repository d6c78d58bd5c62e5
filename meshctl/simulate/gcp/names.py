"""Names, ids and links of Google Cloud: ``projects/P/regions/R/subnetworks/N`` and the self link to it.

References may be written as a self link, an id or (for some fields) a bare name; `partial` brings the first
two to the id, which is what resources are kept under.
"""

from __future__ import annotations

import re

from meshctl.simulate.gcp.ranges import invalid_field

COMPUTE = "https://www.googleapis.com/compute/v1/"
"""What a self link of Compute Engine begins with."""

_NAME = re.compile(r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?")


def refuse_bad_name(name: str) -> None:
    """Refuse a name that is not an RFC 1035 label of at most 63 characters (GCP-SUB-NAME)."""
    if not _NAME.fullmatch(name):
        raise invalid_field("resource.name", name, "Must be a match of regex '(?:[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?)'")


def partial(reference: str) -> str:
    """The id ``projects/...`` that a self link or an id names."""
    start = reference.find("projects/")
    return reference[start:] if start >= 0 else reference


def last(reference: str) -> str:
    """The bare name at the end of a link, an id or a name."""
    return reference.rsplit("/", 1)[-1]
