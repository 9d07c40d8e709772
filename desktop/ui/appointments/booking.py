"""Choosing and booking a slot: the first free ones to press, or another day and time to type.

The first is preselected: for most people it is one press. An unusual slot must be ticked before it is booked.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import Slot

from desktop.application.appointments.calendar import (
    REFUSED,
    BookAppointment,
    BookingView,
    MoveAppointment,
    SlotView,
    proposals,
)
from desktop.domain.appointments import LENGTHS, Unusual
from desktop.domain.shared.ids import DeskId, RequestId
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.kit.choices import Choice, ChoiceField, TicksField
from desktop.ui.kit.date_field import DateField, read_time
from desktop.ui.kit.fields import Field, TextField
from desktop.ui.running.context import Context, ask_who
from desktop.ui.running.pages_place import StepPage
from desktop.ui.running.tasks import Running
from desktop.words import tr
from desktop.words.errors import problems_of
from desktop.words.formatting import day, moment, spoken
from desktop.words.sessions import adjustment_lines

OTHER = "other"
CAN_BE_MEANT = {code: unusual for unusual, code in REFUSED.items() if unusual is not Unusual.PAST}


class BookingPage(StepPage):
    """Booking and moving: `ready` with free slots, `done(Appointment)` once it is booked or moved."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, primary=tr("Book it"))
        self._zone = context.desk.office.zone
        self._view: BookingView | None = None
        self._slot: SlotView | None = None
        self._slots: dict[str, SlotView] = {}
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

    def begin(self, request: RequestId, slot: SlotView | None = None) -> None:
        """Propose slots for a request; `slot` was chosen in the calendar."""
        self._slot = slot
        self._propose(request, None).then(self._begun)

    def _propose(self, request: RequestId, minutes: int | None) -> Running[BookingView]:
        return self._context.run(proposals, self._context.actor, request, minutes, self._slot)

    @Slot(object)
    def _begun(self, view: BookingView) -> None:
        self.show_booking(view)
        self.ready.emit()
        self.begin_at_the_slots()

    @Slot(object)
    def show_booking(self, view: BookingView) -> None:
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

    def _show_who(self, view: BookingView) -> None:
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

    def _named(self, slot: SlotView) -> str:
        return f"{moment(slot.starts_at, self._zone)}, {slot.desk.name}"

    def _too_late(self, slot: SlotView) -> str:
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
            self.carry_out(BookAppointment(actor, view.request.id, *slot))
        else:
            self.carry_out(MoveAppointment(actor, view.moves.id, view.moves.starts_at, *slot))

    def refuse(self, error: ListeningRoomError) -> None:
        if not isinstance(error, FieldsError):
            super().refuse(error)
            return
        self.allow_press()
        if not ask_who(self._context, error, partial(self.show_problems, error), self):
            self.show_problems(error)


def _asked_for(view: BookingView) -> str:
    """Say what they asked for, and that it is why more time is offered."""
    asked = "; ".join(adjustment_lines(view.needs, view.adjustments))
    said = tr("They asked for: {adjustments}.").format(adjustments=asked) if asked else ""
    return f"{said} {tr('So it is longer than usual.')}" if view.extra else said


def _none_free(view: BookingView, *, taken: bool) -> str:
    if not view.slots:
        return tr("Nothing that long is free in the next few weeks. Type another time.")
    return tr("The time chosen in the calendar is not free for that long.") if taken else ""
