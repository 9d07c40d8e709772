"""Hands the calendar's use cases to the task runner, and reports their results. No rule, no widget."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.appointments.calendar import calendar, open_appointment
from desktop.application.appointments.views import AppointmentView, CalendarView
from desktop.application.ports.reading import RequestRow
from desktop.application.requests.listing import PAGE, to_invite
from desktop.application.sessions.checking_in import CallOff
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import AppointmentId
from desktop.errors import ListeningRoomError
from desktop.ui.appointments.calendar_page import Asked
from desktop.ui.running.context import Context


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
