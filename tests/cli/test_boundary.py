"""Whatever happens inside, the command line ends with a message and an exit code of the contract."""

from __future__ import annotations

from pathlib import Path

import pytest

from meshctl.cli import app, boundary
from meshctl.errors import BrokenError, BusyError, ExitCode, FailedError, InputError, InterruptedRun, MissingError
from meshctl.findings import Finding, Severity

FINDING = Finding("here", "MC999", Severity.ERROR, "something is wrong", "mend it", "RULE (book)")


def ending(monkeypatch: pytest.MonkeyPatch, error: BaseException | None) -> ExitCode:
    """How the boundary ends when the command raises that."""

    def invoke() -> int:
        if error:
            raise error
        return 0

    monkeypatch.setattr(app, "invoke", invoke)
    return boundary.run()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (FailedError, 1),
        (InputError, 3),
        (MissingError, 4),
        (BrokenError, 5),
        (BusyError, 6),
        (InterruptedRun, 130),
    ],
)
def test_each_kind_of_end_has_its_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: type[FailedError], code: int
) -> None:
    """The finding is told in full on stderr, and nothing on stdout."""
    assert ending(monkeypatch, error(FINDING)) == code
    streams = capsys.readouterr()
    assert streams.out == ""
    assert streams.err == ("error[MC999]: something is wrong\n  at here\n  hint: mend it\n  rule: RULE (book)\n")


def test_done_is_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that returns 0."""
    assert ending(monkeypatch, None) is ExitCode.DONE


def test_ctrl_c_is_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything runs there is nothing to end in order."""
    assert ending(monkeypatch, KeyboardInterrupt()) == 130
    assert capsys.readouterr().err == "interrupted\n"


def test_a_bug_ends_in_a_report_without_values(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Exit code 70; the file is named and holds the frames, but not the words of the exception."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert ending(monkeypatch, ValueError("a secret value")) == 70
    (report,) = tmp_path.iterdir()
    assert str(report) in capsys.readouterr().err
    text = report.read_text()
    assert "test_boundary.py" in text
    assert "ValueError" in text
    assert "a secret value" not in text


def test_a_wrong_command_line_is_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown option is told with exit code 3, not with the parser's own."""
    monkeypatch.setattr("sys.argv", ["meshctl", "plan", "--nonsense"])
    with pytest.raises(InputError, match="--nonsense"):
        app.invoke()
