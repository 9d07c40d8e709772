"""The terminal's output during a verification."""

from __future__ import annotations

from io import StringIO

from desktop.cli.terminal import PROGRESS_PAUSE as PAUSE
from desktop.cli.terminal import TerminalProgress


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True

    def lines(self) -> list[str]:
        return [line.strip() for line in self.getvalue().split("\r\x1b[K")]


def test_it_says_how_many_are_checked_and_how_long_the_rest_takes() -> None:
    terminal, clock = Terminal(), iter(float(n) for n in range(0, 1000, 10))
    with TerminalProgress(terminal, lambda: next(clock)) as progress:
        progress.report(250, 1000)
    assert terminal.lines()[1].startswith("Checked 250 of 1,000 events. About 1 min ")
    assert terminal.lines()[-1] == ""  # the line is wiped


def test_seconds_are_told_below_a_minute_and_nothing_where_it_cannot_be_told() -> None:
    terminal, at = Terminal(), [0.0]
    progress = TerminalProgress(terminal, lambda: at[0])
    progress.report(0, 1000)
    at[0] = 3.0
    progress.report(500, 1000)
    at[0] = 6.0
    progress.report(1001, 1000)
    assert terminal.lines()[1:] == [
        "Checked 0 of 1,000 events.",
        "Checked 500 of 1,000 events. About 3 s left.",
        "Checked 1,001 of 1,000 events.",
    ]


def test_it_does_not_flood_the_terminal() -> None:
    terminal, at = Terminal(), [0.0]
    progress = TerminalProgress(terminal, lambda: at[0])
    for done in range(1, 101):
        progress.report(done, 1000)
    at[0] = PAUSE
    progress.report(101, 1000)
    assert [line.split(" of")[0] for line in terminal.lines()[1:]] == ["Checked 1", "Checked 101"]


def test_in_a_file_or_a_pipe_nothing_is_written() -> None:
    pipe = StringIO()
    with TerminalProgress(pipe) as progress:
        progress.report(1, 2)
    assert pipe.getvalue() == ""
    assert (progress.done, progress.total) == (1, 2)
