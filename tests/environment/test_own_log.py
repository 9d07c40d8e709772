"""The program's own log, and the system's: words of the program's alone, and neither stops it."""

from __future__ import annotations

import os
import re
import stat
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.__main__ import main
from desktop.cli import main as command_line
from desktop.environment import own_log
from desktop.environment import own_log as module
from desktop.environment.own_log import KEPT, SOURCE, OwnLog, to_system_log
from desktop.errors import ExternalSystemError

AT = datetime(2026, 11, 28, 16, 0, tzinfo=UTC)


class Days:
    """A clock that is set."""

    now = AT

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def days() -> Days:
    return Days()


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def log(tmp_path: Path, days: Days, told: list[str]) -> OwnLog:
    return OwnLog(tmp_path / "log", "screens", days, told.append)


def lines(log: OwnLog) -> list[str]:
    """Return what stands in the newest file, without time and process."""
    newest = max(log._folder.glob("*.log"))
    return [line.split(" ", 2)[2] for line in newest.read_text("ascii").splitlines()]


def test_a_run_says_what_began_how_it_failed_and_how_it_ended(log: OwnLog, told: list[str]) -> None:
    with pytest.raises(ExternalSystemError), log.run("retain", "0.1.0"):
        raise ExternalSystemError("no_office", name="Demo Person")
    began, failed, ended = lines(log)
    assert began.startswith("began verb=retain version=v0.1.0 python=v3.") and " on=" in began
    assert failed == "failed of=retain code=no_office" and ended.startswith("ended verb=retain ms=")
    assert told == [f"listening-room: {line}" for line in (began, failed, ended)]


@pytest.mark.against("administrator")
def test_a_bug_is_its_kind_and_its_place_and_not_its_text(log: OwnLog) -> None:
    try:
        module.OwnLog._write(log, "no/such\0day", "Demo Person")
    except ValueError as error:
        log.done("opening", 3, error)
    [line] = lines(log)
    assert line.startswith("bug of=opening kind=ValueError at=desktop.environment.own_log:") and "Demo" not in line


def test_what_took_long_is_said_and_the_rest_is_not(log: OwnLog) -> None:
    log.done("open_copy", 999, None)
    log.done("open_copy", 1000, None)
    assert lines(log) == ["slow of=open_copy ms=1000"]


@pytest.mark.against("administrator")
@given(st.text())
def test_whatever_is_no_word_of_the_programs_is_left_out(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    made = OwnLog(tmp_path_factory.mktemp("log"), "screens", lambda: AT, lambda line: None)
    made.note("failed", code=text)
    [line] = lines(made)
    assert line == f"failed code={text}" if module._WORD.fullmatch(text) else line == "failed code=left_out"


@pytest.mark.skipif(os.name == "nt", reason="modes are of POSIX")
def test_each_day_has_a_file_for_this_account_alone_and_a_fortnight_is_kept(log: OwnLog, days: Days) -> None:
    foreign = log._folder / "2020-01-01-screens.log.gz"
    for day in range(KEPT + 3):
        days.now = AT + timedelta(days=day)
        log.note("slow")
        foreign.touch()
    kept = sorted(file.name for file in log._folder.glob("*.log"))
    assert kept == [f"{AT + timedelta(days=day):%Y-%m-%d}-screens.log" for day in range(3, KEPT + 3)]
    assert foreign.exists()
    assert {stat.S_IMODE(file.stat().st_mode) for file in log._folder.glob("*.log")} == {0o600}


def test_what_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file stands in the folder's place")

    def away(line: str) -> None:
        raise OSError("no system log")

    OwnLog(tmp_path / "log", "screens", lambda: AT, away).note("slow")


def test_a_verb_is_in_it_with_its_end(here: Callable[[], list[str]], tmp_path: Path) -> None:
    assert main(["--office", str(tmp_path / "Demo Person"), "status"]) == 2
    said = here()
    assert [line.split()[0] for line in said] == ["began", "failed", "ended"]
    assert said[1] == "failed of=status code=no_office" and "Demo" not in "".join(said)


def test_the_file_for_support_holds_what_doctor_says_the_figures_and_the_log(
    here: Callable[[], list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "Demo Person")
    office = tmp_path / "Demo Person" / "office"
    bundle = tmp_path / "support.zip"
    main(["--office", str(office), "doctor", "--bundle", str(bundle)])
    assert f"{bundle} is for whoever supports the program." in capsys.readouterr().out
    with zipfile.ZipFile(bundle) as found:
        texts = {name: found.read(name).decode() for name in found.namelist()}
    assert set(texts) == {"doctor.txt", "status.json", f"log/{datetime.now(UTC):%Y-%m-%d}-commands.log"}
    assert "database: SQLCipher" in texts["doctor.txt"] and texts["status.json"] == '{"not_open": "no_office"}'
    assert not [name for name, text in texts.items() if "Demo Person" in text]
    assert main(["--office", str(office), "doctor", "--bundle", str(bundle)]) == 2
    assert "bundle_not_written" in capsys.readouterr().err


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Give this account a log of the test's own; return what reads it."""
    made = OwnLog(tmp_path / "log", "commands", to_system=lambda line: None)
    monkeypatch.setattr(command_line, "own_log", lambda kind: made)
    monkeypatch.setattr(module, "log_folder", lambda: tmp_path / "log")
    return lambda: lines(made)


SET_UP = Path(__file__).resolve().parents[2] / "resources" / "installer" / "listening-room.wxs"
HANDLE = 4711


class Calls:
    """As much of advapi32 as is called."""

    def __init__(self, handle: int | None = HANDLE) -> None:
        self.handle = handle
        self.sources: list[str] = []
        self.events: list[tuple[Any, ...]] = []
        self.closed: list[int] = []

    def RegisterEventSourceW(self, server: None, source: str) -> int | None:  # noqa: N802
        self.sources.append(source)
        return self.handle

    def ReportEventW(self, *told: Any) -> int:  # noqa: N802
        *fixed, strings, data = told
        self.events.append((*fixed, list(strings), data))
        return 0

    def DeregisterEventSource(self, handle: int) -> int:  # noqa: N802
        self.closed.append(handle)
        return 1


def on_windows(monkeypatch: pytest.MonkeyPatch, calls: Calls) -> Calls:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(own_log, "event_calls", lambda: calls)
    return calls


def test_on_windows_a_line_is_an_event_of_the_programs_own_source(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = on_windows(monkeypatch, Calls())
    to_system_log("listening-room: slow of=open_copy ms=1000")
    assert calls.sources == [SOURCE]
    assert calls.events == [(HANDLE, 4, 0, 1, None, 1, 0, ["listening-room: slow of=open_copy ms=1000"], None)]
    assert calls.closed == [HANDLE]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no syslog")
def test_elsewhere_a_line_goes_to_the_journal(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr("syslog.syslog", told.append)
    to_system_log("listening-room: slow")
    assert told == ["listening-room: slow"]


def test_the_set_up_registers_that_source() -> None:
    keys = re.findall(r'EventLog\\Application\\([^"]+)"', SET_UP.read_text("utf-8"))
    assert keys and set(keys) == {SOURCE}
