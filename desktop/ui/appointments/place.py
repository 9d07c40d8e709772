"""Appointments: the calendar, one appointment, whom to invite, choosing a slot, calling off, the letter.

An appointment that is open follows what other PCs do with it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.appointments.calendar import (
    AppointmentView,
    CalendarView,
    SlotView,
    calendar,
    open_appointment,
)
from desktop.application.ports.reading import RequestRow
from desktop.application.requests.listing import PAGE, to_invite
from desktop.application.sessions.checking_in import CallOff
from desktop.application.sessions.views import TodayRow
from desktop.application.shared.lists import search_appointments
from desktop.domain.appointments import Appointment
from desktop.domain.requests.letters import LetterKind
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import AppointmentId, RequestId
from desktop.errors import ListeningRoomError
from desktop.ui.appointments.appointment_pages import AppointmentPage, CallOffPage, ChoosePage, FoundPage
from desktop.ui.appointments.booking import Booking
from desktop.ui.appointments.calendar_page import Asked, CalendarPage
from desktop.ui.kit.accessible import StackOfPages
from desktop.ui.kit.page import Page
from desktop.ui.kit.text import strong
from desktop.ui.letters.letter_making import LetterMaking
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import OpenPage, PagesPlace, Searching
from desktop.words import tr
from desktop.words.formatting import moment


class AppointmentsPresenter(QObject):
    """The presenter of the days, whom to invite, and one appointment."""

    loaded = Signal(CalendarView)
    inviting = Signal(tuple, bool)
    opened = Signal(AppointmentView)
    called_off = Signal(Outcome)
    failed = Signal(ListeningRoomError)

    def __init__(self, context: Context, asked: Asked, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._asked = context, asked
        self._shown = PAGE
        self._outcome = Outcome.CANCELLED

    def load(self, asked: Asked | None = None) -> None:
        """Reload the days last asked for, or load others."""
        self._asked = asked or self._asked
        _desk, days = self._context.desk, (self._asked.first, self._asked.days, self._asked.minutes)
        self._context.run(calendar, self._context.actor, *days, owner=self).then(self.loaded.emit)

    def load_to_invite(self) -> None:
        """Load the approved requests without an invitation: the first of them."""
        self._shown = PAGE
        self._read_to_invite()

    def load_more_to_invite(self) -> None:
        """Show more of them than so far."""
        self._shown += PAGE
        self._read_to_invite()

    def _read_to_invite(self) -> None:
        self._context.run(to_invite, self._context.actor).then(self._inviting)

    def open(self, id: AppointmentId) -> None:
        """Load one appointment."""
        self._context.run(open_appointment, self._context.actor, id, owner=self).then(self.opened.emit)

    def again(self, id: AppointmentId, then: Callable[[AppointmentView], object]) -> None:
        """Read an appointment that is open as it is now, for its page."""
        self._context.run(open_appointment, self._context.actor, id).then(then)

    def call_off(self, id: AppointmentId, outcome: Outcome) -> None:
        """Call off an appointment."""
        _desk, self._outcome = self._context.desk, outcome
        self._context.run(CallOff(self._context.actor, id, outcome)).then(self._called_off).otherwise(self.failed.emit)

    @Slot(object)
    def _inviting(self, rows: tuple[RequestRow, ...]) -> None:
        self.inviting.emit(rows[: self._shown], len(rows) > self._shown)

    @Slot(object)
    def _called_off(self, _: None) -> None:
        self.called_off.emit(self._outcome)


class OpenAppointment(OpenPage):
    """The page in the place of the appointments."""

    def __init__(
        self,
        stack: StackOfPages,
        presenter: AppointmentsPresenter,
        page_of: Callable[[], AppointmentPage | None],
        show: Callable[[AppointmentView], object],
    ) -> None:
        """`page_of`: returns the page, once something was opened."""
        super().__init__(stack)
        self._presenter, self._page_of, self._show = presenter, page_of, show

    def page(self) -> AppointmentPage | None:
        page = self._page_of()
        return page if page is not None and self._stack.currentWidget() is page else None

    def read(self) -> None:
        page = self.page()
        if page is not None and page.view is not None:
            self._presenter.again(page.view.found.row.id, self._read)

    def _read(self, view: AppointmentView) -> None:
        page = self.page()
        if page is not None and page.view is not None and page.view.found.row.id == view.found.row.id:
            self.take(is_new=view != page.view, show=lambda: self._show(view))


class AppointmentsPlace(PagesPlace):
    """The appointments place: opens or books what is chosen in the calendar. Pages are built when first needed."""

    list_page: CalendarPage
    presenter: AppointmentsPresenter

    def __init__(self, context: Context) -> None:
        self._slot: SlotView | None = None
        self._said: tuple[str, ...] = ()
        calendar = CalendarPage(context)
        super().__init__(context, calendar)
        self.presenter = AppointmentsPresenter(context, calendar.asked, self)
        opened = partial(self.__dict__.get, "page")  # None while it is not built
        self.open_page = OpenAppointment(self.stack, self.presenter, opened, self.show_again)
        self._connect()

    def load(self) -> None:
        """Reload the list."""
        self.presenter.load()

    def _connect(self) -> None:
        presenter, calendar = self.presenter, self.list_page
        presenter.loaded.connect(self._show_calendar)
        presenter.inviting.connect(self._show_whom)
        presenter.opened.connect(self._show_appointment)
        presenter.called_off.connect(self._called_off)
        presenter.failed.connect(self._failed)
        calendar.wanted.connect(presenter.load)
        calendar.free_opened.connect(self._open_free)
        calendar.booked_opened.connect(self._open_booked)
        calendar.submitted.connect(lambda: self._invite(None))
        calendar.find_wanted.connect(self._find)
        calendar.paper_wanted.connect(self._show_paper)

    @cached_property
    def page(self) -> AppointmentPage:
        """The page of one appointment."""
        page = AppointmentPage(self._context)
        self.stack.addWidget(page)
        page.letter_wanted.connect(self._write)
        page.move_wanted.connect(self._move)
        page.call_off_wanted.connect(self._ask_why)
        page.back.connect(self._back)
        return page

    @cached_property
    def choose_page(self) -> ChoosePage:
        """The page that asks who to invite."""
        page = ChoosePage(self._context)
        self.stack.addWidget(page)
        page.table.more_wanted.connect(self.presenter.load_more_to_invite)
        page.chosen.connect(self._chosen)
        page.back.connect(self._back)
        return page

    @cached_property
    def found_page(self) -> FoundPage:
        """The search for appointments."""
        page = FoundPage(self._context)
        self.stack.addWidget(page)
        searching = Searching(self._context, search_appointments, self)
        searching.serve(page)
        searching.found.connect(page.show_found)
        page.search.ended.connect(page.begin)
        page.chosen.connect(self._open_found)
        page.back.connect(self._back)
        return page

    @cached_property
    def call_off_page(self) -> CallOffPage:
        """The page that asks why an appointment is cancelled."""
        page = CallOffPage(self._context)
        self.stack.addWidget(page)
        page.called_off.connect(self._call_off)
        page.back.connect(self._back_to_appointment)
        return page

    @cached_property
    def booking(self) -> Booking:
        """Booking or moving an appointment."""
        booking = Booking(self._context, self)
        self.stack.addWidget(booking.page)
        booking.ready.connect(lambda: self._turn_to(booking.page))
        booking.done.connect(self._booked)
        booking.page.back.connect(self._back_from_booking)
        return booking

    @cached_property
    def letters(self) -> LetterMaking:
        """Making the invitation."""
        letters = LetterMaking(self._context, self)
        self.stack.addWidget(letters.page)
        letters.ready.connect(lambda: self._turn_to(letters.page))
        letters.page.back.connect(self._back_to_appointment)
        return letters

    @property
    def _view(self) -> AppointmentView:
        assert self.page.view is not None
        return self.page.view

    def _turn_to(self, page: Page) -> None:
        self.stack.setCurrentWidget(page)

    @Slot(object)
    def _show_calendar(self, view: CalendarView) -> None:
        self.list_page.show_calendar(view)

    @Slot(SlotView)
    def _open_free(self, slot: SlotView) -> None:
        self.list_page.banner.set_parts()
        self._invite(slot)

    @Slot(TodayRow)
    def _open_booked(self, booked: TodayRow) -> None:
        self.list_page.banner.set_parts()
        self._said = ()
        self.presenter.open(booked.row.id)

    def _find(self) -> None:
        self._turn_to(self.found_page)
        self.found_page.begin()

    @Slot()
    def _show_paper(self) -> None:
        from desktop.ui.sessions.day_paper import day_paper  # at its first use

        days = {day.day: [found.row for found in day.rows] for day in self.list_page.shown}
        if days:
            self.show_on_paper(day_paper(days, self._context))

    @Slot(object)
    def _open_found(self, id: AppointmentId) -> None:
        self._said = ()
        self.presenter.open(id)

    def _invite(self, slot: SlotView | None) -> None:
        self._slot = slot
        self.presenter.load_to_invite()

    @Slot(tuple, bool)
    def _show_whom(self, rows: tuple[RequestRow, ...], more: bool) -> None:
        self._turn_to(self.choose_page)
        self.choose_page.show_requests(rows, self._slot, more=more)

    @Slot(object)
    def _chosen(self, request: RequestId) -> None:
        self.booking.begin(request, self._slot)

    @Slot(object)
    def _booked(self, appointment: Appointment) -> None:
        zone = self._context.desk.office.zone
        at = moment(appointment.starts_at, zone)
        words = tr("Moved to {moment}.") if self.booking.moving else tr("Booked: {moment}.")
        next_step = tr("Next, make a new invitation.") if self.booking.moving else tr("Next, make the invitation.")
        self._said = (strong(words.format(moment=at)), next_step)
        self.presenter.open(appointment.id)

    @Slot(object)
    def _show_appointment(self, view: AppointmentView) -> None:
        self._turn_to(self.page)
        self.show_again(view)

    def show_again(self, view: AppointmentView) -> None:
        """Show the appointment that is open as it is now."""
        self.page.show_appointment(view, *self._said)

    @Slot(object)
    def _write(self, kind: LetterKind) -> None:
        self.letters.begin(self._view.request.id, kind)

    def _move(self) -> None:
        self.booking.begin(self._view.request.id)

    def _ask_why(self) -> None:
        self._turn_to(self.call_off_page)
        self.call_off_page.show_appointment(self._view)

    @Slot(object)
    def _call_off(self, outcome: Outcome) -> None:
        self.presenter.call_off(self._view.found.row.id, outcome)

    @Slot(object)
    def _called_off(self, outcome: Outcome) -> None:
        noted = tr("{reference}: nobody came.") if outcome is Outcome.NO_SHOW else tr("{reference} is cancelled.")
        self._back()
        said = strong(noted.format(reference=self._view.found.row.reference))
        self.list_page.banner.set_parts(said, tr("The request stays open; another time can be booked."))

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        if "call_off_page" in self.__dict__:  # not built: nothing was pressed there
            self.call_off_page.primary.setEnabled(True)
        self._context.fail(error)

    def refresh(self) -> None:
        """Reload the days, and clear the message about the last action."""
        self.list_page.banner.set_parts()
        super().refresh()

    def _back_to_appointment(self) -> None:
        self._said = ()
        self.presenter.open(self._view.found.row.id)

    def _back_from_booking(self) -> None:
        """Return to where booking began: the appointment to be moved, or whom to invite."""
        if self.booking.moving:
            self._back_to_appointment()
        else:
            self.presenter.load_to_invite()

    def _back(self) -> None:
        self.list_page.reading = True
        self.stack.setCurrentWidget(self.list_page)
        self.list_page.rest_on(self.list_page.pane.shown)
        self.presenter.load()
