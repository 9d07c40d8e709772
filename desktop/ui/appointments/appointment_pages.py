"""The pages of one appointment: what is known of it, booking and moving it, calling it off; those that a search finds,
and whom to invite next.

A slot is booked by one of the first free ones, or by another day and time that is typed. The first is preselected: for
most people it is one press. An unusual slot must be ticked before it is booked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import Signal

from desktop.application.appointments import calendar
from desktop.application.ports.reading import AppointmentRow, RequestRow
from desktop.application.requests.listing import presses
from desktop.application.sessions.views import Readiness
from desktop.domain.appointments import LENGTHS, AppointmentStatus, Unusual
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import DeskId, RequestId
from desktop.domain.shared.kinds import Kind
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.facts import Sheet
from desktop.ui.kit.forms.choices import Choice, ChoiceField, TicksField
from desktop.ui.kit.forms.date_field import DateField, read_time
from desktop.ui.kit.forms.fields import Field, TextField
from desktop.ui.kit.forms.page import Page
from desktop.ui.kit.lists import Table
from desktop.ui.kit.progress import Empty
from desktop.ui.kit.rows import Row
from desktop.ui.kit.text import strong
from desktop.ui.running.context import Context, ask_who
from desktop.ui.running.pages_place import RecordPage, SearchPage, StepPage
from desktop.ui.running.tasks import Running
from desktop.words import counted, tr
from desktop.words.codes import words
from desktop.words.errors import problems_of
from desktop.words.formatting import day, moment, spoken
from desktop.words.requests import due_words, next_words
from desktop.words.sessions import adjustment_lines


class AppointmentPage(RecordPage):
    """One appointment. `submitted` makes the invitation. Emits `back`."""

    view: calendar.AppointmentView | None = None
    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__("", primary=tr("Make the invitation"))
        self._zone = context.desk.office.zone
        self.done, self.late, self.not_yet = Banner("success"), Banner("notice"), Banner("notice")
        self.sheet = Sheet()
        self.add(self.done, self.late, self.not_yet, self.sheet)
        self.move_link = self.add_link(tr("Move it"))
        self.call_off_link = self.add_link(tr("Cancel it"))
        self.back_link = self.add_link(tr("Back to the calendar"), self.back.emit)

    def show_appointment(self, view: calendar.AppointmentView, *said: str) -> None:
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

    def _not_yet(self, view: calendar.AppointmentView) -> tuple[str, ...]:
        """Say why the invitation cannot be made yet; a colleague never gets one."""
        if not view.may_change or view.may_invite or view.request.kind is Kind.INTERNAL:
            return ()
        return (tr("The invitation can be made when the copy is approved."),)

    def _facts(self, view: calendar.AppointmentView) -> list[tuple[str, str]]:
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

    def _too_late(self, view: calendar.AppointmentView) -> tuple[str, ...]:
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

    def show_requests(self, rows: Sequence[RequestRow], slot: calendar.SlotView | None, *, more: bool = False) -> None:
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


OTHER = "other"
CAN_BE_MEANT = {code: unusual for unusual, code in calendar.REFUSED.items() if unusual is not Unusual.PAST}


class BookingPage(StepPage):
    """Booking and moving: `ready` with free slots, `done(Appointment)` once it is booked or moved."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, primary=tr("Book it"))
        self._zone = context.desk.office.zone
        self._view: calendar.BookingView | None = None
        self._slot: calendar.SlotView | None = None
        self._slots: dict[str, calendar.SlotView] = {}
        self._unusual: frozenset[Unusual] = frozenset()
        self.length = ChoiceField("minutes", tr("How long?"), (), across=True)
        self.slot = ChoiceField("starts_at", tr("When?"), ())
        self.on = DateField("on", tr("Which day?"))
        self.time = TextField("time", tr("At what time?"), tr("For example, 2:30pm or 14:30."), letters=10, free=False)
        self.desk = ChoiceField("desk", tr("At which desk?"), (), across=True)
        self.meant = TicksField("meant", tr("Book it anyway?"), (Choice("meant", tr("Yes, book it anyway")),))
        self.add(self.length, self.slot, self.on, self.time, self.desk, self.meant)
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)
        self.slot.edited.connect(self._chosen)
        self.length.edited.connect(self._length_chosen)
        for typed in (self.on, self.time, self.desk):
            typed.edited.connect(self._forget_meant)

    @property
    def moving(self) -> bool:
        """Whether the request is booked already, so that this moves it."""
        return self._view is not None and self._view.moves is not None

    def begin(self, request: RequestId, slot: calendar.SlotView | None = None) -> Running[calendar.BookingView]:
        """Propose slots for a request; `slot` was chosen in the calendar."""
        self._slot = slot
        return self._propose(request, None).then(self._begun)

    def _propose(self, request: RequestId, minutes: int | None) -> Running[calendar.BookingView]:
        return self._context.run(calendar.proposals, self._context.actor, request, minutes, self._slot)

    def _begun(self, view: calendar.BookingView) -> None:
        self.show_booking(view)
        self.ready.emit()
        self.begin_at_the_slots()

    def show_booking(self, view: calendar.BookingView) -> None:
        """Propose slots; one chosen in the calendar comes first."""
        self._view = view
        self._show_who(view)
        self._show_length(view.minutes)
        self.length.set_hint(_asked_for(view))
        slots = [*([view.chosen] if view.chosen else []), *view.slots]
        self._slots = {str(n): slot for n, slot in enumerate(dict.fromkeys(slots))}
        choices = [Choice(key, self._named(slot), self._too_late(slot)) for key, slot in self._slots.items()]
        self.slot.set_choices((*choices, Choice(OTHER, tr("Another time"))))
        self.slot.set_hint(_none_free(view, taken=self._slot is not None and view.chosen is None))
        self.slot.set_value(next(iter(self._slots), OTHER))
        self.desk.set_choices(tuple(Choice(desk.id, desk.name) for desk in view.counters))
        self.desk.set_value(view.moves.desk if view.moves else view.counters[0].id)
        self.on.set_value(None)
        self.time.set_value("")
        self.set_problems(())
        self._chosen()

    def _show_length(self, minutes: int) -> None:
        """Show a length that nobody chose here: the one shown before is offered too, and is not asked for again."""
        self.length.blockSignals(True)
        self.length.set_choices(tuple(Choice(str(each), spoken(each * 60)) for each in sorted({*LENGTHS, minutes})))
        self.length.set_value(str(minutes))
        self.length.blockSignals(False)

    def begin_at_the_slots(self) -> None:
        """Focus the slots, with the page scrolled to the top."""
        self.rest_on(self.slot.focus_target())

    def show_problems(self, error: FieldsError, who: str = "") -> None:
        """Show what prevents the booking; show the boxes that confirm an unusual booking is intended.

        `who`: who was quicker, in a sentence.
        """
        unusual = {CAN_BE_MEANT[code] for code in error.problems.values() if code in CAN_BE_MEANT}
        if not unusual:
            self.set_problems_by_name({name: f"{said} {who}".strip() for name, said in problems_of(error).items()})
            return
        self._unusual |= unusual
        self.meant.show()
        self.meant.set_value(())
        self.set_problems([(self.meant, words) for words in problems_of(error).values()])

    def _show_who(self, view: calendar.BookingView) -> None:
        reference = view.request.reference
        due = view.request.due_on
        answer = tr("The answer is due on {day}.").format(day=day(due)) if due else ""
        if view.moves is None:
            self.set_heading(tr("Invite: {reference}").format(reference=reference))
            self.set_lead(f"{view.request.shown_name}.", answer)
            self.primary.set_words(tr("Book it"))
            return
        self.set_heading(tr("Move the appointment: {reference}").format(reference=reference))
        now = moment(view.moves.starts_at, self._zone)
        at = tr("{who}. It is booked for {moment}.").format(who=view.request.shown_name, moment=now)
        self.set_lead(at, answer)
        self.primary.set_words(tr("Move it"))

    def _named(self, slot: calendar.SlotView) -> str:
        return f"{moment(slot.starts_at, self._zone)}, {slot.desk.name}"

    def _too_late(self, slot: calendar.SlotView) -> str:
        return "" if slot.in_time else tr("This is not before the day the answer is due.")

    def _length_chosen(self) -> None:
        """Report a length chosen by the user; showing one changes nothing."""
        minutes = int(self.length.value() or 0)
        if self._view is not None and minutes != self._view.minutes:
            self._propose(self._view.request.id, minutes).then(self.show_booking)

    def _chosen(self) -> None:
        assert self._view is not None
        other = self.slot.value() == OTHER
        for typed in (self.on, self.time):
            typed.setVisible(other)
        self.desk.setVisible(other and len(self._view.counters) > 1)
        self._forget_meant()

    def _forget_meant(self) -> None:
        """Clear the ticks: they were for another slot."""
        self._unusual = frozenset()
        self.meant.set_value(())
        self.meant.hide()

    def _submit(self) -> None:
        ticked = self._unusual if self.meant.value() else frozenset()
        minutes = int(self.length.value() or 0)
        slot = self._slots.get(self.slot.value() or "")
        if slot is not None:
            self.set_problems(())
            self._book(slot.desk.id, slot.starts_at, minutes, ticked)
            return
        problems: list[tuple[Field, str]] = []
        on, at = self.on.value(), read_time(self.time.value())
        if on is None:
            problems.append((self.on, tr("Type a day, a month and a year, such as 14 8 2026.")))
        if at is None:
            problems.append((self.time, tr("Type a time, such as 2:30pm.")))
        self.set_problems(problems)
        if on is not None and at is not None:
            starts_at = datetime.combine(on, at, self._zone)
            self._book(DeskId(self.desk.value() or ""), starts_at, minutes, ticked)

    def _book(self, desk: DeskId, starts_at: datetime, minutes: int, meant: frozenset[Unusual]) -> None:
        view, actor, slot = self._view, self._context.actor, (desk, starts_at, minutes, meant)
        assert view is not None
        if view.moves is None:
            self.carry_out(calendar.BookAppointment(actor, view.request.id, *slot))
        else:
            self.carry_out(calendar.MoveAppointment(actor, view.moves.id, view.moves.starts_at, *slot))

    def refuse(self, error: ListeningRoomError) -> None:
        if not isinstance(error, FieldsError):
            super().refuse(error)
            return
        self.allow_press()
        if not ask_who(self._context, error, partial(self.show_problems, error), self):
            self.show_problems(error)


def _asked_for(view: calendar.BookingView) -> str:
    """Say what they asked for, and that it is why more time is offered."""
    asked = "; ".join(adjustment_lines(view.needs, view.adjustments))
    said = tr("They asked for: {adjustments}.").format(adjustments=asked) if asked else ""
    return f"{said} {tr('So it is longer than usual.')}" if view.extra else said


def _none_free(view: calendar.BookingView, *, taken: bool) -> str:
    if not view.slots:
        return tr("Nothing that long is free in the next few weeks. Type another time.")
    return tr("The time chosen in the calendar is not free for that long.") if taken else ""
