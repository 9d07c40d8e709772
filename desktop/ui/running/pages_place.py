"""A place with a list, and pages opened from it: Today, Requests, Decisions, Reviews."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.ui.kit.widgets.accessible import StackOfPages
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.search_bar import KEYS as SEARCH_KEYS
from desktop.ui.kit.widgets.search_bar import SearchBar
from desktop.ui.kit.widgets.table import Table
from desktop.ui.kit.widgets.unsaved import typed_in
from desktop.ui.kit.widgets.where import in_sentences
from desktop.ui.running.context import Context

if TYPE_CHECKING:
    from desktop.ui.running.open_page import OpenPage
    from desktop.ui.running.paper_page import Paper, PaperPage


class ListPage(Page):
    """The page of a list. A subclass makes its `table`. It opens at its top, also where its button is below its rows.

    During a reload a screen reader gets only its name: the rest may be about to change.
    """

    table: Table
    reading = False

    def __init__(self, about: str, *, primary: str = "", wide: bool = False) -> None:
        super().__init__(about, primary=primary, wide=wide)
        self._follows = False

    def set_lead(self, *parts: str) -> None:
        self.reading = False
        super().set_lead(*parts)

    def land(self, search: SearchBar) -> None:
        """Put the keyboard at the first row of a list that was gone to, unless someone is typing into its search."""
        focused = QApplication.focusWidget()
        elsewhere = focused is not None and self.isAncestorOf(focused) and not search.isAncestorOf(focused)
        if self.table.view.isVisible() and not elsewhere and not search.field.value():
            self.table.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def stay(self) -> None:
        """Keep the keyboard, whose row was the last: in the search, else on the main button."""
        search = self.findChild(SearchBar)
        stays = self.primary if search is None else search.field.focus_target()
        stays.setFocus(Qt.FocusReason.OtherFocusReason)

    def where(self) -> str:
        return in_sentences(self._heading.words) if self.reading else super().where()


class Reads(Protocol):
    """A presenter that can reload the list."""

    def load(self) -> None: ...


class PagesPlace(QWidget):
    """Emits `waiting(count)`: the items that wait for the user. A subclass makes and connects the `presenter`."""

    waiting = Signal(int)
    presenter: Reads
    open_page: OpenPage | None = None
    """The page of one thing, where it can be read again by itself."""

    def __init__(self, context: Context, list_page: ListPage, *pages: Page) -> None:
        super().__init__()
        self._context = context
        self.list_page = list_page
        for table in list_page.findChildren(Table):
            table.emptied.connect(list_page.stay)
        self.stack = StackOfPages()
        self._paper_of: QWidget | None = None
        for page in (list_page, *pages):
            self.stack.addWidget(page)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.stack)
        self._finding = [QShortcut(QKeySequence(keys), self) for keys in SEARCH_KEYS]
        for shortcut in self._finding:
            shortcut.setEnabled(False)
            shortcut.activated.connect(self._find)
        self.stack.currentChanged.connect(self._page_changed)

    @Slot()
    def _page_changed(self) -> None:
        """Have one shortcut for the search at a time: a page that has a search has its own."""
        page = self.stack.currentWidget()
        for shortcut in self._finding:
            shortcut.setEnabled(page is not None and page.findChild(SearchBar) is None)

    @property
    def at_rest(self) -> bool:
        """Whether the list is shown, and nothing typed is kept behind it: the place can go without a loss."""
        return self.stack.currentWidget() is self.list_page and not typed_in(self)

    @Slot()
    def go_to_list(self) -> None:
        """Return to the list from whatever is open: someone chose this very place again. What was typed stays.

        A page at work is not left: its work would go on under the next one.
        """
        page = self.stack.currentWidget()
        if page is not self.list_page and not (isinstance(page, Page) and page.busy):
            self._back()

    @Slot()
    def _find(self) -> None:
        """Go to the search from a page that was opened; on the list its own keys do that."""
        search = self.list_page.findChild(SearchBar)
        if search is not None and self.stack.currentWidget() is not self.list_page:
            self.go_to_list()
            if self.stack.currentWidget() is self.list_page:
                search.go()

    def refresh(self) -> None:
        """Reload the list, whichever page is shown, and what is open."""
        self.list_page.reading = True
        self.presenter.load()
        if self.open_page is not None:
            self.open_page.changed()

    def reload(self) -> None:
        """Reload the list, since another PC changed something, and what is open: nothing is said, and nothing moves."""
        self.presenter.load()
        if self.open_page is not None:
            self.open_page.changed()

    @cached_property
    def paper_page(self) -> PaperPage:
        """The page on which a list is seen before it goes to paper."""
        from desktop.ui.running.paper_page import PaperPage  # at its first use: printing is not loaded before

        page = PaperPage(self._context)
        self.stack.addWidget(page)
        page.back.connect(self._leave_paper)
        return page

    def show_on_paper(self, paper: Paper) -> None:
        """Show a list before it goes to paper."""
        self._paper_of = self.stack.currentWidget()
        self.stack.setCurrentWidget(self.paper_page)
        self.paper_page.show_paper(paper)

    @Slot()
    def _leave_paper(self) -> None:
        """Return to the list, or to the page whose paper it was."""
        if self._paper_of in (None, self.list_page):
            self._back()
        else:
            self.stack.setCurrentWidget(self._paper_of)

    def _back(self) -> None:
        """Return to the reloaded list, with the focus in it."""
        self.list_page.reading = True
        self.stack.setCurrentWidget(self.list_page)
        self.list_page.table.view.setFocus()
        self.presenter.load()
