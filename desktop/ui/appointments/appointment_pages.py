"""The pages of one appointment, of calling it off, of those that a search finds, and of whom to invite next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal

from desktop.application.appointments.calendar import AppointmentView, SlotView
from desktop.application.ports.reading import AppointmentRow, RequestRow
from desktop.application.requests.listing import presses
from desktop.application.sessions.views import Readiness
from desktop.domain.appointments import AppointmentStatus
from desktop.domain.requests.letters import LetterKind
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.kinds import Kind
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.facts import Sheet
from desktop.ui.kit.lists import Table
from desktop.ui.kit.page import Page
from desktop.ui.kit.progress import Empty
from desktop.ui.kit.rows import Row
from desktop.ui.kit.text import strong
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import SearchPage
from desktop.ui.sessions.check_in_page import CallingOff
from desktop.words import counted, tr
from desktop.words.codes import words
from desktop.words.formatting import day, moment, spoken
from desktop.words.requests import due_words, next_words
from desktop.words.sessions import adjustment_lines


class AppointmentPage(Page):
    """One appointment. Emits `letter_wanted(LetterKind)`, `move_wanted`, `call_off_wanted` and `back`."""

    letter_wanted = Signal(LetterKind)
    move_wanted = Signal()
    call_off_wanted = Signal()
    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__("", primary=tr("Make the invitation"))
        self._zone = context.desk.office.zone
        self.view: AppointmentView | None = None
        self.done, self.late, self.not_yet = Banner("success"), Banner("notice"), Banner("notice")
        self.sheet = Sheet()
        self.add(self.done, self.late, self.not_yet, self.sheet)
        self.move_link = self.add_link(tr("Move it"), self.move_wanted.emit)
        self.call_off_link = self.add_link(tr("Cancel it"), self.call_off_wanted.emit)
        self.back_link = self.add_link(tr("Back to the calendar"), self.back.emit)
        self.submitted.connect(lambda: self.letter_wanted.emit(LetterKind.INVITATION))

    def show_appointment(self, view: AppointmentView, *said: str) -> None:
        """Show an appointment; `said` reports the last action."""
        self.view = view
        row = view.found.row
        self.set_heading(tr("Appointment: {reference}").format(reference=row.reference))
        self.set_lead(f"{row.shown_name}, {moment(row.starts_at, self._zone)}")
        self.done.set_parts(*said)
        self.late.set_parts(*self._too_late(view))
        self.not_yet.set_parts(*self._not_yet(view))
        self.sheet.show_pairs(self._facts(view))
        self.primary.setVisible(view.may_invite)
        self.move_link.setVisible(view.may_change)
        self.call_off_link.setVisible(view.may_change)
        self.rest_on(self.primary if self.primary.isVisibleTo(self) else self.back_link)

    def _not_yet(self, view: AppointmentView) -> tuple[str, ...]:
        """Say why the invitation cannot be made yet; a colleague never gets one."""
        if not view.may_change or view.may_invite or view.request.kind is Kind.INTERNAL:
            return ()
        return (tr("The invitation can be made when the copy is approved."),)

    def _facts(self, view: AppointmentView) -> list[tuple[str, str]]:
        row = view.found.row
        status = words(view.found.readiness)
        if view.found.readiness is Readiness.DONE and row.session_outcome is not None:
            status = words(row.session_outcome, row.kind)
        until = row.approved_until
        return [
            (tr("When"), moment(row.starts_at, self._zone)),
            (tr("How long"), spoken(row.minutes * 60)),
            (tr("Desk"), row.desk_name),
            (tr("Person"), row.shown_name),
            (tr("Adjustments"), "\n".join(adjustment_lines(row.needs, row.adjustments)) or tr("None known")),
            (tr("Request"), f"{row.reference}: {next_words(view.request)}"),
            (tr("Approved until"), day(until) if until else ""),
            (tr("Answer due"), day(view.request.due_on) if view.request.due_on else ""),
            (tr("Status"), status),
        ]

    def _too_late(self, view: AppointmentView) -> tuple[str, ...]:
        """Return a warning to read before the letter is sent, if there is one."""
        if not view.may_change:
            return ()
        if not view.approval_holds:
            ends = strong(tr("The approval ends before this day."))
            return ends, tr("Offer an earlier time, or ask for a new decision.")
        if view.in_time:
            return ()
        late = strong(tr("This is not before the day the answer is due."))
        return late, tr("Offer a copy, or an earlier time.")


class CallOffPage(CallingOff):
    """The page to call off the appointment shown."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._zone = context.desk.office.zone
        self.add(self.outcome)
        self.add_link(tr("Back"), self.back.emit)

    def show_appointment(self, view: AppointmentView) -> None:
        """Ask about an appointment."""
        row = view.found.row
        self.set_heading(tr("Cancel: {reference}").format(reference=row.reference))
        self.set_lead(f"{row.shown_name}, {moment(row.starts_at, self._zone)}")
        self.ask(row, was_due=view.may_be_missed)


