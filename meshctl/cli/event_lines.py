"""Events of a run as lines for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from meshctl.engine import events
from meshctl.report.table import duration

if TYPE_CHECKING:
    from meshctl.engine.events import Event


def line(event: Event) -> str:
    """One event as a line; an empty text for those that only matter live."""
    match event:
        case events.UnitStarted(unit=unit):
            return f"{unit}: started"
        case events.UnitFinished(unit=unit, seconds=seconds, counts=counts):
            return f"{unit}: done in {duration(seconds)}{_counted(counts)}"
        case events.UnitFailed(unit=unit, resource=resource, message=message):
            return f"{unit}: failed{f' at {resource}' if resource else ''}: {message}"
        case events.UnitSkipped(unit=unit, because=because):
            return f"{unit}: {because}"
        case events.Notice(text=text):
            return text
    return ""


def resource_line(event: Event) -> str:
    """What begins or ends with one resource, for --verbose; an empty text for other events."""
    match event:
        case events.ResourceStarted(unit=unit, operation=operation, type=type_, name=name):
            return f"{unit}: {operation} {name} ({type_})"
        case events.ResourceFinished(unit=unit, operation=operation, name=name):
            return f"{unit}: {operation} {name}: done"
    return ""


def _counted(counts: Mapping[str, int]) -> str:
    told = [f"{number} {operation}" for operation, number in sorted(counts.items()) if operation != "same"]
    return f" ({', '.join(told)})" if told else ""
