"""Tables for people: columns as wide as their widest cell, no lines, readable at 80 columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, indent: int = 2) -> list[str]:
    """The lines of a table; nothing at all where there are no rows."""
    cells = [list(row) for row in rows]
    if not cells:
        return []
    grid = [[head.upper() for head in heads], *cells]
    widths = [max(len(row[column]) for row in grid) for column in range(len(heads))]
    margin = " " * indent
    return [
        (margin + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))).rstrip()
        for row in grid
    ]


def duration(seconds: float) -> str:
    """``45 s``, ``3 min``, ``1 h 05 min``: as exact as a person wants it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"
