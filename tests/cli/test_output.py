"""Data goes to stdout, talk to stderr, colour only where it is wanted."""

from __future__ import annotations

import re

import pytest

from meshctl.cli.output import Output, wants_colour

Streams = pytest.CaptureFixture[str]


def test_data_and_talk_go_apart(capsys: Streams) -> None:
    """A pipe gets the data alone, ending in one line feed."""
    out = Output(json=False, quiet=False, verbose=False, colour=False)
    out.data("answer")
    out.say("a word")
    assert capsys.readouterr() == ("answer\n", "a word\n")


def test_quiet_keeps_complaints(capsys: Streams) -> None:
    """What is wrong is heard in any case."""
    out = Output(json=False, quiet=True, verbose=False, colour=False)
    out.say("a word")
    out.complain(["a complaint"])
    assert capsys.readouterr().err == "a complaint\n"


def test_colour_touches_only_the_mark(capsys: Streams) -> None:
    """The text of a line is the same with and without colour."""
    out = Output(json=False, quiet=False, verbose=False, colour=True)
    text = "error[MC1]: x\n  hint: y\n  + unit/a\nplain + text\n"
    out.data(text)
    painted = capsys.readouterr().out
    assert painted.count("\033[0m") == 3
    assert re.sub(r"\033\[\d+m", "", painted) == text


def test_json_is_never_painted(capsys: Streams) -> None:
    """Not even on a terminal."""
    Output(json=True, quiet=False, verbose=False, colour=True).data('{"a": "error: x"}')
    assert capsys.readouterr().out == '{"a": "error: x"}\n'


def test_no_terminal_no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a terminal on both streams, and neither --no-color nor NO_COLOR."""
    assert not wants_colour(no_color=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert wants_colour(no_color=False)
    assert not wants_colour(no_color=True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_colour(no_color=False)
