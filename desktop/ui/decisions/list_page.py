"""The list of requests that wait for a decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desktop.application.ports.reading import QueueRow
from desktop.application.requests.acting_by import presses
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.search_bar import SearchBar
from desktop.ui.kit.widgets.table import Row, Table
from desktop.ui.kit.widgets.words import strong
from desktop.ui.kit.widgets.working import Empty
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import ListPage
from desktop.words import counted, text, tr
from desktop.words.codes import words
from desktop.words.formatting import day
from desktop.words.requests.due_words import due_words


class DecisionsPage(ListPage):
    """The list of decisions; the table emits what is opened."""

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Decisions"), wide=True)
        self._context = context
        self.banner = Banner("success")
        columns = (tr("Request"), tr("Person"), tr("Kind"), tr("Received"), tr("Due"))
        empty = Empty(
            tr("Nothing is waiting for a decision."),
            tr("A request comes here when an information officer has prepared it."),
        )
        self.table = Table(tr("Requests to decide on"), columns, weights=(3, 3, 3, 3, 4), empty=empty)
        self.search = SearchBar()
        self.none_found = Empty(
            tr("No request that waits matches."), tr("Under Requests you find those that do not wait for a decision.")
        )
        self.none_found.hide()
        self.pin(self.banner)
        self.add(self.search, self.table, self.none_found)

    def show_waiting(self, rows: Sequence[QueueRow], count: int, *, more: bool = False) -> None:
        """Show the waiting requests fetched so far, in their order, of `count` in all."""
        one, many = text("1 request is waiting for your decision."), text("{n} requests are waiting for your decision.")
        waits = counted(count, one, many)
        self.set_lead(*((strong(waits), tr("The most urgent comes first.")) if rows else ()))
        self._show(rows, more=more, found=False)

    def show_found(self, rows: Sequence[QueueRow], total: int, *, more: bool) -> None:
        """Show what a search found, the newest first."""
        self.set_problems(())
        self._show(rows, more=more, found=True)
        self.set_lead(strong(counted(total, "1 request found.", "{n} requests found.")) if total else "")

    def _show(self, rows: Sequence[QueueRow], *, more: bool, found: bool) -> None:
        today = self._context.desk.today()
        self.search.show_on(found)
        self.table.show_rows([self._row(row, today) for row in rows], more=more)
        self.table.setVisible(bool(rows) or not found)
        self.none_found.setVisible(found and not rows)

    def _row(self, found: QueueRow, today: date) -> Row:
        row = found.request
        due = due_words(row.due_on, row.status, today)
        kind = "\n".join((words(row.kind), *sent_back_words(found.sent_back)))
        cells = (row.reference, row.shown_name, kind, day(row.received_on), due)
        return Row(row.id, cells, attention=presses(row.due_on, row.status, today))


def sent_back_words(times: int) -> tuple[str, ...]:
    """Return "Sent back before", or how often; nothing if it never was."""
    if not times:
        return ()
    return (counted(times, "Sent back before", "Sent back {n} times before"),)
