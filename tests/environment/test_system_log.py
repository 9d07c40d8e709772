"""The system's log: the calls of Windows are faked, what is asked of them is not."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest

from desktop.environment import own_log
from desktop.environment.own_log import SOURCE, OwnLog, event_calls, to_system_log

SET_UP = Path(__file__).resolve().parents[2] / "resources" / "installer" / "listening-room.iss"
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


def test_where_windows_gives_no_source_the_line_is_in_the_file_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    calls = on_windows(monkeypatch, Calls(handle=None))
    OwnLog(tmp_path, "screens", to_system=to_system_log).note("slow", of="open_copy")
    [file] = tmp_path.glob("*.log")
    assert "slow of=open_copy" in file.read_text("ascii")
    assert calls.sources == [SOURCE] and not calls.events and not calls.closed


@pytest.mark.skipif(sys.platform == "win32", reason="there is a Windows to ask")
def test_where_there_is_no_windows_there_is_nothing_to_call() -> None:
    with pytest.raises(OSError, match="no event log"):
        event_calls()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no syslog")
def test_elsewhere_a_line_goes_to_the_journal(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr("syslog.syslog", told.append)
    to_system_log("listening-room: slow")
    assert told == ["listening-room: slow"]


def test_the_set_up_registers_that_source() -> None:
    keys = re.findall(r'EventLog\\Application\\([^"]+)"', SET_UP.read_text("utf-8"))
    assert keys and set(keys) == {SOURCE}
