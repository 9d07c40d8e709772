"""How the office does, for an administrator: what to look at in words, its figures, its PCs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from desktop.application.log.health import Health, Trouble, office_health
from desktop.application.shared.commands import bound
from desktop.domain.office.people import Role
from desktop.domain.recordings.retention import NightTask
from desktop.ui.office.health_place import HealthPlace
from desktop.words.codes import words
from desktop.words.formatting import day
from tests.ui.reviews.conftest import Seat
from tests.ui.sessions.counter import words_on
from tests.ui.staff import Staff, settle


@pytest.fixture
def place(seat: Seat) -> HealthPlace:
    return seat.open(HealthPlace(seat.staff.context(Role.ADMINISTRATOR)))


def the_health(staff: Staff) -> Health:
    found: Health = bound(office_health, staff.desk, staff.context(Role.ADMINISTRATOR).actor)()
    return found


def to_do(place: HealthPlace) -> list[str]:
    return [str(row.cells[0]) for row in place.list_page.to_do.rows_model.rows]


def pcs(place: HealthPlace) -> dict[str, tuple[str, ...]]:
    return {str(row.cells[0]): tuple(map(str, row.cells[1:])) for row in place.list_page.pcs.rows_model.rows}


def test_it_shows_the_figures_and_each_pc(place: HealthPlace, staff: Staff) -> None:
    listed, page = pcs(place), place.list_page
    assert set(listed) == {"Desk 2", "Approver's PC"} and listed["Desk 2"][0] == "Back office"
    with staff.desk.uow().read_only() as uow:
        events = uow.reading.log_size()
    for fact in (f"Events in the log, {events}.", "Last nightly run, ", "Recordings, In a folder."):
        assert fact in page.facts.words
    assert "Certificate" not in page.facts.words, "there is no server"
    assert not page.primary.isVisible()
    ends = staff.clock.now() + timedelta(days=400)
    of_server = {"certificate_ends": ends, "server_certificate_ends": ends, "newest_anchor": None}
    page.show_health(replace(the_health(staff), **of_server))  # type: ignore[arg-type]
    for name in ("Certificate of the server’s authority", "The server’s own certificate"):
        assert f"{name}, Ends on {day(ends.date())}." in page.facts.words
    assert "Newest anchor outside, Not known." in page.facts.words


def test_what_somebody_has_to_look_at_is_said_in_words(qtbot: QtBot, place: HealthPlace, staff: Staff) -> None:
    assert (words(Trouble.OVERDUE) in to_do(place)) == (Trouble.OVERDUE in the_health(staff).troubles)
    counted: list[int] = []
    place.waiting.connect(counted.append)
    clock = staff.desk.clock
    clock.pass_by(days=9)  # type: ignore[attr-defined]
    place.reload()
    settle(qtbot, staff)
    assert to_do(place)[:2] == [words(Trouble.NO_NIGHTLY_RUN), words(Trouble.NO_BACKUP)], "the gravest first"
    assert to_do(place)[-1].endswith("has not been seen for a week. If nobody needs it, withdraw it under PCs.")
    for name in ("Desk 2", "Approver's PC"):
        assert f"{name} has not been seen for a week. If nobody needs it, withdraw it under PCs." in to_do(place)
    assert counted[-1] == len(to_do(place))
    said = words_on(place)
    assert "attention" in said and "All is well." not in said


def test_what_the_nightly_run_left_is_a_list_of_things_to_do(place: HealthPlace, staff: Staff) -> None:
    page = place.list_page
    well = replace(the_health(staff), troubles=frozenset(), left={})
    page.show_health(well)
    assert not page.to_do.isVisible() and "All is well." in words_on(place)
    page.show_health(replace(well, left={NightTask.QUARANTINED: 3, NightTask.HOLDS_PAST_REVIEW: 1}))
    rows = to_do(place)
    assert page.to_do.isVisible() and "2 things need attention." in words_on(place)
    assert rows[0].startswith("3 files of the vault are in quarantine") and rows[1].startswith("1 hold was due")
