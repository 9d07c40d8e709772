"""Books and moves for a place: proposes slots, and books the one that is chosen.

A place puts `page` on its stack and shows it when it is `ready`.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.appointment_views import BookingView, SlotView
from desktop.application.booking import BookAppointment, MoveAppointment, book_appointment, move_appointment
from desktop.application.calendar import proposals
from desktop.domain.counter import Appointment
from desktop.domain.ids import RequestId
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.appointments.booking_page import BookingPage, Wanted
from desktop.ui.context import Context


class Booking(QObject):
    """Emits `ready` when `page` shows what is free, and `done(Appointment)` when one is booked or moved."""

    ready = Signal()
    done = Signal(object)

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
        """Whether the request is booked already, so that it is moved."""
        return self._view is not None and self._view.moves is not None

    def begin(self, request: RequestId, slot: SlotView | None = None) -> None:
        """Propose slots for that request; `slot` was chosen in the calendar."""
        self._slot = slot
        call = self._proposing(request, slot.minutes if slot else None)
        self._context.tasks.run(call, self._begun, self._context.fail)

    def _proposing(self, request: RequestId, minutes: int | None) -> partial[BookingView]:
        desk = self._context.desk
        call = partial(proposals, self._context.at, request, minutes, uow=desk.uow(), clock=desk.clock)
        return partial(call, policy=desk.policy, is_holiday=desk.is_holiday)

    @Slot(object)
    def _begun(self, view: BookingView) -> None:
        self._show(view)
        self.ready.emit()
        self.page.begin_at_the_slots()

    @Slot(object)
    def _show(self, view: BookingView) -> None:
        self._view = view
        self.page.show_booking(view, self._slot)

    @Slot(int)
    def _other_length(self, minutes: int) -> None:
        assert self._view is not None
        self._context.tasks.run(self._proposing(self._view.request.id, minutes), self._show, self._context.fail)

    @Slot(object)
    def _book(self, wanted: Wanted) -> None:
        assert self._view is not None
        self.page.primary.hold()  # once: pressing twice must not ask twice
        desk = self._context.desk
        more = {"uow": desk.uow(), "clock": desk.clock, "policy": desk.policy, "is_holiday": desk.is_holiday}
        self._context.tasks.run(partial(self._command(wanted), **more), self._booked, self._failed)

    def _command(self, wanted: Wanted) -> partial[Appointment]:
        assert self._view is not None
        at, moves, slot = self._context.at, self._view.moves, (wanted.desk, wanted.starts_at, wanted.minutes)
        if moves is None:
            return partial(book_appointment, BookAppointment(at, self._view.request.id, *slot, wanted.meant))
        return partial(move_appointment, MoveAppointment(at, moves.id, moves.starts_at, *slot, wanted.meant))

    @Slot(object)
    def _booked(self, appointment: Appointment) -> None:
        self.page.primary.setEnabled(True)
        self.done.emit(appointment)

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        self.page.primary.setEnabled(True)
        if isinstance(error, FieldsError):
            self.page.show_problems(error)
        else:
            self._context.fail(error)
