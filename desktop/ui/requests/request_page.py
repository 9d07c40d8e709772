"""One request, to be read."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.application.views import RequestView
from desktop.ui.context import Context
from desktop.ui.requests.facts import REMOVED_COLUMNS, REMOVED_WEIGHTS, asked_of, call_facts_of, removed_rows
from desktop.ui.requests.sheet import Sheet
from desktop.ui.widgets.columns import Columns
from desktop.ui.widgets.page import Page
from desktop.ui.widgets.rows_view import RowsView
from desktop.ui.widgets.words import title
from desktop.ui.wording import tr


class RequestPage(Page):
    """Emits `back`. That it was opened is logged: it holds a person's details."""

    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__("", tr("To be read. That you opened it is logged."), wide=True)
        self.sheet, self.removed = RequestSheet(context), RemovedParts()
        self.add(self.sheet, *self.removed.widgets())
        self.back_link = self.add_link(tr("Back to the list"), self.back.emit)

    def show_request(self, view: RequestView) -> None:
        """Show this one."""
        self.set_heading(tr("Request {reference}").format(reference=view.row.reference))
        self.sheet.show_request(view)
        self.removed.show_parts(view)
        self.back_link.setFocus()
        self._scroll.verticalScrollBar().setValue(0)


class RequestSheet(Columns):
    """Who asks and why, beside the call and its dates; under one another where there is no room."""

    def __init__(self, context: Context) -> None:
        self.asked, self.call = Sheet(), Sheet()
        super().__init__(self.asked, self.call, weights=(1, 1), stack_below=900)
        self._context = context

    def show_request(self, view: RequestView) -> None:
        """Show this one."""
        self.asked.show_pairs(asked_of(view))
        self.call.show_pairs(call_facts_of(view, self._context))


class RemovedParts:
    """The table of removed parts under its title; both hidden where there is no copy or nothing was removed."""

    def __init__(self) -> None:
        self._title = title(tr("Removed parts"))
        columns = [tr(words) for words in REMOVED_COLUMNS]
        self.rows = RowsView(tr("Removed parts"), columns, REMOVED_WEIGHTS, header=True, links=False)

    def widgets(self) -> tuple[QWidget, QWidget]:
        return self._title, self.rows

    def show_parts(self, view: RequestView) -> None:
        """Show the parts of this request's copy."""
        rows = removed_rows(view)
        self.rows.show_rows(rows)
        self._title.setVisible(bool(rows))
        self.rows.setVisible(bool(rows))
