"""The approved requests without an invitation, most urgent first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot

from desktop.application.appointments.views import SlotView
from desktop.application.ports.reading import RequestRow
from desktop.application.requests.acting_by import presses
from desktop.domain.shared.ids import RequestId
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.rows_view import Row
from desktop.ui.kit.widgets.table import Table
from desktop.ui.kit.widgets.working import Empty
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.formatting import moment
from desktop.words.requests.due_words import due_words


class ChoosePage(Page):
    """The page to choose whom to invite. Emits `chosen(RequestId)` or `back`."""

    chosen = Signal(str)
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
        self.table.opened.connect(self._choose)

    @Slot(object)
    def _choose(self, key: RequestId) -> None:
        self.chosen.emit(key)

    def show_requests(self, rows: Sequence[RequestRow], slot: SlotView | None, *, more: bool = False) -> None:
        """Show the requests fetched so far; `slot` was already chosen."""
        zone = self._context.desk.office.zone
        at = (
            tr("For {moment}, {desk}.").format(moment=moment(slot.starts_at, zone), desk=slot.desk.name) if slot else ""
        )
        self.set_lead(at or tr("Choose a request. Free times come next."))
        today = self._context.desk.clock.now().astimezone(zone).date()
        self.table.show_rows(
            [
                _row(row, due_words(row.due_on, row.status, today), presses(row.due_on, row.status, today))
                for row in rows
            ],
            more=more,
        )
        (self.table.view if rows else self.back_link).setFocus()


def _row(row: RequestRow, due: str, presses: bool) -> Row:
    return Row(row.id, (row.reference, row.shown_name, words(row.kind), due), attention=presses)
