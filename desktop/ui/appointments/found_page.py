"""A search for appointments, by the customer's name or number, the request's reference, or the day."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot

from desktop.application.ports.reading import AppointmentRow
from desktop.domain.appointments.appointment import AppointmentStatus
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import AppointmentId
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.rows_view import Row
from desktop.ui.kit.widgets.search_bar import SearchBar
from desktop.ui.kit.widgets.table import Table
from desktop.ui.running.context import Context
from desktop.words import counted, tr
from desktop.words.codes import words
from desktop.words.formatting import moment


class FoundPage(Page):
    """The search and what it found. Emits `chosen(AppointmentId)`, `back`; the bar emits what to search for."""

    chosen = Signal(str)
    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Find an appointment"), wide=True)
        self._zone = context.desk.office.zone
        self.search = SearchBar()
        columns = (tr("When"), tr("Person"), tr("Request"), tr("Desk"), tr("State"))
        self.table = Table(tr("Appointments that were found"), columns, weights=(4, 4, 3, 2, 3))
        self.add(self.search, self.table)
        self.back_link = self.add_link(tr("Back to the calendar"), self.back.emit)
        self.table.opened.connect(self._choose)
        self.table.hide()

    @Slot(object)
    def _choose(self, key: AppointmentId) -> None:
        self.chosen.emit(key)

    def begin(self) -> None:
        """Begin with an empty search."""
        self.search.empty()
        self.table.hide()
        self.set_problems([])
        self.set_lead(tr("Past appointments are found too."))
        self.search.field.input.setFocus()

    def show_found(self, rows: Sequence[AppointmentRow]) -> None:
        """Show the appointments, the newest first."""
        self.set_problems([])
        told = counted(len(rows), "1 appointment was found.", "{n} appointments were found.")
        self.set_lead(told if rows else tr("No appointment was found."))
        self.table.setVisible(bool(rows))
        self.table.show_rows([self._row(row) for row in rows])
        (self.table.view if rows else self.search.field.input).setFocus()

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
