"""Someone comes without an appointment: the search for their approved request, on Today."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal

from desktop.application.sessions.visitors import Visitor
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.rows_view import Row
from desktop.ui.kit.widgets.search_bar import SearchBar
from desktop.ui.kit.widgets.table import Table
from desktop.ui.running.context import Context
from desktop.words import counted, tr
from desktop.words.formatting import day, moment


class VisitorsPage(Page):
    """The search and what it found. Emits `chosen(Visitor)` or `back`; the bar emits what to search for."""

    chosen = Signal(Visitor)
    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Someone without an appointment"), wide=True)
        self._zone = context.desk.office.zone
        self._found: dict[str, Visitor] = {}
        self.search = SearchBar()
        columns = (tr("Person"), tr("Request"), tr("Can be heard until"), tr("Appointment"))
        self.table = Table(tr("Requests that were found"), columns, weights=(4, 3, 3, 4))
        self.table.hide()
        self.add(self.search, self.table)
        self.add_link(tr("Back to Today"), self.back.emit)
        self.search.ended.connect(self.begin)
        self.table.opened.connect(lambda key: self.chosen.emit(self._found[key]))

    def begin(self) -> None:
        """Begin with an empty search."""
        self.search.empty()
        self.table.hide()
        self.set_problems([])
        self.set_lead(tr("Find their request. It can be opened if its copy is approved. Each search is logged."))
        self.search.field.input.setFocus()

    def show_found(self, visitors: Sequence[Visitor]) -> None:
        """Show the requests that can be heard today."""
        self.set_problems([])
        self._found = {found.request: found for found in visitors}
        told = counted(len(visitors), "1 approved request was found.", "{n} approved requests were found.")
        none = tr("No approved request was found. What is not approved yet cannot be opened.")
        self.set_lead(told if visitors else none)
        self.table.setVisible(bool(visitors))
        self.table.show_rows([self._row(found) for found in visitors])
        (self.table.view if visitors else self.search.field.input).setFocus()

    def _row(self, found: Visitor) -> Row:
        until = day(found.approved_until) if found.approved_until is not None else ""
        coming = moment(found.next_at, self._zone) if found.next_at is not None else ""
        return Row(found.request, (found.shown_name, found.reference, until, coming))
