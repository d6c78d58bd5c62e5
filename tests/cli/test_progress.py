"""How a run is shown: lines for logs, JSON for programs, a table on a terminal."""

from __future__ import annotations

import io
import json
import sys

import pytest

from meshctl.cli.live import LiveTable
from meshctl.cli.output import Output
from meshctl.cli.progress import JsonLines, PlainLines, shown
from meshctl.engine import events

RUN = (
    events.RunStarted("up", ("network/a", "hub/a", "link/a~b")),
    events.UnitStarted("network/a"),
    events.ResourceStarted("network/a", "create", "aws:ec2/vpc:Vpc", "shop-a"),
    events.ResourceFinished("network/a", "create", "aws:ec2/vpc:Vpc", "shop-a"),
    events.UnitFinished("network/a", 3.2, {"create": 2, "same": 1}),
    events.UnitFailed("hub/a", "shop-a", "the cloud said no"),
    events.UnitSkipped("link/a~b", "not run: needs hub/a"),
    events.Notice("removed a lock"),
    events.RunFinished(("network/a",), (), ("hub/a",), ("link/a~b",), 4.0),
)


def output(**options: bool) -> Output:
    """Plain talk, but for the options."""
    return Output(**{"json": False, "quiet": False, "verbose": False, "colour": False, **options})


def told(err: str) -> list[str]:
    """The lines without the time that each begins with."""
    return [line.split(" s  ", 1)[1] for line in err.splitlines()]


def test_plain_lines_tell_units(capsys: pytest.CaptureFixture[str]) -> None:
    """What starts, ends, fails and is left out; no resource."""
    listener = PlainLines(output())
    for event in RUN:
        listener.on(event)
    assert told(capsys.readouterr().err) == [
        "network/a: started",
        "network/a: done in 3 s (2 create)",
        "hub/a: failed at shop-a: the cloud said no",
        "link/a~b: not run: needs hub/a",
        "removed a lock",
    ]


def test_verbose_lines_tell_resources_too(capsys: pytest.CaptureFixture[str]) -> None:
    """With their types."""
    listener = PlainLines(output(verbose=True))
    for event in RUN[:4]:
        listener.on(event)
    assert told(capsys.readouterr().err) == [
        "network/a: started",
        "network/a: create shop-a (aws:ec2/vpc:Vpc)",
        "network/a: create shop-a: done",
    ]


def test_quiet_lines_tell_failures_only(capsys: pytest.CaptureFixture[str]) -> None:
    """What has to be heard in any case."""
    listener = PlainLines(output(quiet=True))
    for event in RUN:
        listener.on(event)
    assert told(capsys.readouterr().err) == ["hub/a: failed at shop-a: the cloud said no"]


def test_json_lines_are_one_object_each(capsys: pytest.CaptureFixture[str]) -> None:
    """On stdout, all events, with their names."""
    listener = JsonLines(output(json=True))
    for event in RUN:
        listener.on(event)
    streams = capsys.readouterr()
    found = [json.loads(line) for line in streams.out.splitlines()]
    assert [entry["event"] for entry in found][:2] == ["run-started", "unit-started"]
    assert found[5] == {
        "event": "unit-failed",
        "unit": "hub/a",
        "resource": "shop-a",
        "message": "the cloud said no",
    }
    assert streams.err == ""


def test_the_live_table_tells_what_ended_and_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal; what has ended is told as a line, how many of how many stands below."""
    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]  # a terminal, as far as anybody can see
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with LiveTable({"network/a": 100.0}) as table:
        for event in RUN[:3]:
            table.on(event)
        at_work = [str(cell) for column in table._table().columns for cell in column.cells]
        for event in RUN[3:]:
            table.on(event)
    assert "network/a" in at_work
    assert "create shop-a" in at_work
    assert any("of about 2 min" in cell for cell in at_work)
    assert "network/a: done in 3 s (2 create)" in terminal.getvalue()
    assert "3 of 3 units" in terminal.getvalue()


@pytest.mark.parametrize(
    ("options", "kind"), [({"json": True}, JsonLines), ({"quiet": True}, PlainLines), ({}, PlainLines)]
)
def test_the_way_fits_the_options(options: dict[str, bool], kind: type) -> None:
    """Without a terminal there is no table."""
    with shown(output(**options), {}, 1.0) as listener:
        assert type(listener) is kind


def test_a_terminal_gets_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless it is to be quiet."""
    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]  # as above
    monkeypatch.setattr(sys, "stderr", terminal)
    with shown(output(), {"network/a": 10}, 2.0) as listener:
        assert type(listener) is LiveTable