class ChoosePage(Page):
    """The page to choose whom to invite: its table opens a request. Emits `back`."""

    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Who do you want to invite?"), wide=True)
        self._context = context
        columns = (tr("Request"), tr("Person"), tr("Kind"), tr("Due"))
        empty = Empty(
            tr("Nobody is waiting to be invited."), tr("A request is listed here from its approval until it is booked.")
        )
        self.table = Table(tr("Who to invite"), columns, weights=(3, 3, 3, 4), empty=empty)
        self.add(self.table)
        self.back_link = self.add_link(tr("Back to the calendar"), self.back.emit)

    def show_requests(self, rows: Sequence[RequestRow], slot: SlotView | None, *, more: bool = False) -> None:
        """Show the requests fetched so far; `slot` was already chosen."""
        zone = self._context.desk.office.zone
        at = (
            tr("For {moment}, {desk}.").format(moment=moment(slot.starts_at, zone), desk=slot.desk.name) if slot else ""
        )
        self.set_lead(at or tr("Choose a request. Free times come next."))
        today = self._context.desk.today()
        self.table.show_rows([_row(row, today) for row in rows], more=more)
        (self.table.view if rows else self.back_link).setFocus()


def _row(row: RequestRow, today: date) -> Row:
    due = due_words(row.due_on, row.status, today)
    cells = (row.reference, row.shown_name, words(row.kind), due)
    return Row(row.id, cells, attention=presses(row.due_on, row.status, today))


class FoundPage(SearchPage):
    """The search for an appointment."""

    def __init__(self, context: Context) -> None:
        self._zone = context.desk.office.zone
        columns = (tr("When"), tr("Person"), tr("Request"), tr("Desk"), tr("State"))
        table = Table(tr("Appointments that were found"), columns, weights=(4, 4, 3, 2, 3))
        lead, back = tr("Past appointments are found too."), tr("Back to the calendar")
        super().__init__(tr("Find an appointment"), lead, table, back)

    def show_found(self, rows: Sequence[AppointmentRow]) -> None:
        """Show the appointments, the newest first."""
        told = counted(len(rows), "1 appointment was found.", "{n} appointments were found.")
        self.show_rows(told if rows else tr("No appointment was found."), [self._row(row) for row in rows])

    def _row(self, row: AppointmentRow) -> Row:
        at = moment(row.starts_at, self._zone)
        return Row(row.id, (at, row.shown_name, row.reference, row.desk_name, _state(row)))


def _state(row: AppointmentRow) -> str:
    if row.session_outcome is not None:
        return words(row.session_outcome)
    match row.status:
        case AppointmentStatus.CANCELLED:
            return words(Outcome.CANCELLED)
        case AppointmentStatus.NO_SHOW:
            return words(Outcome.NO_SHOW)
        case AppointmentStatus.ATTENDED:
            return tr("Under way, or interrupted")
        case _:
            return tr("Booked")
