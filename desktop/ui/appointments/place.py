"""Appointments: the calendar, one appointment, whom to invite, choosing a slot, calling off, the letter.

An appointment that is open follows what other PCs do with it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TypeVar

from PySide6.QtCore import Slot

from desktop.application.appointments.calendar import AppointmentView, SlotView, calendar, open_appointment
from desktop.application.ports.reading import RequestRow
from desktop.application.requests.listing import PAGE, to_invite
from desktop.application.sessions.views import TodayRow
from desktop.application.shared.lists import search_appointments
from desktop.domain.appointments import Appointment
from desktop.domain.requests.letters import LetterKind
from desktop.domain.shared.ids import AppointmentId
from desktop.ui.appointments.appointment_pages import AppointmentPage, BookingPage, CallOffPage, ChoosePage, FoundPage
from desktop.ui.appointments.calendar_page import CalendarPage
from desktop.ui.kit.text import strong
from desktop.ui.letters.letter_page import LetterPage
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import OpenPage, PagesPlace, Searching, StepPage
from desktop.ui.running.tasks import Running
from desktop.words import tr
from desktop.words.formatting import moment

P = TypeVar("P", AppointmentPage, ChoosePage, FoundPage, CallOffPage, BookingPage, LetterPage)


class OpenAppointment(OpenPage):
    """The page in the place of the appointments."""

    def __init__(self, place: AppointmentsPlace) -> None:
        super().__init__(place.stack)
        self._place = place

    def page(self) -> AppointmentPage | None:
        page = self._stack.currentWidget()
        return page if isinstance(page, AppointmentPage) and page.view is not None else None

    def read(self) -> None:
        if (page := self.page()) is not None and page.view is not None:
            self._place.read(page.view.found.row.id).then(self._read)

    @Slot(object)
    def _read(self, view: AppointmentView) -> None:
        page = self.page()
        if page is not None and page.view is not None and page.view.found.row.id == view.found.row.id:
            self.take(is_new=view != page.view, show=lambda: self._place.show_again(view))


class AppointmentsPlace(PagesPlace):
    """The appointments place: opens or books what is chosen in the calendar. Pages are built when first needed."""

    list_page: CalendarPage

    def __init__(self, context: Context) -> None:
        self._slot: SlotView | None = None
        self._said: tuple[str, ...] = ()
        self._inviting = PAGE
        super().__init__(context, CalendarPage(context))
        self.open_page = OpenAppointment(self)
        page = self.list_page
        page.wanted.connect(self.load)
        page.opened.connect(self._open_chosen)
        page.submitted.connect(lambda: self._invite(None))
        page.find_wanted.connect(self._find)
        page.paper_wanted.connect(self._show_paper)

    def load(self) -> None:
        """Reload the days that are chosen."""
        asked = self.list_page.asked
        days = self._context.run(calendar, self._context.actor, asked.first, asked.days, asked.minutes, owner=self)
        days.then(self.list_page.show_calendar)

    def refresh(self) -> None:
        """Reload the days, and clear the message about the last action."""
        self.list_page.banner.set_parts()
        super().refresh()

    def _over(self, page: P, back: Callable[[], object]) -> P:
        """Add a page to the stack and connect it; `back` is called when someone leaves it."""
        self.stack.addWidget(page)
        page.back.connect(back)
        if isinstance(page, StepPage):
            page.ready.connect(partial(self.stack.setCurrentWidget, page))
        return page

    @cached_property
    def page(self) -> AppointmentPage:
        """The page of one appointment."""
        page = self._over(AppointmentPage(self._context), self._back)
        page.submitted.connect(lambda: self.letters.begin(self._view.request.id, LetterKind.INVITATION))
        page.move_wanted.connect(lambda: self.booking.begin(self._view.request.id))
        page.call_off_wanted.connect(self._ask_why)
        return page

    @cached_property
    def choose_page(self) -> ChoosePage:
        """The page that asks who to invite."""
        page = self._over(ChoosePage(self._context), self._back)
        page.table.more_wanted.connect(self._read_more_to_invite)
        page.table.opened.connect(lambda request: self.booking.begin(request, self._slot))
        return page

    @cached_property
    def found_page(self) -> FoundPage:
        """The search for appointments."""
        page = self._over(FoundPage(self._context), self._back)
        searching = Searching(self._context, search_appointments, self)
        searching.serve(page)
        searching.found.connect(page.show_found)
        page.table.opened.connect(self.open)
        return page

    @cached_property
    def call_off_page(self) -> CallOffPage:
        """The page that asks why an appointment is cancelled."""
        page = self._over(CallOffPage(self._context), self._reopen)
        page.done.connect(self._called_off)
        return page

    @cached_property
    def booking(self) -> BookingPage:
        """Booking or moving an appointment."""
        booking = self._over(BookingPage(self._context), self._back_from_booking)
        booking.done.connect(self._booked)
        return booking

    @cached_property
    def letters(self) -> LetterPage:
        """Making the invitation."""
        return self._over(LetterPage(self._context), self._reopen)

    @property
    def _view(self) -> AppointmentView:
        assert self.page.view is not None
        return self.page.view

    # The calendar

    @Slot(object)
    def _open_chosen(self, chosen: SlotView | TodayRow) -> None:
        self.list_page.banner.set_parts()
        if isinstance(chosen, TodayRow):
            self.open(chosen.row.id)
        else:
            self._invite(chosen)

    def _find(self) -> None:
        self.stack.setCurrentWidget(self.found_page)
        self.found_page.begin()

    @Slot()
    def _show_paper(self) -> None:
        from desktop.ui.sessions.day_paper import day_paper  # at its first use

        days = {day.day: [found.row for found in day.rows] for day in self.list_page.shown}
        if days:
            self.show_on_paper(day_paper(days, self._context))

    # Whom to invite, and when

    def _invite(self, slot: SlotView | None) -> None:
        """Ask whom to invite; `slot` was chosen before."""
        self._slot, self._inviting = slot, PAGE
        self._read_to_invite()

    def _read_to_invite(self) -> None:
        self._context.run(to_invite, self._context.actor).then(self._show_whom)

    def _read_more_to_invite(self) -> None:
        self._inviting += PAGE
        self._read_to_invite()

    @Slot(object)
    def _show_whom(self, rows: tuple[RequestRow, ...]) -> None:
        self.stack.setCurrentWidget(self.choose_page)
        self.choose_page.show_requests(rows[: self._inviting], self._slot, more=len(rows) > self._inviting)

    @Slot(object)
    def _booked(self, appointment: Appointment) -> None:
        at = moment(appointment.starts_at, self._context.desk.office.zone)
        words = tr("Moved to {moment}.") if self.booking.moving else tr("Booked: {moment}.")
        next_step = tr("Next, make a new invitation.") if self.booking.moving else tr("Next, make the invitation.")
        self.open(appointment.id, strong(words.format(moment=at)), next_step)

    def _back_from_booking(self) -> None:
        """Return to where booking began: the appointment to be moved, or whom to invite."""
        if self.booking.moving:
            self._reopen()
        else:
            self._invite(self._slot)

    # One appointment

    @Slot(object)
    def open(self, id: AppointmentId, *said: str) -> None:
        """Open one appointment; `said` reports the last action."""
        self._said = said
        self.read(id).then(self._show_opened)

    def read(self, id: AppointmentId) -> Running[AppointmentView]:
        """Read one appointment."""
        return self._context.run(open_appointment, self._context.actor, id)

    @Slot(object)
    def _show_opened(self, view: AppointmentView) -> None:
        self.stack.setCurrentWidget(self.page)
        self.show_again(view)

    def show_again(self, view: AppointmentView) -> None:
        """Show the appointment that is open as it is now."""
        self.page.show_appointment(view, *self._said)

    @Slot()
    def _reopen(self) -> None:
        self.open(self._view.found.row.id)

    def _ask_why(self) -> None:
        self.stack.setCurrentWidget(self.call_off_page)
        self.call_off_page.show_appointment(self._view)

    @Slot()
    def _called_off(self) -> None:
        self._back()
        self.list_page.banner.set_parts(*self.call_off_page.said)

    def _back(self) -> None:
        self.list_page.reading = True
        self.stack.setCurrentWidget(self.list_page)
        self.list_page.rest_on(self.list_page.pane.shown)
        self.load()
