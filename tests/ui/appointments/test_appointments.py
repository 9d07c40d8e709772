"""The calendar as an information officer uses it: looking, booking, moving, cancelling, the letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from unittest.mock import Mock

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.application.appointments.calendar import BookAppointment, CounterView, SlotView
from desktop.application.sessions.checking_in import CallOff
from desktop.application.sessions.views import TodayRow
from desktop.domain.appointments import Appointment, AppointmentStatus, Unusual
from desktop.domain.log.events import Event, EventKind
from desktop.domain.office.people import Role
from desktop.domain.sessions.needs import Need
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import DeskId
from desktop.errors import ExternalSystemError
from desktop.ui.appointments.appointment_pages import OTHER
from desktop.ui.appointments.grid import Cell, Look
from desktop.ui.appointments.place import AppointmentsPlace
from desktop.ui.kit.buttons import LinkButton
from desktop.ui.kit.forms.page import Page
from tests.support.listing import listed
from tests.ui.accessible import interface, name
from tests.ui.presses import key_to
from tests.ui.requests.panels import do
from tests.ui.reviews.conftest import Seat
from tests.ui.sessions.counter import words_on
from tests.ui.staff import Staff

OFFICER = Role.INFORMATION_OFFICER


def cells(place: AppointmentsPlace) -> tuple[Cell, ...]:
    return place.list_page.pane.grid.grid_model.grid.cells


def on(place: AppointmentsPlace, reference: str) -> Cell:
    """Return the cell of that request's appointment."""
    return next(c for c in cells(place) if isinstance(c.chosen, TodayRow) and c.chosen.row.reference == reference)


def is_on(qtbot: QtBot, place: AppointmentsPlace, page: Page) -> None:
    qtbot.waitUntil(lambda: place.stack.currentWidget() is page)


def open_one(seat: Seat, place: AppointmentsPlace, reference: str) -> None:
    grid = place.list_page.pane.grid
    grid.setFocus()
    grid.go_to(on(place, reference))
    seat.qtbot.keyClick(grid, Qt.Key.Key_Return)
    seat.settle()
    is_on(seat.qtbot, place, place.page)


def press(seat: Seat, page: Page) -> None:
    seat.press(page.primary)


def link(seat: Seat, place: AppointmentsPlace, words: str) -> None:
    page = place.stack.currentWidget()
    assert page is not None
    seat.press(next(each for each in page.findChildren(LinkButton) if each.text() == words and each.isVisible()))


def booked(staff: Staff, reference: str) -> Appointment:
    with staff.desk.uow().read_only() as uow:
        id = next(row.id for row in listed(uow, ["approved", "prepared"]) if row.reference == reference)
        return uow.requests.appointments_of(id)[-1]


def cancelled(staff: Staff, reference: str) -> None:
    """Cancel it at another desk."""
    command = CallOff(staff.actor(Role.ADVISER), booked(staff, reference).id, Outcome.CANCELLED)
    do(staff, command)


def letters_made(staff: Staff) -> list[Event]:
    return [event for event in staff.events() if event.kind is EventKind.LETTER_MADE]


def test_the_week_shows_who_comes_what_they_need_and_what_is_free(seat: Seat, place: AppointmentsPlace) -> None:
    assert "Week of 23 November 2026." in words_on(place)
    assert place.list_page.pane.grid.grid_model.grid.headings[0] == "Monday 23"
    assert "Interpreter: Welsh" in on(place, "SAR-2026-0003").words
    assert on(place, "SAR-2026-0007").words.endswith("Copy not approved yet")
    model, cell = place.list_page.pane.grid.grid_model, on(place, "SAR-2026-0003")
    spoken = model.data(model.index(cell.row, cell.column + 1), Qt.ItemDataRole.AccessibleTextRole)
    said = "Tuesday 24 November 2026, Desk 2: Demo Customer Three, 11:30am to 12:15pm"
    assert str(spoken).startswith(said), "a screen reader is told the whole of a cell"
    assert name(interface(place.list_page.pane.grid)) == "Calendar"
    before = sum(cell.look is Look.FREE for cell in cells(place))
    seat.press(place.list_page.length.options["90"])
    free = [cell.chosen for cell in cells(place) if isinstance(cell.chosen, SlotView)]
    assert 40 < len(free) + 30 < before + 30 and {slot.minutes for slot in free} == {90}


