"""Appointments: the calendar, one appointment, whom to invite, choosing a slot, calling off, the letter.

The calendar has a week at one desk or a day at all of them, with appointments and free slots. It is a grid where there
is room, else a list. A list of several days counts the free slots, and opens their day; a list of one day has a row for
each free slot. An appointment that is open follows what other PCs do with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from typing import TypeVar
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from desktop.application.appointments import calendar
from desktop.application.ports.reading import RequestRow
from desktop.application.requests.listing import PAGE, to_invite
from desktop.application.sessions.views import TodayRow
from desktop.application.shared.lists import search_appointments
from desktop.domain.appointments import LENGTHS, Appointment, Closed
from desktop.domain.requests.letters import LetterKind
from desktop.domain.shared.ids import AppointmentId
from desktop.ui.appointments.appointment_pages import AppointmentPage, BookingPage, ChoosePage, FoundPage
from desktop.ui.appointments.grid import SlotsView, day_grid, named, shown, week_grid
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import SecondaryButton
from desktop.ui.kit.forms.choices import Segmented
from desktop.ui.kit.layouts import FlowLayout, column_in
from desktop.ui.kit.lists import Table
from desktop.ui.kit.progress import Empty
from desktop.ui.kit.rows import Row
from desktop.ui.kit.style import scaled
from desktop.ui.kit.text import strong
from desktop.ui.letters.letter_page import LetterPage
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import FollowingPlace, ListPage, Searching, StepPage
from desktop.ui.running.tasks import Running
from desktop.ui.sessions.check_in_page import CallOffPage
from desktop.words import counted, tr
from desktop.words.formatting import day, moment, time_of_day, weekday_and_day

ROOM_FOR_TIMES, ROOM_FOR_COLUMN = 90, 118
"""The least width in pixels of the times, and of each other column: below it, a grid would break words."""


class CalendarPane(QWidget):
    """The days of the calendar. Emits `opened` with what is chosen."""

    opened = Signal(object)
    """With a `SlotView` that is free, a `TodayRow` that is booked, or a date: one of several days."""

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self._zone = zone
        self._columns = 0
        self.grid = SlotsView(tr("Calendar"))
        empty = Empty(tr("The office is closed."), tr("Choose another day."))
        self.table = Table(
            tr("Appointments and free times"), (tr("When"), tr("Who, or what is free")), weights=(2, 3), empty=empty
        )
        column_in(self, self.grid, self.table)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.grid.opened.connect(lambda cell: self.opened.emit(cell.chosen))
        self.table.opened.connect(self.opened)
        self.table.hide()

    def show_calendar(self, view: calendar.CalendarView, desk: calendar.CounterView) -> None:
        """Show one day at every desk, or several days at one desk."""
        grid = day_grid(view, self._zone) if len(view.days) == 1 else week_grid(view, desk, self._zone)
        self._columns = len(grid.headings)
        self.grid.show_grid(grid)
        self.table.show_rows(rows_of(view, desk, self._zone))
        self._choose_form()

    @property
    def shown(self) -> QWidget:
        """The view on screen: it takes the keyboard focus for the calendar."""
        return self.table.view if self.table.isVisibleTo(self) else self.grid

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose_form()

    def _choose_form(self) -> None:
        """Choose grid or list, and move the keyboard focus with it."""
        narrow = self.width() < scaled(ROOM_FOR_TIMES + self._columns * ROOM_FOR_COLUMN)
        if narrow == self.table.isVisibleTo(self):
            return
        had = self.grid.hasFocus() or self.table.view.hasFocus()
        self.grid.setVisible(not narrow)
        self.table.setVisible(narrow)
        if had:
            self.shown.setFocus()


def rows_of(view: calendar.CalendarView, desk: calendar.CounterView, zone: ZoneInfo) -> list[Row]:
    """Return the days as a list, in order of time."""
    if len(view.days) == 1:
        day = view.days[0]
        things: list[TodayRow | calendar.SlotView] = [*shown(day), *day.free]
        return [_row(thing, zone) for thing in sorted(things, key=_starts)]
    rows = []
    for day in view.days:
        rows += [_row(found, zone, day.day) for found in shown(day) if found.row.desk == desk.id]
        rows.append(_free_of(day, desk))
    return rows


def _row(thing: TodayRow | calendar.SlotView, zone: ZoneInfo, day: date | None = None) -> Row:
    at = time_of_day(_starts(thing), zone)
    when = f"{weekday_and_day(day)}, {at}" if day else at
    if isinstance(thing, calendar.SlotView):
        return Row(thing, (when, tr("Free, {desk}").format(desk=thing.desk.name)))
    return Row(thing, (when, named(thing, zone)), attention=True)


def _free_of(day: calendar.DayView, desk: calendar.CounterView) -> Row:
    free = sum(slot.desk == desk for slot in day.free)
    if isinstance(day.hours, Closed):
        said = tr("Public holiday") if day.hours is Closed.PUBLIC_HOLIDAY else tr("Closed")
    else:
        said = counted(free, "1 free time", "{n} free times") if free else tr("Nothing is free")
    return Row(day.day, (weekday_and_day(day.day), said))


def _starts(thing: TodayRow | calendar.SlotView) -> datetime:
    return thing.row.starts_at if isinstance(thing, TodayRow) else thing.starts_at


WEEK, DAY = "week", "day"


class CalendarPage(ListPage):
    """The calendar page. Emits `wanted` for other days (`asked`), `opened` for what is chosen; `submitted` begins a
    booking.
    """

    wanted = Signal()
    opened = Signal(object)
    """With a `SlotView` that is free, or a `TodayRow` that is booked."""

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Appointments"), primary=tr("Book an appointment"), wide=True)
        self._mode = WEEK
        self._desk: str | None = None
        self._view: calendar.CalendarView | None = None
        office, now = context.desk.office, context.desk.clock.now()
        self._day = now.astimezone(office.zone).date()
        self._minutes = context.desk.policy.appointments.usual_minutes
        self.banner = Banner("success")
        self.pane = CalendarPane(office.zone)
        self.table = self.pane.table
        self.pin(self.banner)
        self.add(self._make_controls(), self.pane)
        self.find_link = self.add_link(tr("Find an appointment"))
        self.paper_link = self.add_link(tr("Print the appointments"))
        self.pane.opened.connect(self._open)

    @property
    def shown(self) -> Sequence[calendar.DayView]:
        """The days shown, in order; none before they were read."""
        if self._view is None:
            return ()
        return (self._view if self._mode == DAY else _without_empty_weekend(self._view)).days

    @property
    def asked(self) -> tuple[date, int, int]:
        """The first of the days chosen now, how many they are, and the length of slots in minutes."""
        if self._mode == DAY:
            return self._day, 1, self._minutes
        return self._day - timedelta(days=self._day.weekday()), 7, self._minutes

    def show_calendar(self, view: calendar.CalendarView) -> None:
        """Show these days."""
        self._view = view
        self._show_desks(view)
        if self._mode == DAY:
            self.set_lead(
                tr("{day}. Choose a free time, or an appointment.").format(day=weekday_and_day(view.days[0].day))
            )
        else:
            self.set_lead(tr("Week of {day}. Choose a free time, or an appointment.").format(day=day(view.days[0].day)))
            view = _without_empty_weekend(view)
        self.pane.show_calendar(view, self._shown_desk(view))
        if self.isVisible() and QApplication.focusWidget() in (None, self.primary):
            self.rest_on(self.pane.shown)  # the days came after the page was shown

    def go_to(self, when: date) -> None:
        """Go to the day, or the week, of a date."""
        self._day = when
        self._ask()

    def _ask(self) -> None:
        """Ask for the chosen days, and clear the message about the last action."""
        self.banner.set_parts()
        self.wanted.emit()

    def _make_controls(self) -> QWidget:
        controls = QWidget()
        self._row = FlowLayout(controls, gap=18, row_gap=12)
        self.mode = Segmented(tr("Show"), ((WEEK, tr("Week")), (DAY, tr("Day"))))
        self.before, self.today, self.after = (
            SecondaryButton(words) for words in (tr("Earlier"), tr("Today"), tr("Later"))
        )
        self._name_buttons()
        lengths = sorted({*LENGTHS, self._minutes})
        choices = [(str(each), tr("{n} min").format(n=each)) for each in lengths]
        self.length = Segmented(tr("Free for"), choices, str(self._minutes))
        self.desks: Segmented | None = None
        self._row.add(self.before, self.today, self.after, self.mode, self.length)
        self.before.clicked.connect(lambda: self._step(-1))
        self.after.clicked.connect(lambda: self._step(1))
        self.today.clicked.connect(self._to_today)
        self.mode.chosen.connect(self._change_mode)
        self.length.chosen.connect(self._change_length)
        return controls

    def _name_buttons(self) -> None:
        week = self._mode == WEEK
        self.before.setAccessibleName(tr("Earlier: the week before") if week else tr("Earlier: the day before"))
        self.today.setAccessibleName(tr("Today: this week") if week else tr("Today"))
        self.after.setAccessibleName(tr("Later: the week after") if week else tr("Later: the day after"))

    def _show_desks(self, view: calendar.CalendarView) -> None:
        """Offer a choice of desks for the week, where there are several."""
        ids = [desk.id for desk in view.counters]
        if self._desk not in ids:
            self._desk = ids[0]
        if self.desks is None and len(ids) > 1:
            choices = [(desk.id, desk.name) for desk in view.counters]
            self.desks = Segmented(tr("Desk"), choices, self._desk)
            self.desks.chosen.connect(self._change_desk)
            self._row.addWidget(self.desks)
        if self.desks is not None:
            self.desks.setVisible(self._mode == WEEK)

    def _shown_desk(self, view: calendar.CalendarView) -> calendar.CounterView:
        return next(desk for desk in view.counters if desk.id == self._desk)

    def _step(self, by: int) -> None:
        self.go_to(self._day + timedelta(days=by * (7 if self._mode == WEEK else 1)))

    def _to_today(self) -> None:
        if self._view is not None:
            self.go_to(self._view.today)

    def _change_mode(self, mode: str) -> None:
        self._mode = mode
        self.mode.set_chosen(mode)
        self._name_buttons()
        self._ask()

    def _change_length(self, minutes: str) -> None:
        self._minutes = int(minutes)
        self.length.set_chosen(minutes)
        self._ask()

    def _change_desk(self, desk: str) -> None:
        assert self.desks is not None and self._view is not None
        self._desk = desk
        self.desks.set_chosen(desk)
        self.show_calendar(self._view)

    @Slot(object)
    def _open(self, chosen: object) -> None:
        """Show a day that is opened in a week's list; the rest is opened elsewhere."""
        if isinstance(chosen, date):
            self._day = chosen
            self._change_mode(DAY)
        else:
            self.opened.emit(chosen)


