"""The request in one line on the page of its decision, and all its facts behind a link.

Why someone wants to hear a call decides about an internal request: there the facts stand open.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from desktop.application.requests.views import RequestView
from desktop.domain.shared.kinds import Kind
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.words import strong
from desktop.ui.requests.request_page import RequestSheet
from desktop.ui.running.context import Context
from desktop.words import kit as kit_wording
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.requests.due_words import due_headline


class InBrief(QObject):
    """The line, which is the page's lead; `sheet` has the facts; the link stands in the page's foot."""

    def __init__(self, page: Page, context: Context) -> None:
        super().__init__(page)
        self._page, self._context = page, context
        self.sheet = RequestSheet(context)
        self.link = page.add_link(tr("All facts"), self._turn)

    def show_request(self, view: RequestView) -> None:
        """Show a request: folded, unless its reason decides."""
        row, prepared = view.row, view.prepared_by
        due = f"{due_headline(row.due_on, row.status, self._context.desk.today())}." if row.due_on else ""
        by = tr("Prepared by {name}.").format(name=prepared) if prepared else ""
        self._page.set_lead(*((strong(due),) if due else ()), f"{words(row.kind)}.", *((by,) if by else ()))
        self.sheet.show_request(view)
        self._show(row.kind is Kind.INTERNAL)

    @Slot()
    def _turn(self) -> None:
        self._show(self.sheet.isHidden())
        if not self.sheet.isHidden():
            self._page.bring_into_sight(self.sheet)

    def _show(self, is_open: bool) -> None:
        self.sheet.setVisible(is_open)
        self.link.set_words(kit_wording.fold() if is_open else tr("All facts"))
        self.link.setAccessibleName(f"{self.link.text()}: {tr('all facts of the request')}")
