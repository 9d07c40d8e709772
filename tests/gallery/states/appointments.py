"""The gallery's pictures of the calendar, of booking, moving and cancelling, and of every letter."""

from __future__ import annotations

from datetime import timedelta

from desktop.application.appointments.calendar import SlotView
from desktop.application.sessions.views import TodayRow
from desktop.domain.requests.letters import LetterKind
from desktop.domain.sessions.session import Outcome
from desktop.ui.appointments.appointment_pages import OTHER, BookingPage
from desktop.ui.appointments.place import AppointmentsPlace
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.requests.request_actions import Begin, WriteLetter
from tests.gallery.camera import Camera
from tests.gallery.states.door import PASSWORD, on_paper


def appointments(camera: Camera) -> None:
    """Show the week and the day, an appointment, choosing a slot, the letter, cancelling."""
    camera.sign_in("officer", PASSWORD)
    place = camera.go(AppointmentsPlace)
    camera.picture("appointments-week")
    on_paper(camera, place, "appointments-list")
    place.list_page.mode.chosen.emit("day")
    camera.picture("appointments-day")
    _open(camera, place, -1)
    camera.picture("appointments-one-not-approved")
    camera.back(place.page)
    _one(camera, place)
    _calling_off(camera, place)
    _whom(camera, place)
    _closed_day(camera, place)
    _finding(camera, place)
    refusal(camera)
    camera.sign_out()


def _open(camera: Camera, place: AppointmentsPlace, which: int) -> None:
    """Open that appointment of the day."""
    view = place.list_page.pane.grid
    booked = [cell for cell in view.grid_model.grid.cells if isinstance(cell.chosen, TodayRow)]
    view.opened.emit(booked[which])
    camera.rest()


def _one(camera: Camera, place: AppointmentsPlace) -> None:
    """Open an approved one, move it, and invite to it."""
    _open(camera, place, -2)
    camera.picture("appointments-one")
    place.page.move_link.click()
    camera.picture("appointments-move")
    camera.press(place.booking.primary, "appointments-moved")
    camera.press(place.page.primary, "letters-invitation-page")
    document = place.letters.sheets.document
    assert document is not None
    camera.document("letters-invitation", document)
    place.letters.address.set_value("")
    place.letters.submitted.emit()
    camera.picture("letters-problem")
    camera.back(place.letters)


def _calling_off(camera: Camera, place: AppointmentsPlace) -> None:
    """Cancel the invitation: the request waits for another appointment."""
    place.page.call_off_link.click()
    camera.picture("appointments-call-off")
    page = place.call_off_page
    assert page.row is not None
    page.ask(page.row, was_due=True)
    page.submitted.emit()
    camera.picture("appointments-call-off-problem")
    page.outcome.set_value(Outcome.CANCELLED.value)
    page.submitted.emit()
    camera.picture("appointments-called-off")


def _whom(camera: Camera, place: AppointmentsPlace) -> None:
    """Go from a free time in the calendar to whoever waits; book it again, until nobody waits any more."""
    place.list_page.mode.chosen.emit("week")
    place.list_page.go_to(place.list_page.asked[0] + timedelta(days=7))
    camera.picture("appointments-week-free")
    view = place.list_page.pane.grid
    free = next(cell.chosen for cell in view.grid_model.grid.cells if isinstance(cell.chosen, SlotView))
    place.list_page.opened.emit(free)
    camera.picture("appointments-whom")
    camera.open(place.choose_page.table)
    camera.picture("appointments-book-from-calendar")
    camera.press(place.booking.primary)
    place.page.back.emit()


def _finding(camera: Camera, place: AppointmentsPlace) -> None:
    """Search for appointments: for someone who was there, and for nobody."""
    place.list_page.find_link.click()
    camera.picture("appointments-find")
    place.found_page.search.field.set_value("SAR-2026")
    place.found_page.search.button.click()
    camera.picture("appointments-found")
    camera.back(place.found_page)


def _closed_day(camera: Camera, place: AppointmentsPlace) -> None:
    place.list_page.mode.chosen.emit("day")
    place.list_page.go_to(place.list_page.asked[0] + timedelta(days=5))
    camera.picture("appointments-closed-day")


def refusal(camera: Camera) -> None:
    """Show the letter for a request whose recording is gone; and booking from a request's page."""
    place = camera.go(RequestsPlace)
    rows = {row.cells[0]: row.key for row in place.list_page.table.view.rows_model.rows}
    place.open(rows["INT-2026-0001"])  # type: ignore[arg-type]
    camera.rest()
    place.request_page.acted.emit(Begin.BOOKING)
    camera.rest()
    _states(camera, place.booking)
    place.list_page.filters.options["all"].click()
    camera.rest()
    rows = {row.cells[0]: row.key for row in place.list_page.table.view.rows_model.rows}
    place.open(rows["SAR-2026-0008"])  # type: ignore[arg-type]
    camera.picture("requests-one-refused")
    place.request_page.acted.emit(WriteLetter(LetterKind.NO_LONGER_AVAILABLE))
    camera.rest()
    document = place.letters.sheets.document
    assert document is not None
    camera.document("letters-no-longer-available", document)


def _states(camera: Camera, page: BookingPage) -> None:
    camera.picture("appointments-book")
    camera.fill(page.slot, OTHER)
    camera.press(page.primary, "appointments-book-problems")
    camera.type_date(page.on, camera.clock.now().date() + timedelta(days=4))
    camera.type_into(page.time, "10am")
    camera.press(page.primary, "appointments-book-closed-then")
