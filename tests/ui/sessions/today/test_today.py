from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.application.ports.sound import SoundDevice
from desktop.application.sessions.checking_in import CallOff, call_off
from desktop.application.sessions.day_list import mark_interrupted, today, without_headphones
from desktop.application.sessions.views import Readiness
from desktop.domain.appointments import AppointmentStatus
from desktop.domain.office.people import Role
from desktop.domain.requests.request import Status
from desktop.domain.sessions.session import Outcome, State
from desktop.domain.shared.ids import DeskId
from desktop.ui.kit.buttons import LinkButton
from desktop.ui.sessions import sound_check
from desktop.ui.sessions.break_page import ResumePage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.closed_page import ClosedPage
from desktop.ui.sessions.today import TodayPlace
from desktop.ui.shell.places import why_not
from tests.support.conducted import Conductor, Course
from tests.support.fakes import FakePlayer
from tests.ui.presses import spot_of, until_taken
from tests.ui.sessions.counter import Database, words_on
from tests.ui.shell.office import Office, an_office
from tests.ui.staff import Staff, settle, shown, the_staff, the_staff_after_a_day


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
    assert "Tuesday 24 November 2026. Choose an appointment when the person arrives." in words_on(place)
    assert [(row[0], row[4]) for row in cells(place)] == [
        ("9:30am, 2 h 30 min late", "Ready"),
        ("10:30am, 1 h 30 min late", "Ready"),
        ("11:30am, 30 min late", "Ready"),
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
    assert "This is what the front desk sees." in words_on(place)
    with qtbot.waitSignal(place.waiting) as told:
        place.refresh()
    assert told.args == [0]


def test_a_day_without_appointments_says_what_will_fill_it(qtbot: QtBot, staff: Staff) -> None:
    staff.clock.at += timedelta(days=1)
    place = place_of(qtbot, staff)
    assert "There are no appointments today." in words_on(place)
    assert "Information officers book them when a request is approved." in words_on(place)


def test_what_is_over_shows_how_it_ended(qtbot: QtBot, tmp_path: Path) -> None:
    staff = the_staff_after_a_day(tmp_path)
    place = place_of(qtbot, staff)
    ended = {row[2]: row[4] for row in cells(place) if row[4] != "Did not come"}
    assert ended["SAR-2026-0001"] == "Heard in part" and ended["SAR-2026-0003"] == "Heard in full"
    staff.close()


def test_who_is_awaited_now_and_who_is_late_is_shown_and_stays_true_as_time_goes_on(qtbot: QtBot, staff: Staff) -> None:
    place = place_of(qtbot, staff)
    assert cells(place)[3][0] == "2:30pm"
    staff.clock.pass_by(hours=2)
    for minutes, time, late in (
        (24, "2:30pm", False),
        (1, "2:30pm, now", False),
        (5, "2:30pm, now", False),
        (1, "2:30pm, 1 min late", True),
    ):
        staff.clock.pass_by(minutes=minutes)
        place._minutes.timeout.emit()
        row = place.table.view.rows_model.rows[3]
        assert (row.cells[0], row.attention) == (time, late)


def test_what_is_over_is_no_link_and_whoever_only_looks_has_none(qtbot: QtBot, tmp_path: Path) -> None:
    staff = the_staff_after_a_day(tmp_path)
    place = place_of(qtbot, staff)
    opened: list[object] = []
    place.chosen.connect(opened.append)
    view = place.table.view
    assert {row.cells[4]: row.opens for row in view.rows_model.rows} == {
        "Heard in part": False,
        "Heard in full": False,
        "Did not come": False,
        "Ready": True,
        "Copy not approved yet": True,
    }
    over = next(at for at, row in enumerate(view.rows_model.rows) if not row.opens)
    view.setFocus()
    view.selectRow(over)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    view.clicked.emit(view.rows_model.index(over, 0))
    assert opened == []
    officers = place_of(qtbot, staff, Role.INFORMATION_OFFICER)
    assert not any(row.opens for row in officers.table.view.rows_model.rows)
    staff.close()


def not_ready(qtbot: QtBot, staff: Staff) -> TodayPlace:
    """Open the appointment whose copy is not approved."""
    place = place_of(qtbot, staff)
    place.table.view.setFocus()
    place.table.view.selectRow(4)
    qtbot.keyClick(place.table.view, Qt.Key.Key_Return)
    assert place.stack.currentWidget() is place.not_ready_page
    return place


def test_an_appointment_that_is_not_approved_says_why_and_does_not_open(qtbot: QtBot, staff: Staff) -> None:
    place = not_ready(qtbot, staff)
    said = words_on(place)
    assert "Appointment: SAR-2026-0007, 3:30pm" in said and "Demo Customer Seven" in said
    assert "Copy not approved yet. Nothing can be opened until an approver has decided on the copy." in said
    place.not_ready_page.back.emit()
    settle(qtbot, staff)
    assert place.stack.currentWidget() is place.list_page and cells(place)[4][4] == "Copy not approved yet"


@pytest.mark.parametrize(
    ("chosen", "status", "readiness", "said"),
    [
        ("cancelled", AppointmentStatus.CANCELLED, "Cancelled", "SAR-2026-0007 is cancelled."),
        ("no_show", AppointmentStatus.NO_SHOW, "Did not come", "SAR-2026-0007: nobody came."),
    ],
)
def test_it_can_be_called_off_before_it_is_approved_and_its_request_goes_on(
    qtbot: QtBot, staff: Staff, chosen: str, status: AppointmentStatus, readiness: str, said: str
) -> None:
    staff.clock.pass_by(hours=4)
    place = not_ready(qtbot, staff)
    place.not_ready_page.outcome.options[chosen].click()
    place.not_ready_page.primary.click()
    place.not_ready_page.primary.click()
    settle(qtbot, staff)
    assert place.stack.currentWidget() is place.list_page and staff.said == []
    assert cells(place)[4][4] == readiness and f"{said} The request stays open" in words_on(place)
    row = staff.appointments()[4]
    assert row.status is status and row.request_status is Status.PREPARED
    place.refresh()
    settle(qtbot, staff)
    assert said not in words_on(place)


def test_before_it_was_time_nobody_has_failed_to_come(qtbot: QtBot, staff: Staff) -> None:
    place = not_ready(qtbot, staff)
    outcome = place.not_ready_page.outcome
    assert list(outcome.options) == ["cancelled"] and outcome.value() == "cancelled"


def test_calling_off_asks_what_happened(qtbot: QtBot, staff: Staff) -> None:
    place = not_ready(qtbot, staff)
    page = place.not_ready_page
    assert page.row is not None
    page.ask(page.row, was_due=True)
    page.primary.click()
    assert page.outcome.problem == "Choose what happened, or go back."
    assert staff.appointments()[4].status is AppointmentStatus.BOOKED


def test_what_could_not_be_called_off_can_be_tried_again(qtbot: QtBot, staff: Staff) -> None:
    place = not_ready(qtbot, staff)
    command = CallOff(staff.actor(Role.ADVISER), staff.appointments()[4].id, Outcome.CANCELLED)
    call_off(command, uow=staff.desk.uow(), clock=staff.clock)  # at another desk
    place.not_ready_page.outcome.options["cancelled"].click()
    place.not_ready_page.primary.click()
    settle(qtbot, staff)
    assert [error.code for error in staff.said] == ["appointment_not_booked"]
    assert place.not_ready_page.primary.isEnabled()


def test_a_ready_appointment_is_cancelled_from_check_in(qtbot: QtBot, tmp_path: Path) -> None:
    with an_office(qtbot, the_staff(tmp_path), tmp_path / "demo") as office:
        open_and_sign_in(office)
        office.open_appointment(0)
        page = office.page()
        assert page is not None
        link = next(b for b in page.findChildren(LinkButton) if b.text() == "It was cancelled")
        link.click()
        office.settle()
        place = office.shell.places["today"]
        assert isinstance(place, TodayPlace)
        assert office.shell.session is None and cells(place)[0][4] == "Cancelled"
        assert office.staff.appointments()[0].status is AppointmentStatus.CANCELLED


def test_an_information_officer_calls_nothing_off(qtbot: QtBot, staff: Staff) -> None:
    place = place_of(qtbot, staff, Role.INFORMATION_OFFICER)
    with qtbot.waitSignal(place.chosen):
        place.table.opened.emit(staff.appointments()[4].id)
    assert place.stack.currentWidget() is place.list_page


# Headphones


def player_of(staff: Staff) -> FakePlayer:
    player = staff.desk.player
    assert isinstance(player, FakePlayer)
    return player


def test_headphones_that_are_not_found_are_said_before_anyone_arrives(
    qtbot: QtBot, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sound_check, "LOOK_EVERY_MS", 1)
    player_of(staff).found = ()
    place = place_of(qtbot, staff)
    qtbot.waitUntil(lambda: not place.headphones.found)
    assert [row[4] for row in cells(place)] == ["Headphones not found"] * 4 + ["Copy not approved yet"]
    assert "No headphones were found at this desk. Plug them in before anyone arrives." in words_on(place)
    with qtbot.waitSignal(place.chosen) as told:  # it does not block
        place.table.opened.emit(staff.appointments()[0].id)
    assert why_not(told.args[0]) == ""
    player_of(staff).found = (SoundDevice("headphones", "Headphones"),)
    qtbot.waitUntil(lambda: place.headphones.found)
    assert cells(place)[0][4] == "Ready" and "not found" not in words_on(place)


def test_one_empty_look_tells_nothing_and_nobody_looks_while_the_page_is_away(qtbot: QtBot, staff: Staff) -> None:
    player_of(staff).found = ()
    place = place_of(qtbot, staff)
    assert place.headphones.found and "Headphones not found" not in words_on(place)
    assert place.headphones._again.isActive()
    place.hide()
    assert not place.headphones._again.isActive()


def test_nothing_is_said_of_headphones_until_the_player_has_looked(
    qtbot: QtBot, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    player, looks = player_of(staff), 0

    def looking() -> None:
        nonlocal looks
        looks += 1

    monkeypatch.setattr(sound_check, "LOOK_EVERY_MS", 1)
    monkeypatch.setattr(player, "devices", looking)
    place = place_of(qtbot, staff)
    qtbot.waitUntil(lambda: looks > 2 * sound_check.LOOKS)
    assert place.headphones.found and "Headphones not found" not in words_on(place)
    monkeypatch.setattr(player, "devices", tuple)
    qtbot.waitUntil(lambda: not place.headphones.found)


def test_headphones_of_another_desk_and_of_what_is_over_are_nobodys_business(qtbot: QtBot, tmp_path: Path) -> None:
    staff = the_staff_after_a_day(tmp_path)
    view = today(staff.actor(Role.ADVISER), uow=staff.desk.uow(), clock=staff.clock, zone=staff.desk.office.zone)
    assert without_headphones(view, DeskId("another")) == view
    changed = [
        was.readiness
        for was, now in zip(view.rows, without_headphones(view, staff.desk.id).rows, strict=True)
        if was != now
    ]
    assert set(changed) == {Readiness.READY}
    staff.close()


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


def interrupted(staff: Staff, slot: int = 0) -> Staff:
    """Cut the power in a session."""
    desk = staff.desk
    conductor = Conductor(desk, staff.actor(Role.ADVISER), Course(), staff.wait)
    conductor.identify(staff.appointments()[slot].id)
    assert mark_interrupted(desk.id, uow=desk.uow(), clock=desk.clock) == 1
    return staff


def interrupted_yesterday(staff: Staff) -> Staff:
    """Cut the power in a session; start the program again the next day."""
    interrupted(staff).clock.at += timedelta(days=1)
    return staff


def test_the_keyboard_begins_at_what_is_unfinished(qtbot: QtBot, staff: Staff) -> None:
    staff.conduct(0, Course())
    place = place_of(qtbot, interrupted(staff, 1))
    view = place.list_page.unfinished.table.view
    assert view.hasFocus() and view.currentIndex().row() == 0 and len(place.table.view.rows_model.rows) > 1


def test_what_was_interrupted_yesterday_stands_above_today_and_is_gone_on_with(qtbot: QtBot, staff: Staff) -> None:
    place = place_of(qtbot, interrupted_yesterday(staff))
    unfinished = place.list_page.unfinished
    assert [row.cells for row in unfinished.table.view.rows_model.rows] == [
        ("Tuesday 24 November 2026, 9:30am", "Demo Customer One", "SAR-2026-0001", "Desk 2", "Interrupted")
    ]
    said = words_on(place)
    assert said.index("Unfinished") < said.index("There are no appointments today.")
    view = unfinished.table.view
    assert view.mapTo(place, view.rect().topLeft()).y() < place.table.mapTo(place, place.table.rect().topLeft()).y()
    with qtbot.waitSignal(place.chosen) as chosen:
        until_taken(qtbot, view)
        spot_of(view.viewport(), view.visualRect(view.model().index(0, 0)).center()).click()
    assert chosen.args is not None and chosen.args[0].row.session_state is State.INTERRUPTED
    with qtbot.waitSignal(place.waiting) as told:
        place.refresh()
    assert told.args == [1]


def test_where_everything_is_closed_nothing_stands_above_today(qtbot: QtBot, staff: Staff) -> None:
    place = place_of(qtbot, staff)
    assert not place.list_page.unfinished.isVisible() and "Unfinished" not in words_on(place)


def test_an_adviser_closes_what_another_left_open_yesterday(qtbot: QtBot, tmp_path: Path) -> None:
    with an_office(qtbot, interrupted_yesterday(the_staff(tmp_path)), tmp_path / "demo") as office:
        shell = office.open()
        office.sign_in("adviser")
        today = shell.places["today"]
        assert isinstance(today, TodayPlace)
        view = today.list_page.unfinished.table.view
        assert view.hasFocus(), "there is nothing else to do"
        qtbot.keyClick(view, Qt.Key.Key_Return)
        office.settle()
        page = office.page()
        assert isinstance(page, ResumePage)
        page.close_wanted.emit()
        closing = office.page()
        assert isinstance(closing, ClosePage)
        closing.complaint.options["no"].click()
        closing.acknowledged.options["no"].click()
        closing.primary.click()
        office.settle()
        assert isinstance(office.page(), ClosedPage)
        shell.session.gone.emit()  # type: ignore[union-attr]
        office.settle()
        assert not today.list_page.unfinished.isVisible() and "Unfinished" not in office.read()