def test_a_day_shows_its_desks_and_other_days_are_reached(seat: Seat, place: AppointmentsPlace) -> None:
    page = place.list_page
    seat.press(page.mode.options["day"])
    assert page.pane.grid.grid_model.grid.headings == ("Desk 2",)
    for button, words in (
        (page.after, "Wednesday 25 November 2026."),
        (page.before, "Tuesday 24 November 2026."),
        (page.before, "Monday 23 November 2026."),
        (page.today, "Tuesday 24 November 2026."),
    ):
        seat.press(button)
        seat.qtbot.waitUntil(lambda said=words: said in words_on(place))  # type: ignore[misc]
    assert page.after.accessibleName() == "Later: the day after"


def test_a_weekend_is_left_out_of_the_week_unless_something_is_on(seat: Seat, place: AppointmentsPlace) -> None:
    assert len(place.list_page.pane.grid.grid_model.grid.headings) == 5
    saturday = datetime(2026, 11, 28, 10, tzinfo=UTC)
    actor, request = seat.staff.actor(OFFICER), booked(seat.staff, "SAR-2026-0001").request
    command = BookAppointment(actor, request, seat.staff.desk.id, saturday, meant=frozenset(Unusual))
    do(seat.staff, command)
    seat.refresh(place)
    assert place.list_page.pane.grid.grid_model.grid.headings[-1] == "Saturday 28"


