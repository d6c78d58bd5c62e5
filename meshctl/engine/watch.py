"""Hearing Pulumi's events: what people want to see is passed on, what failed is remembered, in the cloud's words."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Iterable
from multiprocessing.connection import Connection
from typing import Any

from meshctl.engine import events
from meshctl.engine.task import Failed, Mended, Started

_NO_ANSWER = re.compile(
    r"connection (was |is )?(closed|closing|reset|refused|lost)|reading from server|\bEOF\b"
    r"|\btimed?[ -]?out\b|deadline exceeded",
    re.IGNORECASE,
)
"""Words of those who never heard whether the cloud did what it was asked."""


class Watch:
    """What one worker tells of its unit. ``secrets`` are values that must not be told, whoever says them."""

    def __init__(self, unit: str, connection: Connection, secrets: Iterable[str] = ()) -> None:
        self._unit = unit
        self._connection = connection
        self._secrets = sorted(secrets, key=len, reverse=True)
        self._failed = ""
        self._words: list[str] = []
        self._creating: set[str] = set()
        self._said: dict[str, str] = {}
        self.counts: Counter[str] = Counter()
        self.interrupted = False

    def tell(self, message: object) -> None:
        """Say something to the run; a run that is gone is no reason not to end one's work."""
        with contextlib.suppress(OSError):
            self._connection.send(message)

    def hidden(self, text: str) -> str:
        """The text without the secrets."""
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        return text

    def started(self, pid: int) -> None:
        self.tell(Started(pid))

    def mended(self) -> None:
        self.tell(Mended())

    def notice(self, text: str) -> None:
        self.tell(events.Notice(text))

    def anew(self) -> None:
        """Forget what was heard: what it was about is tried again."""
        self._failed = ""
        self._words.clear()
        self._creating.clear()
        self._said.clear()
        self.counts.clear()

    def on(self, event: Any) -> None:
        """One event of Pulumi's engine."""
        if event.resource_pre_event:
            self._begun(event.resource_pre_event.metadata)
        elif event.res_outputs_event:
            self._ended(event.res_outputs_event.metadata)
        elif event.res_op_failed_event:
            self._lost(event.res_op_failed_event.metadata)
        elif event.diagnostic_event and event.diagnostic_event.severity == "error":
            self._heard(event.diagnostic_event)

    def _begun(self, metadata: Any) -> None:
        operation = _operation(metadata)
        if operation not in {"same", "read"} and not metadata.type.startswith("pulumi:"):
            self.tell(events.ResourceStarted(self._unit, operation, metadata.type, _name(metadata.urn)))

    def _ended(self, metadata: Any) -> None:
        # The stack itself and its providers are nothing that stands in a cloud.
        if metadata.type.startswith("pulumi:"):
            return
        operation = _operation(metadata)
        self.counts[operation] += 1
        if operation not in {"same", "read"}:
            self.tell(events.ResourceFinished(self._unit, operation, metadata.type, _name(metadata.urn)))

    def _lost(self, metadata: Any) -> None:
        self._failed = self._failed or _name(metadata.urn)
        if _operation(metadata).startswith("create"):
            self._creating.add(metadata.urn)

    def _heard(self, diagnostic: Any) -> None:
        text = diagnostic.message.strip()
        if "update canceled" in text or "operation canceled" in text:
            self.interrupted = True
        # The stack's own diagnostics only repeat that something below failed.
        if diagnostic.urn and not diagnostic.urn.split("::")[2].endswith("pulumi:pulumi:Stack"):
            self._failed = self._failed or _name(diagnostic.urn)
            self._said[diagnostic.urn] = text
            self._words.insert(0, text)
        elif text:
            self._words.append(text)

    def failure(self, error: Exception) -> Failed:
        """What failed, in the words of whoever refused."""
        words = self._words[0] if self._words else _last_words(error)
        told = self.hidden(" ".join(_without_frames(words).split()))
        unsure = {urn for urn in self._creating if _NO_ANSWER.search(self._said.get(urn, ""))}
        return Failed(self._failed, told, self.interrupted, tuple(sorted(unsure)))


def _without_frames(words: str) -> str:
    """A mistake in a program by its last line; where in the program it was stands in the log."""
    head, found, frames = words.partition("Traceback (most recent call last):")
    return f"{head.strip()} {frames.strip().splitlines()[-1]}" if found else words


def _last_words(error: Exception) -> str:
    """The line of Pulumi's output that tells the error; its stack trace stays in the log."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = [line for line in lines if "error:" in line]
    return (told or lines or [type(error).__name__])[-1].rpartition("error:")[2].strip()


def _name(urn: str) -> str:
    return urn.rsplit("::", 1)[-1]


def _operation(metadata: Any) -> str:
    return str(getattr(metadata.op, "value", metadata.op))
