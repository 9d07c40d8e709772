"""Today: the day in order, what cannot begin, what is unfinished, who has no appointment, and the day on paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.application.ports.reading import AppointmentRow
from desktop.application.ports.sound import SoundDevice
from desktop.application.sessions.checking_in import CallOff, call_off
from desktop.application.sessions.day_list import mark_interrupted, without_headphones
from desktop.application.sessions.views import Readiness
from desktop.domain.appointments import AppointmentStatus
from desktop.domain.log.events import Event, EventKind
from desktop.domain.office.people import Role
from desktop.domain.requests.request import Status
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.needs import Need
from desktop.domain.sessions.session import Outcome, State, WhyUnbooked
from desktop.domain.shared.ids import DeskId
from desktop.domain.shared.paper import PaperList
from desktop.ui.kit.buttons import LinkButton
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.running import paper_page
from desktop.ui.sessions import sound_check
from desktop.ui.sessions.check_in_page import VisitorPage
from desktop.ui.sessions.day_paper import day_paper
from desktop.ui.sessions.identity.id_page import IdPage
from desktop.ui.sessions.today import TodayPlace
from desktop.ui.shell.places import why_not
from tests.support.fakes import FakePlayer
from tests.support.offices.conducted import Conductor, Course
from tests.support.pdf import words_of
from tests.ui.kit.test_paper import MM, saved
from tests.ui.presses import spot_of, until_taken
from tests.ui.sessions.counter import OF_THE_CALL, words_on
from tests.ui.shell.office import Office, an_office
from tests.ui.shell.test_roles_of_now import give
from tests.ui.staff import Staff, settle, shown, the_staff, the_staff_after_a_day

REFERENCE = "SAR-2026-0001"


@pytest.fixture
def staff(tmp_path: Path) -> Iterator[Staff]:
    made = the_staff(tmp_path)
    yield made
    made.close()


@pytest.fixture
def office(qtbot: QtBot, tmp_path: Path) -> Iterator[Office]:
    with an_office(qtbot, the_staff(tmp_path), tmp_path / "demo") as made:
        made.open()
        yield made


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
    assert cells(place)[0][1:4] == ("Demo Customer One", REFERENCE, "Hearing aid, wants it louder, Extra time")
    assert not place.list_page.unfinished.isVisible() and "Unfinished" not in words_on(place)
    with qtbot.waitSignal(place.waiting) as told:
        place.refresh()
    assert told.args == [4], "what can be begun"


def test_an_information_officer_sees_the_day_and_opens_nothing(qtbot: QtBot, staff: Staff) -> None:
    place = place_of(qtbot, staff, Role.INFORMATION_OFFICER)
    assert "This is what the front desk sees." in words_on(place) and not place.list_page.visitor.isVisible()
    assert not any(row.opens for row in place.table.view.rows_model.rows)
    with qtbot.waitSignal(place.waiting) as told:
        place.refresh()
    assert told.args == [0]
    with qtbot.waitSignal(place.chosen):
        place.table.opened.emit(staff.appointments()[4].id)
    assert place.stack.currentWidget() is place.list_page


def test_what_is_over_shows_how_it_ended_and_is_no_link(qtbot: QtBot, tmp_path: Path) -> None:
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
    ended = {row[2]: row[4] for row in cells(place) if row[4] != "Did not come"}
    assert ended[REFERENCE] == "Heard in part" and ended["SAR-2026-0003"] == "Heard in full"
    over = next(at for at, row in enumerate(view.rows_model.rows) if not row.opens)
    view.setFocus()
    view.selectRow(over)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    view.clicked.emit(view.rows_model.index(over, 0))
    assert opened == []
    day = place._view
    assert day is not None and without_headphones(day, DeskId("another")) == day
    pairs = zip(day.rows, without_headphones(day, staff.desk.id).rows, strict=True)
    assert {was.readiness for was, now in pairs if was != now} == {Readiness.READY}, "what is over needs none"
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


# What cannot begin


def not_ready(qtbot: QtBot, staff: Staff) -> TodayPlace:
    """Open the appointment whose copy is not approved."""
    place = place_of(qtbot, staff)
    place.table.view.setFocus()
    place.table.view.selectRow(4)
    qtbot.keyClick(place.table.view, Qt.Key.Key_Return)
    assert place.stack.currentWidget() is place.not_ready_page
    return place


def test_an_appointment_that_is_not_approved_says_why_and_is_called_off_by_one_desk(qtbot: QtBot, staff: Staff) -> None:
    place = not_ready(qtbot, staff)
    page, said = place.not_ready_page, words_on(place)
    assert "Appointment: SAR-2026-0007, 3:30pm" in said and "Demo Customer Seven" in said
    assert "Copy not approved yet. Nothing can be opened until an approver has decided on the copy." in said
    assert list(page.outcome.options) == ["cancelled"] and page.outcome.value() == "cancelled", "nobody was late yet"
    command = CallOff(staff.actor(Role.ADVISER), staff.appointments()[4].id, Outcome.CANCELLED)
    call_off(command, uow=staff.desk.uow(), clock=staff.clock)  # at another desk
    page.primary.click()
    settle(qtbot, staff)
    assert [error.code for error in staff.said] == ["appointment_not_booked"] and page.primary.isEnabled()
    page.back.emit()
    settle(qtbot, staff)
    assert place.stack.currentWidget() is place.list_page and cells(place)[4][4] == "Cancelled"


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
    page = place.not_ready_page
    assert page.outcome.focus_target().hasFocus()
    page.primary.click()
    assert page.outcome.problem == "Choose what happened, or go back."
    page.outcome.options[chosen].click()
    page.primary.click()
    page.primary.click()
    for option in page.outcome.options.values():
        option.click()  # while the command runs
    settle(qtbot, staff)
    assert place.stack.currentWidget() is place.list_page and staff.said == []
    assert cells(place)[4][4] == readiness and f"{said} The request stays open" in words_on(place)
    row = staff.appointments()[4]
    assert row.status is status and row.request_status is Status.PREPARED
    place.refresh()
    settle(qtbot, staff)
    assert said not in words_on(place)


def test_a_session_under_way_elsewhere_says_so_and_does_not_open(office: Office) -> None:
    office.sign_in("adviser")
    office.open_appointment(0)
    office.check_in()
    office.shell._drop_session()  # as seen from another desk
    office.shell.go("today")
    office.settle()
    office.open_appointment(0)
    assert office.shell.session is None and "Demo Customer One: Under way." in office.read()


# Headphones


def player_of(staff: Staff) -> FakePlayer:
    player = staff.desk.player
    assert isinstance(player, FakePlayer)
    return player


def test_headphones_that_are_not_found_are_said_once_the_player_has_looked_and_before_anyone_arrives(
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
    assert [row[4] for row in cells(place)] == ["Headphones not found"] * 4 + ["Copy not approved yet"]
    assert "No headphones were found at this desk. Plug them in before anyone arrives." in words_on(place)
    with qtbot.waitSignal(place.chosen) as told:  # it does not block
        place.table.opened.emit(staff.appointments()[0].id)
    assert why_not(told.args[0]) == ""
    monkeypatch.setattr(player, "devices", lambda: (SoundDevice("headphones", "Headphones"),))
    qtbot.waitUntil(lambda: place.headphones.found)
    assert cells(place)[0][4] == "Ready" and "not found" not in words_on(place)


def test_one_empty_look_tells_nothing_and_nobody_looks_while_the_page_is_away(qtbot: QtBot, staff: Staff) -> None:
    player_of(staff).found = ()
    place = place_of(qtbot, staff)
    assert place.headphones.found and "Headphones not found" not in words_on(place)
    assert place.headphones._again.isActive()
    place.hide()
    assert not place.headphones._again.isActive()


# What is unfinished


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
    assert "Information officers book them when a request is approved." in said
    view = unfinished.table.view
    assert view.mapTo(place, view.rect().topLeft()).y() < place.table.mapTo(place, place.table.rect().topLeft()).y()
    with qtbot.waitSignal(place.chosen) as chosen:
        until_taken(qtbot, view)
        spot_of(view.viewport(), view.visualRect(view.model().index(0, 0)).center()).click()
    assert chosen.args is not None and chosen.args[0].row.session_state is State.INTERRUPTED
    with qtbot.waitSignal(place.waiting) as told:
        place.refresh()
    assert told.args == [1]


# Who has no appointment


def press(office: Office, widget: QWidget) -> None:
    office.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
    office.settle()


def today(office: Office) -> TodayPlace:
    place = office.shell.places["today"]
    assert isinstance(place, TodayPlace)
    return place


def search(office: Office, typed: str) -> TodayPlace:
    """Look for someone, from Today."""
    place = today(office)
    press(office, place.list_page.visitor)
    page = place.visitors_page
    assert place.stack.currentWidget() is page and page.search.field.input.hasFocus()
    QTest.keyClicks(page.search.field.input, typed)
    QTest.keyClick(page.search.field.input, Qt.Key.Key_Return)
    office.settle()
    return place


def called_off(office: Office) -> None:
    """Their appointment of today was cancelled, and they come all the same."""
    row = office.staff.appointments()[0]
    desk = office.staff.desk
    call_off(CallOff(office.staff.actor(Role.ADVISER), row.id, Outcome.CANCELLED), uow=desk.uow(), clock=desk.clock)


def visitor_page(office: Office) -> VisitorPage:
    session = office.shell.session
    assert session is not None and isinstance(session.page, VisitorPage)
    return session.page


def choose(page: VisitorPage, why: WhyUnbooked) -> None:
    page.why.set_value(why.value)
    page.why.edited.emit()


def test_their_request_is_found_on_today_and_opened_with_a_reason(office: Office) -> None:
    office.sign_in("adviser")
    called_off(office)
    place = search(office, "SAR-2026-0999")
    assert "No approved request was found." in words_on(place.visitors_page)
    place.visitors_page.back.emit()
    office.settle()
    assert place.stack.currentWidget() is place.list_page
    place = search(office, REFERENCE)
    table = place.visitors_page.table.view
    assert [row.cells[1] for row in table.rows_model.rows] == [REFERENCE] and table.hasFocus()
    QTest.keyClick(table, Qt.Key.Key_Return)
    office.settle()
    page = visitor_page(office)
    read = words_on(page)
    assert "No appointment" in read and "A supervisor sees why" in read and not page.why_words.isVisible()
    page.parties.options["customer"].click()
    press(office, page.primary)
    assert page.why.problem == "Choose why there is no appointment."
    choose(page, WhyUnbooked.OTHER)
    assert page.why_words.isVisible()
    QTest.keyClicks(page.why_words.input, "The bus was early.")
    press(office, page.primary)
    session = office.shell.session
    assert session is not None
    office.qtbot.waitUntil(lambda: isinstance(session.page, IdPage))
    view = session.view
    assert view is not None and view.state is State.CHECKED_IN and view.appointment_at is None
    with office.staff.desk.uow().read_only() as uow:
        assert uow.sessions.exceptions(view.id) == (Exceptional.NO_APPOINTMENT,)
    assert office.logged()[-1] is EventKind.CHECKED_IN


def test_who_has_an_appointment_today_is_sent_there(office: Office) -> None:
    office.sign_in("adviser")
    place = search(office, REFERENCE)
    QTest.keyClick(place.visitors_page.table.view, Qt.Key.Key_Return)
    office.settle()
    page = visitor_page(office)
    assert "They have an appointment today. Open that one on Today." in words_on(page) and not page.primary.isEnabled()
    page.primary.setEnabled(True)  # it is booked while the page is shown
    page.parties.options["customer"].click()
    choose(page, WhyUnbooked.CAME_BY)
    press(office, page.primary)
    assert "They have an appointment today. Open it on Today." in office.read()


def test_from_their_request_where_somebody_is_both(office: Office) -> None:
    called_off(office)
    give(office, "adviser", Role.ADVISER, Role.INFORMATION_OFFICER)
    office.sign_in("adviser")
    office.shell.go("requests")
    place = office.shell.places["requests"]
    assert isinstance(place, RequestsPlace)
    place.open(office.staff.appointments()[0].request)
    office.settle()
    press(office, place.request_page.visitor)
    assert REFERENCE in words_on(visitor_page(office))


# The day on paper


def paper_of(qtbot: QtBot, staff: Staff, role: Role = Role.ADVISER) -> TodayPlace:
    place = place_of(qtbot, staff, role)
    place.list_page.paper_link.click()
    assert place.stack.currentWidget() is place.paper_page
    return place


def rows(place: TodayPlace) -> list[AppointmentRow]:
    assert place._view is not None
    return [found.row for found in place._view.rows]


def lists_made(staff: Staff) -> list[Event]:
    return [event for event in staff.events() if event.kind is EventKind.LIST_MADE]


def test_the_paper_says_who_comes_when_where_and_what_they_need(qtbot: QtBot, staff: Staff) -> None:
    place, day, context = paper_of(qtbot, staff), date(2026, 11, 24), staff.context(Role.ADVISER)
    said = place.paper_page.sheets.accessibleDescription()
    assert "Appointments, Tuesday 24 November 2026" in said and staff.desk.office.name in said
    assert "Demo office: this is not a real list." in said and "Shred this sheet after use." in said
    for row in rows(place):
        assert row.shown_name in said and row.reference in said and row.desk_name in said
        assert all(need in said for need in row.adjustments)
    assert "9:30am to " in said and not OF_THE_CALL.search(said)
    first, *others = rows(place)
    longer = replace(first, needs=(Need.EXTRA_TIME, Need.LARGE_TYPE), minutes=60)
    paper = day_paper({day: [longer]}, context).document.toPlainText()
    assert "Extra time" in paper and "Large type" in paper and "9:30am to 10:30am" in paper
    gone = replace(first, status=AppointmentStatus.CANCELLED)
    without = day_paper({day: [gone, *others]}, context)
    assert first.reference not in without.document.toPlainText() and without.lines == len(others)
    none = day_paper({day: [gone]}, context)
    assert "No appointments." in none.document.toPlainText() and none.lines == 0


def test_of_a_week_every_day_has_its_heading_and_nothing_is_cut(qtbot: QtBot, staff: Staff, tmp_path: Path) -> None:
    one = replace(rows(paper_of(qtbot, staff))[0], adjustments=("Hearing aid", "A very long need " * 12))
    days = {date(2026, 11, 23) + timedelta(days=at): [one] * (at * 7) for at in range(5)}
    paper = day_paper(days, staff.context(Role.ADVISER))
    saved(paper.document, tmp_path / "week.pdf")
    words = words_of(tmp_path / "week.pdf")
    assert paper.title == "Appointments, 23 November 2026 to 27 November 2026" and paper.list is PaperList.DAY
    assert paper.lines == sum(map(len, days.values())) == sum(word.text == one.reference for word in words)
    assert {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday"} <= {word.text for word in words}
    for number, word in enumerate(words):
        assert word.left >= 15 * MM and word.right <= 195 * MM and word.bottom <= 287 * MM, word
        assert not [other for other in words[number + 1 : number + 300] if word.overlaps(other)], word


def test_a_days_heading_is_on_the_sheet_of_its_first_appointment(qtbot: QtBot, staff: Staff, tmp_path: Path) -> None:
    one, context = rows(paper_of(qtbot, staff))[0], staff.context(Role.ADVISER)
    for count in range(11, 17):
        saved(
            day_paper({date(2026, 11, 23): [one] * count, date(2026, 11, 24): [one] * 3}, context).document,
            tmp_path / f"{count}.pdf",
        )
        words = words_of(tmp_path / f"{count}.pdf")
        heading = next(word for word in words if word.text == "Tuesday")
        above = heading.page, heading.top
        below = [word for word in words if word.text == one.reference and (word.page, word.top) > above]
        assert len(below) == 3 and below[0].page == heading.page


def test_an_adviser_prints_it_and_makes_no_file_and_the_log_says_so_first(
    qtbot: QtBot, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = paper_of(qtbot, staff)
    page = place.paper_page
    links = [each.text() for each in page.findChildren(LinkButton) if each.isVisible()]
    assert "Save it as a PDF" not in links and "Back" in links
    went: list[tuple[str, int]] = []
    monkeypatch.setattr(paper_page, "choose_printer", lambda parent, otherwise: None)
    page.primary.click()
    settle(qtbot, staff)
    assert lists_made(staff) == [], "nobody chose a printer"
    monkeypatch.setattr(paper_page, "choose_printer", lambda parent, otherwise: object())
    monkeypatch.setattr(paper_page, "print_sheets", lambda _, title, __: went.append((title, len(lists_made(staff)))))
    page.primary.click()
    settle(qtbot, staff)
    assert went == [("Appointments, Tuesday 24 November 2026", 1)]
    assert "The list has gone to the printer." in words_on(place)
    (event,) = lists_made(staff)
    assert dict(event.facts) == {"list": "day", "way": "printed", "lines": len(rows(place))}
    page.back.emit()
    assert place.list_page.isVisible()
