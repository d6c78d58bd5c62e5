"""What only shows when values are seen together: names, references, ranges, and what belongs to what.

Each check takes the values that were read, of which any may be missing because it was wrong by itself.
"""

from __future__ import annotations

from meshctl.topology.checks.clusters import check_clusters
from meshctl.topology.checks.links import check_links
from meshctl.topology.checks.names import check_names
from meshctl.topology.checks.ranges import check_ranges
from meshctl.topology.checks.sites import check_sites
from meshctl.topology.checks.surroundings import check_surroundings
from meshctl.topology.reading import Reading, Values


def check_together(document: Values, reading: Reading) -> None:
    """Report everything that is wrong between values."""
    check_names(document, reading)
    check_links(document, reading)
    check_ranges(document, reading)
    check_sites(document, reading)
    check_clusters(document, reading)
    check_surroundings(document, reading)