def _without_empty_weekend(view: calendar.CalendarView) -> calendar.CalendarView:
    """Leave out the days on which the office is always closed, unless there is an appointment."""
    days = tuple(day for day in view.days if day.hours is not Closed.CLOSED or shown(day))
    return replace(view, days=days or view.days)


P = TypeVar("P", AppointmentPage, ChoosePage, FoundPage, CallOffPage, BookingPage, LetterPage)


class AppointmentsPlace(FollowingPlace):
    """The appointments place: opens or books what is chosen in the calendar. Pages are built when first needed."""

    list_page: CalendarPage

    def __init__(self, context: Context) -> None:
        self._slot: calendar.SlotView | None = None
        self._said: tuple[str, ...] = ()
        self._inviting = PAGE
        super().__init__(context, CalendarPage(context))
        page = self.list_page
        page.wanted.connect(self.load)
        page.opened.connect(self._open_chosen)
        page.submitted.connect(lambda: self._invite(None))
        page.find_link.clicked.connect(self._find)
        page.paper_link.clicked.connect(self._show_paper)

    def load(self) -> None:
        """Reload the days that are chosen."""
        days = self._context.run(calendar.calendar, self._context.actor, *self.list_page.asked, owner=self)
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
        page.move_link.clicked.connect(lambda: self.booking.begin(self._view.request.id))
        page.call_off_link.clicked.connect(self._ask_why)
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
        Searching(self._context, page, page.search, search_appointments).found.connect(page.show_found)
        page.table.opened.connect(self.open)
        return page

    @cached_property
    def call_off_page(self) -> CallOffPage:
        """The page that asks why an appointment is cancelled."""
        page = self._over(CallOffPage(self._context, tr("Back")), self._reopen)
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
    def _view(self) -> calendar.AppointmentView:
        assert self.page.view is not None
        return self.page.view

    # The calendar

    @Slot(object)
    def _open_chosen(self, chosen: calendar.SlotView | TodayRow) -> None:
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

    def _invite(self, slot: calendar.SlotView | None) -> None:
        """Ask whom to invite; `slot` was chosen before."""
        self._slot, self._inviting = slot, PAGE
        self._read_to_invite()

    def _read_to_invite(self) -> None:
        self._context.run(to_invite, self._context.actor).then(self._show_whom)

    def _read_more_to_invite(self) -> None:
        self._inviting += PAGE
        self._read_to_invite()

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
        self._read(id).then(self._show_opened)

    def _read(self, id: AppointmentId) -> Running[calendar.AppointmentView]:
        return self._context.run(calendar.open_appointment, self._context.actor, id)

    def id_of(self, view: calendar.AppointmentView) -> str:
        return view.found.row.id

    def read_again(self, view: calendar.AppointmentView) -> Running[calendar.AppointmentView]:
        return self._read(view.found.row.id)

    def _show_opened(self, view: calendar.AppointmentView) -> None:
        self.stack.setCurrentWidget(self.page)
        self.show_again(view)

    def show_again(self, view: calendar.AppointmentView) -> None:
        self.page.show_appointment(view, *self._said)

    @Slot()
    def _reopen(self) -> None:
        self.open(self._view.found.row.id)

    def _ask_why(self) -> None:
        self.stack.setCurrentWidget(self.call_off_page)
        row, zone = self._view.found.row, self._context.desk.office.zone
        self.call_off_page.set_heading(tr("Cancel: {reference}").format(reference=row.reference))
        self.call_off_page.set_lead(f"{row.shown_name}, {moment(row.starts_at, zone)}")
        self.call_off_page.ask(row, was_due=self._view.may_be_missed)

    @Slot()
    def _called_off(self) -> None:
        self._back()
        self.list_page.banner.set_parts(*self.call_off_page.said)

    def _back(self) -> None:
        self.list_page.reading = True
        self.stack.setCurrentWidget(self.list_page)
        self.list_page.rest_on(self.list_page.pane.shown)
        self.load()
