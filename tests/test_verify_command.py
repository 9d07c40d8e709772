"""`listening-room verify`, where there is something to wait for, or no witness to verify against."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from desktop.__main__ import main
from desktop.domain.checkpoint import key_name
from desktop.environment.witness import Witness
from desktop.verify.terminal import TerminalProgress
from tests.builders import Office, an_office


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = an_office(tmp_path)
    yield made
    made.parts.engine.dispose()


def verify(office: Office, *more: str) -> int:
    office.parts.engine.dispose()
    return main(["--office", str(office.parts.paths.folder), "verify", *more])


def test_a_terminal_shows_how_far_it_is_and_is_left_clean(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal, count = Terminal(), len(office.bodies())
    monkeypatch.setattr(sys, "stderr", terminal)
    assert verify(office, "--json") == 0
    shown = terminal.getvalue().split("\r\x1b[K")
    assert shown[1].startswith(f"Checked {count} of {count} events.") and shown[-1] == ""
    assert capsys.readouterr().out.startswith("{")


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_ctrl_c_ends_it_with_exit_1_and_says_that_it_is_not_finished(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], more: tuple[str, ...]
) -> None:
    count = len(office.bodies())
    reported = TerminalProgress.report

    def interrupted(progress: TerminalProgress, done: int, total: int) -> None:
        reported(progress, done, total)
        if done > 5:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("desktop.verify.log.FETCH", 5)
    monkeypatch.setattr(TerminalProgress, "report", interrupted)
    assert verify(office, *more) == 1
    said = capsys.readouterr()
    assert f"Not finished: stopped after 10 of {count} events." in said.err and "Nothing is proved." in said.err
    assert said.out == "" and "Traceback" not in said.err
    monkeypatch.undo()
    assert verify(office) == 0


def test_without_its_witness_the_log_is_not_called_changed(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.parts.paths.witness.unlink()
    assert verify(office) == 1
    assert capsys.readouterr().out.splitlines() == [
        "The log cannot be proved:",
        "- There is no witness file, so nothing outside the database vouches for the log.",
    ]


def test_the_witness_of_another_office_is_called_that(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    origin, desk = "listening-room/another", "d" * 32
    witness = office.parts.paths.witness
    witness.unlink()
    Witness(witness).begin(origin, key_name(origin, desk), bytes(32))
    assert verify(office) == 1
    assert capsys.readouterr().out.splitlines() == [
        "The log cannot be proved:",
        "- The witness file belongs to another office's log, so it vouches for nothing here.",
    ]


def test_a_witness_that_cannot_be_read_is_no_finding_but_a_place_to_look_at(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.parts.paths.witness.unlink()
    office.parts.paths.witness.mkdir()
    assert verify(office) == 2
    said = capsys.readouterr()
    assert "The witness file cannot be read or written." in said.err and said.out == ""
