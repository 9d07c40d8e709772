"""Booking and moving for a place: proposes slots, and books the chosen one.

A place puts `page` on its stack and shows it when it is `ready`.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.appointments.booking import (
    BookAppointment,
    MoveAppointment,
    book_appointment,
    move_appointment,
)
from desktop.application.appointments.calendar import proposals
from desktop.application.appointments.views import BookingView, SlotView
from desktop.domain.appointments.appointment import Appointment
from desktop.domain.shared.ids import RequestId
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.appointments.booking_page import BookingPage, Wanted
from desktop.ui.running.context import Context
from desktop.ui.running.overtaken import ask_who
from desktop.ui.running.tasks import Running


class Booking(QObject):
    """Booking and moving. Emits `ready` when `page` shows free slots, and `done(Appointment)` once booked or moved."""

    ready = Signal()
    done = Signal(Appointment)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._view: BookingView | None = None
        self._slot: SlotView | None = None
        self.page = BookingPage(context)
        self.page.wanted.connect(self._book)
        self.page.length_changed.connect(self._other_length)

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
        self._show(view)
        self.ready.emit()
        self.page.begin_at_the_slots()

    @Slot(object)
    def _show(self, view: BookingView) -> None:
        self._view = view
        self.page.show_booking(view, taken=self._slot is not None and view.chosen is None)

    @Slot(int)
    def _other_length(self, minutes: int) -> None:
        assert self._view is not None
        self._propose(self._view.request.id, minutes).then(self._show)

    @Slot(object)
    def _book(self, wanted: Wanted) -> None:
        assert self._view is not None
        self.page.primary.hold()  # once: pressing twice must not ask twice
        self._booking(self._view, wanted).then(self._booked).otherwise(self._failed)

    def _booking(self, view: BookingView, wanted: Wanted) -> Running[Appointment]:
        actor, run, slot = self._context.actor, self._context.run, (wanted.desk, wanted.starts_at, wanted.minutes)
        if view.moves is None:
            return run(book_appointment, BookAppointment(actor, view.request.id, *slot, wanted.meant))
        moved = MoveAppointment(actor, view.moves.id, view.moves.starts_at, *slot, wanted.meant)
        return run(move_appointment, moved)

    @Slot(object)
    def _booked(self, appointment: Appointment) -> None:
        self.page.primary.setEnabled(True)
        self.done.emit(appointment)

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        self.page.primary.setEnabled(True)
        if isinstance(error, FieldsError):
            if not ask_who(self._context, error, partial(self.page.show_problems, error), self):
                self.page.show_problems(error)
        else:
            self._context.fail(error)