def test_where_there_are_several_desks_a_week_is_one_desks_and_a_day_is_all_of_theirs(
    seat: Seat, place: AppointmentsPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, other = CounterView(seat.staff.desk.id, "Desk 2"), CounterView(DeskId("d" * 32), "Desk 7")
    monkeypatch.setattr("desktop.application.appointments.calendar._counters", lambda _: (here, other))
    seat.refresh(place)
    desks = place.list_page.desks
    assert desks is not None and desks.isVisible()
    assert any(isinstance(cell.chosen, TodayRow) for cell in cells(place))
    desks.options[other.id].click()
    seat.qtbot.waitUntil(lambda: not any(isinstance(cell.chosen, TodayRow) for cell in cells(place)))
    seat.press(place.list_page.mode.options["day"])
    assert place.list_page.pane.grid.grid_model.grid.headings == ("Desk 2", "Desk 7") and not desks.isVisible()
    open_one(seat, place, "SAR-2026-0004")
    link(seat, place, "Move it")
    page = place.booking
    page.slot.options[OTHER].click()
    assert page.desk.isVisible() and page.desk.value() == here.id


def test_a_cell_is_current_whatever_is_shown_while_the_calendar_has_the_keyboard(
    seat: Seat, place: AppointmentsPlace
) -> None:
    grid = place.list_page.pane.grid
    grid.setFocus()
    for day in (date(2026, 11, 25), date(2026, 12, 5)):  # then a Saturday: nothing can be chosen
        place.list_page.mode.chosen.emit("day")
        place.list_page.go_to(day)
        seat.settle()
        assert grid.hasFocus() and grid.current() is not None
        assert grid.ringed().height() < grid.height(), "the ring is around a cell, not all of the calendar"


def test_arrows_go_from_cell_to_cell_and_past_the_times(qtbot: QtBot, place: AppointmentsPlace) -> None:
    grid = place.list_page.pane.grid
    grid.setFocus()
    qtbot.waitUntil(lambda: grid.current() == on(place, "SAR-2026-0001"))
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    assert grid.current() == on(place, "SAR-2026-0002")
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert (found := grid.current()) is not None and found.look is Look.FREE
    for _ in range(6):
        qtbot.keyClick(grid, Qt.Key.Key_Left)
    assert grid.current() is not None and grid.currentIndex().column() == 1
    cell = grid.visualRect(grid.currentIndex())
    assert grid.ringed() == cell.translated(grid.viewport().pos()) and cell.width() < grid.width() / 2


def test_where_it_is_narrow_the_same_is_a_list_and_a_day_opens_from_it(seat: Seat, place: AppointmentsPlace) -> None:
    pane = place.list_page.pane
    pane.grid.setFocus()
    seat.qtbot.waitUntil(pane.grid.hasFocus)
    place.resize(500, 330)
    seat.qtbot.waitUntil(lambda: pane.table.isVisible() and not pane.grid.isVisible())
    assert pane.table.view.hasFocus()
    rows = pane.table.view.rows_model.rows
    assert "Demo Customer One" in rows[1].cells[1] and rows[1].cells[0].startswith("Tuesday 24 November 2026, 9:30am")
    pane.table.view.opened.emit(date(2026, 11, 26))
    seat.settle()
    seat.qtbot.waitUntil(lambda: "Thursday 26 November 2026." in words_on(place))
    place.resize(1176, 712)
    seat.qtbot.waitUntil(lambda: pane.grid.isVisible())


def test_an_appointment_says_what_is_known_and_what_can_be_done(seat: Seat, place: AppointmentsPlace) -> None:
    open_one(seat, place, "SAR-2026-0001")
    values = place.page.sheet.values()
    assert values["When"] == "Tuesday 24 November 2026, 9:30am" and values["How long"] == "45 minutes"
    assert values["Adjustments"] == "Hearing aid, wants it louder\nExtra time" and values["Desk"] == "Desk 2"
    assert values["Status"] == "Ready" and place.page.primary.text() == "Make the invitation"
    assert values["Request"] == "SAR-2026-0001: Adviser: the appointment"  # not to be booked again
    link(seat, place, "Back to the calendar")
    is_on(seat.qtbot, place, place.list_page)
    assert place.list_page.pane.grid.hasFocus()
    open_one(seat, place, "SAR-2026-0007")
    assert not place.page.primary.isVisible()
    assert "The invitation can be made when the copy is approved." in words_on(place)


def test_one_press_moves_it_to_the_first_free_slot_and_the_next_is_a_new_letter(
    seat: Seat, place: AppointmentsPlace
) -> None:
    before = booked(seat.staff, "SAR-2026-0004")
    open_one(seat, place, "SAR-2026-0004")
    link(seat, place, "Move it")
    is_on(seat.qtbot, place, place.booking)
    assert "It is booked for Tuesday 24 November 2026, 2:30pm. The answer is due on 8 December 2026." in words_on(place)
    assert place.booking.slot.options["0"].text() == "Friday 27 November 2026, 9:00am, Desk 2"
    press(seat, place.booking)
    is_on(seat.qtbot, place, place.page)
    assert "Moved to Friday 27 November 2026, 9:00am. Next, make a new invitation." in words_on(place)
    after = booked(seat.staff, "SAR-2026-0004")
    assert after.id == before.id and after.starts_at == datetime(2026, 11, 27, 9, tzinfo=UTC)


def test_what_somebody_else_moved_meanwhile_is_said_and_not_moved(seat: Seat, place: AppointmentsPlace) -> None:
    open_one(seat, place, "SAR-2026-0004")
    link(seat, place, "Move it")
    cancelled(seat.staff, "SAR-2026-0004")
    press(seat, place.booking)
    assert seat.staff.said.pop().code == "appointment_not_booked" and place.booking.primary.isEnabled()
    link(seat, place, "Back")
    is_on(seat.qtbot, place, place.page)
    assert "Cancelled" in place.page.sheet.values()["Status"] and not place.page.move_link.isVisible()


def test_from_a_free_time_to_whoever_waits_and_booked(seat: Seat, place: AppointmentsPlace) -> None:
    cancelled(seat.staff, "SAR-2026-0004")
    seat.press(place.list_page.after)
    free = next(cell for cell in cells(place) if isinstance(cell.chosen, SlotView))
    place.list_page.pane.grid.opened.emit(free)
    seat.settle()
    is_on(seat.qtbot, place, place.choose_page)
    assert "For Monday 30 November 2026, 9:00am, Desk 2." in words_on(place)
    seat.qtbot.keyClick(place.choose_page.table.view, Qt.Key.Key_Return)
    seat.settle()
    is_on(seat.qtbot, place, place.booking)
    assert place.booking.slot.options["0"].text().startswith("Monday 30 November 2026, 9:00am")
    press(seat, place.booking)
    is_on(seat.qtbot, place, place.page)
    assert "Booked: Monday 30 November 2026, 9:00am. Next, make the invitation." in words_on(place)
    assert booked(seat.staff, "SAR-2026-0004").starts_at == datetime(2026, 11, 30, 9, tzinfo=UTC)


def begin_booking(seat: Seat, place: AppointmentsPlace) -> None:
    press(seat, place.list_page)
    is_on(seat.qtbot, place, place.choose_page)
    assert "Nobody is waiting to be invited." in words_on(place)
    link(seat, place, "Back to the calendar")
    cancelled(seat.staff, "SAR-2026-0004")
    press(seat, place.list_page)
    place.choose_page.table.opened.emit(booked(seat.staff, "SAR-2026-0004").request)
    seat.settle()
    is_on(seat.qtbot, place, place.booking)


def test_a_longer_offer_says_why_and_another_length_proposes_other_slots_once_it_is_chosen(
    seat: Seat, place: AppointmentsPlace
) -> None:
    begin_booking(seat, place)
    page, view = place.booking, place.booking._view
    assert view is not None and page.length.value() == "45"
    page._slot = view.slots[0]
    page.show_booking(replace(view, minutes=60, extra=True, needs=(Need.EXTRA_TIME,), adjustments=()))
    assert page.length.value() == "60" and not seat.staff.tasks.busy
    said = words_on(place)
    assert "They asked for: Extra time. So it is longer than usual." in said
    assert "The time chosen in the calendar is not free for that long." in said
    page._slot = None
    seat.press(page.length.options["90"])
    assert page.length.value() == "90"
    press(seat, page)
    assert booked(seat.staff, "SAR-2026-0004").minutes == 90


def test_another_time_is_typed_and_one_when_the_office_is_closed_has_to_be_meant(
    seat: Seat, place: AppointmentsPlace
) -> None:
    begin_booking(seat, place)
    page = place.booking
    assert not page.on.isVisible()
    page.slot.options[OTHER].click()
    press(seat, page)
    assert page.on.problem.startswith("Type a day") and page.time.problem == "Type a time, such as 2:30pm."
    page.on.set_value(date(2026, 11, 28))
    page.time.set_value("10am")
    press(seat, page)
    assert page.meant.problem.startswith("The office is closed then.") and page.meant.isVisible()
    press(seat, page)
    assert booked(seat.staff, "SAR-2026-0004").status is AppointmentStatus.CANCELLED
    page.meant.options["meant"].click()
    page.slot.options["0"].click()
    assert not page.meant.isVisible() and not page.meant.value(), "it was meant of another slot"
    page.slot.options[OTHER].click()
    press(seat, page)
    page.meant.options["meant"].click()
    press(seat, page)
    assert booked(seat.staff, "SAR-2026-0004").starts_at == datetime(2026, 11, 28, 10, tzinfo=UTC)
    link(seat, place, "Move it")
    page.slot.options[OTHER].click()
    page.on.set_value(date(2027, 2, 1))
    page.time.set_value("10am")
    press(seat, page)
    assert "The approval ends before this day." in words_on(place)


def test_a_slot_that_was_taken_meanwhile_is_said_at_the_question(seat: Seat, place: AppointmentsPlace) -> None:
    begin_booking(seat, place)
    actor, request = seat.staff.actor(OFFICER), booked(seat.staff, "SAR-2026-0001").request
    taken = BookAppointment(
        actor, request, seat.staff.desk.id, datetime(2026, 11, 27, 9, tzinfo=UTC), meant=frozenset(Unusual)
    )
    do(seat.staff, taken)
    press(seat, place.booking)
    problem = place.booking.slot.problem
    assert problem.startswith(
        "This desk has an appointment at that time. Choose another time. An appointment was booked: "
    )
    assert problem.endswith(" today, at Desk 2.")
    link(seat, place, "Back")
    is_on(seat.qtbot, place, place.choose_page)


def test_what_is_not_before_the_due_date_says_so(seat: Seat, place: AppointmentsPlace) -> None:
    seat.staff.clock.pass_by(days=13)  # the answer is due tomorrow
    begin_booking(seat, place)
    hints = [option.hint for option in place.booking.slot.options.values()]
    assert "This is not before the day the answer is due." in hints
    place.booking.slot.options["4"].click()
    press(seat, place.booking)
    assert "Offer a copy, or an earlier time." in words_on(place)


def test_it_is_cancelled_and_the_request_waits_again(seat: Seat, place: AppointmentsPlace) -> None:
    open_one(seat, place, "SAR-2026-0004")
    link(seat, place, "Cancel it")
    is_on(seat.qtbot, place, place.call_off_page)
    assert list(place.call_off_page.outcome.options) == ["cancelled"]  # it is not time yet
    assert place.call_off_page.outcome.value() == "cancelled"  # so that nobody chooses from one
    press(seat, place.call_off_page)
    is_on(seat.qtbot, place, place.list_page)
    assert "SAR-2026-0004 is cancelled. The request stays open" in words_on(place)
    assert booked(seat.staff, "SAR-2026-0004").status is AppointmentStatus.CANCELLED
    assert not any(isinstance(c.chosen, TodayRow) and c.chosen.row.reference == "SAR-2026-0004" for c in cells(place))
    place.list_page.go_to(place.list_page.asked[0] + timedelta(days=7))
    seat.settle()
    assert not place.list_page.banner.isVisible(), "other days are no place for that news"


def test_who_did_not_come_is_noted_once_it_was_time(seat: Seat, place: AppointmentsPlace) -> None:
    open_one(seat, place, "SAR-2026-0001")
    link(seat, place, "Cancel it")
    place.call_off_page.outcome.options["no_show"].click()
    press(seat, place.call_off_page)
    seat.qtbot.waitUntil(lambda: "SAR-2026-0001: nobody came." in words_on(place))
    assert on(place, "SAR-2026-0001").words.endswith("Did not come")


def write(seat: Seat, place: AppointmentsPlace) -> None:
    """Write the invitation of the first appointment, to be looked at."""
    open_one(seat, place, "SAR-2026-0001")
    press(seat, place.page)
    is_on(seat.qtbot, place, place.letters)


def test_the_invitation_is_saved_where_somebody_chooses_under_a_neutral_name_and_printed_and_each_is_logged(
    seat: Seat, place: AppointmentsPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(seat, place)
    page = place.letters
    monkeypatch.setattr("desktop.ui.letters.letter_page.choose_to_save", lambda *_: None)
    link(seat, place, "Save it as a PDF")
    for none in (Mock(return_value=None), Mock(side_effect=ExternalSystemError("no_printer"))):
        monkeypatch.setattr("desktop.ui.running.paper_page.choose_printer", none)
        press(seat, page)
    assert seat.staff.said.pop().code == "no_printer" and letters_made(seat.staff) == []
    page.address.set_value("Demo Customer One\n17 Elsewhere Street")
    page.address.edited.emit()
    document = page.sheets.document
    assert document is not None and "17 Elsewhere Street" in document.toPlainText()
    asked: list[str] = []

    def choose(*arguments: str) -> Path:
        asked.append(arguments[2])
        return tmp_path / arguments[2]

    monkeypatch.setattr("desktop.ui.letters.letter_page.choose_to_save", choose)
    link(seat, place, "Save it as a PDF")
    assert asked == ["Invitation SAR-2026-0001.pdf"]
    assert (tmp_path / asked[0]).read_bytes().startswith(b"%PDF")
    assert "Letter saved as Invitation SAR-2026-0001.pdf. That is in the log." in words_on(place)
    (event,) = letters_made(seat.staff)
    assert (event.facts["letter"], event.facts["way"]) == ("invitation", "saved") and "Elsewhere" not in repr(event)
    printed: list[tuple[str, int]] = []

    def to_the_printer(document: QTextDocument, title: str, printer: QPrinter) -> None:
        printed.append((title, len(letters_made(seat.staff))))

    monkeypatch.setattr("desktop.ui.running.paper_page.choose_printer", lambda *_: QPrinter())
    monkeypatch.setattr("desktop.ui.letters.letter_page.print_sheets", to_the_printer)
    press(seat, page)
    assert printed == [("Invitation SAR-2026-0001", 2)], "the log says so first"
    assert "The letter has gone to the printer. That is in the log." in words_on(place)
    cancelled(seat.staff, "SAR-2026-0001")
    press(seat, page)
    assert seat.staff.said.pop().code == "letter_does_not_fit" and page.busy == "" and len(printed) == 1
    link(seat, place, "Back")
    is_on(seat.qtbot, place, place.page)


def test_the_invitation_goes_into_an_e_mail_for_the_mail_program_and_the_log_says_so(
    seat: Seat, place: AppointmentsPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_over: list[Path] = []
    monkeypatch.setitem(vars(seat.staff.desk), "mail_program", handed_over.append)
    write(seat, place)
    chosen = tmp_path / "Invitation SAR-2026-0001.eml"
    monkeypatch.setattr("desktop.ui.letters.letter_page.choose_to_save", lambda *_: chosen)
    link(seat, place, "Put it into an e-mail")
    names = [part.get_filename() for part in message_from_bytes(chosen.read_bytes()).walk() if part.get_filename()]
    assert names == ["Letter SAR-2026-0001.pdf", "appointment.ics"]
    assert handed_over == [chosen]
    said = words_on(place)
    assert "E-mail saved as Invitation SAR-2026-0001.eml. Your mail program was asked to open it. Say there who" in said
    (event,) = letters_made(seat.staff)
    assert (event.facts["letter"], event.facts["way"]) == ("invitation", "mailed")

    def none_here(draft: Path) -> None:
        raise ExternalSystemError("no_mail_program")

    monkeypatch.setitem(vars(seat.staff.desk), "mail_program", none_here)
    link(seat, place, "Put it into an e-mail")
    assert "No program on this PC is set to open e-mails. Open the file where" in words_on(place)


def test_the_days_shown_go_to_paper(seat: Seat, place: AppointmentsPlace) -> None:
    link(seat, place, "Print the appointments")
    is_on(seat.qtbot, place, place.paper_page)
    said = place.paper_page.sheets.accessibleDescription()
    assert "Appointments, 23 November 2026 to 27 November 2026" in said and "SAR-2026-0001" in said
    link(seat, place, "Back")
    place.list_page.go_to(date(2026, 11, 25))
    place.list_page.mode.chosen.emit("day")
    seat.settle()
    link(seat, place, "Print the appointments")
    assert "Appointments, Wednesday 25 November 2026" in place.paper_page.sheets.accessibleDescription()


@pytest.fixture
def finding(place: AppointmentsPlace) -> AppointmentsPlace:
    place.list_page.find_link.click()
    return place


def search(seat: Seat, place: AppointmentsPlace, typed: str) -> list[str]:
    """Type it, press Enter, and return the references that are shown."""
    field = place.found_page.search.field.input
    field.setFocus()
    field.clear()
    seat.qtbot.keyClicks(field, typed)
    key_to(place.window(), Qt.Key.Key_Return)
    seat.settle()
    view = place.found_page.table.view
    return [row.cells[2] for row in view.rows_model.rows] if view.isVisible() else []


def test_one_types_at_once_and_what_is_found_opens_by_enter(seat: Seat, finding: AppointmentsPlace) -> None:
    assert QApplication.focusWidget() is finding.found_page.search.field.input
    assert search(seat, finding, "SAR-2026-0001") == ["SAR-2026-0001"]
    assert "1 appointment was found." in words_on(finding)
    assert QApplication.focusWidget() is finding.found_page.table.view, "the next key is about what was found"
    key_to(finding.window(), Qt.Key.Key_Return)
    seat.settle()
    assert finding.page.isVisible() and "SAR-2026-0001" in words_on(finding)
    seat.back(finding.page)
    assert finding.stack.currentWidget() is finding.list_page
    finding.list_page.find_link.click()
    assert finding.found_page.search.field.value() == "" and not finding.found_page.table.isVisible(), "it begins empty"


def test_nothing_found_and_nothing_to_search_for_are_said(seat: Seat, finding: AppointmentsPlace) -> None:
    assert search(seat, finding, "Nobody of that name") == []
    assert "No appointment was found." in words_on(finding)
    assert search(seat, finding, "42") == []
    assert "Type the whole telephone number" in finding.found_page.search.field.problem
