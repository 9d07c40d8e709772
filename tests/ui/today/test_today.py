from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.people import Role
from desktop.ui.today.place import TodayPlace
from tests.ui.session.counter import Database, words_on
from tests.ui.shell.office import Office, an_office
from tests.ui.staff import Staff, settle, shown, the_staff, the_staff_after_a_day


@pytest.fixture
def staff(tmp_path: Path) -> Iterator[Staff]:
    made = the_staff(tmp_path)
    yield made
    made.close()


def place_of(qtbot: QtBot, staff: Staff, role: Role = Role.ADVISER) -> TodayPlace:
    place = TodayPlace(staff.context(role))
    shown(qtbot, place)
    place.refresh()
    settle(qtbot, staff)
    return place


def cells(place: TodayPlace) -> list[tuple[str, ...]]:
    return [row.cells for row in place.table.view.rows_model.rows]


def test_the_day_is_listed_in_order_with_what_is_needed_and_how_ready_it_is(qtbot: QtBot, staff: Staff) -> None:
    place = place_of(qtbot, staff)
    assert "Tuesday 24 November 2026. Choose an appointment when the customer is here." in words_on(place)
    assert [(row[0], row[4]) for row in cells(place)] == [
        ("9:30am", "Ready"),
        ("10:30am", "Ready"),
        ("11:30am", "Ready"),
        ("2:30pm", "Ready"),
        ("3:30pm", "Copy not approved yet"),
    ]
    assert cells(place)[0][1:4] == ("Demo Customer One", "SAR-2026-0001", "Hearing aid, wants it louder, Extra time")


def test_the_number_that_waits_counts_what_can_be_begun(qtbot: QtBot, staff: Staff) -> None:
    place = place_of(qtbot, staff)
    with qtbot.waitSignal(place.waiting) as told:
        place.refresh()
    assert told.args == [4]


def test_an_information_officer_sees_the_day_and_has_nothing_waiting_there(qtbot: QtBot, staff: Staff) -> None:
    place = place_of(qtbot, staff, Role.INFORMATION_OFFICER)
    assert "What the front desk sees." in words_on(place)
    with qtbot.waitSignal(place.waiting) as told:
        place.refresh()
    assert told.args == [0]


def test_a_day_without_appointments_says_what_will_fill_it(qtbot: QtBot, staff: Staff) -> None:
    staff.clock.at += timedelta(days=1)
    place = place_of(qtbot, staff)
    assert "There is no appointment today." in words_on(place)
    assert "Information officers book them when a request is approved." in words_on(place)


def test_what_is_over_shows_how_it_ended(qtbot: QtBot, tmp_path: Path) -> None:
    staff = the_staff_after_a_day(tmp_path)
    place = place_of(qtbot, staff)
    ended = {row[2]: row[4] for row in cells(place) if row[4] != "Did not come"}
    assert ended["SAR-2026-0001"] == "Heard in part" and ended["SAR-2026-0003"] == "Heard in full"
    staff.close()


def test_an_appointment_that_is_not_approved_says_so_and_does_not_open(qtbot: QtBot, tmp_path: Path) -> None:
    with an_office(qtbot, the_staff(tmp_path), tmp_path / "demo") as office:
        open_and_sign_in(office)
        office.open_appointment(4)
        assert office.shell.session is None
        assert "Demo Customer Seven: Copy not approved yet. This appointment cannot be opened." in office.read()
        office.open_appointment(0)
        assert office.shell.session is not None and "cannot be opened" not in office.read()


def test_a_session_under_way_elsewhere_says_so_and_does_not_open(qtbot: QtBot, tmp_path: Path) -> None:
    with an_office(qtbot, the_staff(tmp_path), tmp_path / "demo") as office:
        open_and_sign_in(office)
        office.open_appointment(0)
        office.check_in()
        office.shell._drop_session()  # as seen from another desk
        office.shell.go("today")
        office.settle()
        office.open_appointment(0)
        assert office.shell.session is None and "Demo Customer One: Under way." in office.read()


def test_the_database_gone_is_said_below_the_page(qtbot: QtBot, staff: Staff) -> None:
    place = place_of(qtbot, staff)
    assert len(cells(place)) == 5
    gone = Database(staff.desk.uow)
    staff.desk = replace(staff.desk, uow=gone)
    lost = TodayPlace(staff.context(Role.ADVISER))
    gone.gone = True
    shown(qtbot, lost)
    lost.refresh()
    settle(qtbot, staff)
    assert [error.code for error in staff.said] == ["database_unreachable"]


def open_and_sign_in(office: Office) -> None:
    office.open()
    office.sign_in("adviser")
