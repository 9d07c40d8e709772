"""A place that is a list, and pages that are opened from it: Today, Requests, Decisions, Reviews."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.kit.widgets.accessible import StackOfPages
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.table import Table
from desktop.ui.kit.widgets.where import in_sentences
from desktop.ui.running.context import Context


class ListPage(Page):
    """The page of a list. A subclass makes its `table`.

    While it is read afresh a screen reader is told its name alone: what stands below may be another now.
    """

    table: Table
    reading = False

    def set_lead(self, *parts: str) -> None:
        self.reading = False
        super().set_lead(*parts)

    def where(self) -> str:
        return in_sentences(self._heading.words) if self.reading else super().where()


class Reads(Protocol):
    """A presenter that can read the list afresh."""

    def load(self) -> None: ...


class PagesPlace(QWidget):
    """Emits `waiting(count)`: what waits there for me. A subclass makes the `presenter`, and connects it."""

    waiting = Signal(int)
    presenter: Reads

    def __init__(self, context: Context, list_page: ListPage, *pages: Page) -> None:
        super().__init__()
        self._context = context
        self.list_page = list_page
        self.stack = StackOfPages()
        for page in (list_page, *pages):
            self.stack.addWidget(page)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.stack)

    def refresh(self) -> None:
        """Read the list afresh, whichever page is shown."""
        self.list_page.reading = True
        self.presenter.load()

    def _back(self) -> None:
        """To the list as it is now, with the keyboard in it."""
        self.list_page.reading = True
        self.stack.setCurrentWidget(self.list_page)
        self.list_page.table.view.setFocus()
        self.presenter.load()
