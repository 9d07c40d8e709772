"""The program's own log while people work in the windows: what failed and what took long, and nothing of theirs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.environment import own_log as module
from desktop.environment.own_log import OwnLog
from desktop.ui.sessions.today import TodayPlace
from tests.ui.shell.office import Office

CANARY = "Zephyrine Quillfeather 07700 900123"


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OwnLog:
    """Return a log in which every task counts as slow."""
    monkeypatch.setattr(module, "SLOW_MS", 0)
    return OwnLog(tmp_path / "log", "screens", lambda: datetime(2026, 11, 28, tzinfo=UTC), lambda line: None)


def test_whatever_people_do_and_type_their_log_has_no_word_of_theirs(office: Office, log: OwnLog) -> None:
    assert office.screens is not None
    office.screens.tasks._noted = log.done
    office.sign_in(CANARY, CANARY)
    office.sign_in("adviser")
    today = office.place(TodayPlace)
    customers = {row.cells[1] for row in today.table.view.rows_model.rows}
    assert len(customers) > 1
    office.open_appointment()
    office.check_in()
    office.lock()
    [file] = (log._folder).glob("*.log")
    said = file.read_text("ascii")
    for line in ("failed of=sign_in code=sign_in_refused", "slow of=sign_in ms=", "slow of=check_in ms="):
        assert line in said
    with office.staff.desk.uow().read_only() as uow:
        people = {person.shown_name for person in uow.reading.people().values()}
    theirs = {word for text in (CANARY, *people, *customers) for word in text.split() if len(word) > 3}
    assert {"Zephyrine", "900123"} < theirs
    words = f" {said.replace('=', ' ')}".casefold()
    assert not [word for word in theirs - {"Demo"} if f" {word}".casefold() in words]
