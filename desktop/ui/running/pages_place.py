"""A place with a list, pages opened from it, and a search above it: Today, Requests, Decisions, Reviews.

Rules of an open page, which shows what another PC did with its thing without a press and under nobody's hands:
- It is read again after a change, as its list is. What is the same is not shown again.
- Nothing is refreshed while something is typed or chosen, a press is under way, or another page is over it. It is
  tried again after `LATER_MS`, as long as the page is open.
- The keyboard stays where it is, and the page keeps its place. It takes no press for a moment, as any page that shows
  something else (`keyboard`): a press on its way was meant for what stood there before.
What is typed in a search goes to a use case, which logs it; a search that is none is refused at its field.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QWidget

from desktop.application.requests.listing import PAGE
from desktop.application.shared.commands import Command
from desktop.errors import ListeningRoomError
from desktop.ui.kit.accessible import StackOfPages
from desktop.ui.kit.forms.fields import typed_in
from desktop.ui.kit.forms.page import Page
from desktop.ui.kit.layouts import column_in
from desktop.ui.kit.lists import SEARCH_KEYS, SearchBar, Table
from desktop.ui.kit.text import in_sentences
from desktop.ui.running.context import Context

if TYPE_CHECKING:
    from desktop.ui.kit.forms.fields import Field
    from desktop.ui.kit.rows import Row
    from desktop.ui.running.paper_page import Paper, PaperPage
    from desktop.ui.running.tasks import Running


LATER_MS = 2000


class RecordPage(Page):
    """A page of one thing, `view`, as it was when it was read; None before, and once it is left for good."""

    view: Any = None
    asked = False
    """Whether what was pressed last is being carried out."""

    def shows(self, view: Any) -> bool:
        """Return whether the page shows the thing as it is in `view`."""
        return bool(view == self.view)

    def overwritable_fields(self) -> Collection[Field]:
        """Return the fields that are there without anybody having asked for them, and have nothing in them."""
        return ()


def refresh_keeping_focus(page: Page, show: Callable[[], object]) -> None:
    """Let a page show something else, with the keyboard where it was, and as far down."""
    focused = QApplication.focusWidget()
    words = focused.text() if isinstance(focused, QAbstractButton) else ""
    inside = focused is not None and page.isAncestorOf(focused)
    bars = [area.verticalScrollBar() for area in page.findChildren(QScrollArea)]
    places = [(bar, bar.value()) for bar in bars]
    show()
    stays: QWidget | None = focused if focused is not None and shiboken6.isValid(focused) else None
    if stays is None or not stays.isVisibleTo(page) or not stays.isEnabled():
        buttons = page.findChildren(QAbstractButton) if words else []  # one that was made again
        stays = next((each for each in buttons if each.text() == words and each.isVisibleTo(page)), None)
    if inside and stays is not None:
        stays.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_back() -> None:
        for bar, value in places:
            if shiboken6.isValid(bar):
                bar.setValue(value)

    put_back()
    QTimer.singleShot(0, page, put_back)  # once it is laid out


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


class StepPage(Page):
    """A page that a place shows over another one, for one step of the work there.

    Emits `ready` when it has something to show, `done` with what its command came to, and `back`. It runs its command
    itself: it is the same step in each of the places that have it.
    """

    ready = Signal()
    done = Signal(object)
    """With the result of its command."""
    back = Signal()

    def __init__(self, context: Context, about: str = "", lead: str = "", *, primary: str) -> None:
        super().__init__(about, lead, primary=primary)
        self._context = context

    def allow_press(self) -> None:
        """Allow another press: it was not done, and the reason is shown."""
        self.primary.setEnabled(True)

    def carry_out(self, command: Command[Any]) -> None:
        """Run the command, once however often it is pressed."""
        self.primary.hold()
        self._context.run(command, owner=self).then(self._carried_out).otherwise(self.refuse)

    def refuse(self, error: ListeningRoomError) -> None:
        """Show what is wrong with what was typed at its fields, and any other error above the page."""
        self.allow_press()
        if not self.show_at_fields(error):
            self._context.fail(error)

    def _carried_out(self, result: object) -> None:
        self.allow_press()
        self.done.emit(result)


class RailPlace(QWidget):
    """A place of the rail. Emits `waiting(count)`: the items that wait for the user there, if any."""

    waiting = Signal(int)

    @property
    def at_rest(self) -> bool:
        """Whether the place can go without a loss: nothing is open there, and nothing typed."""
        return True

    def refresh(self) -> None:
        """Reload what it shows: someone has gone there."""
        raise NotImplementedError

    def reload(self) -> None:
        """Reload what another PC may have changed, without a word."""

    def go_to_list(self) -> None:
        """Return from whatever is open: someone chose this very place again."""


class PagesPlace(RailPlace):
    """A place with a list. A subclass reads the list (`load`)."""

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
        column_in(self, self.stack)
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

    def go_to_list(self) -> None:
        """Return to the list. What was typed stays.

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

    def load(self) -> None:
        """Reload the list."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Reload the list, whichever page is shown, and what is open."""
        self.list_page.reading = True
        self.reload()

    def reload(self) -> None:
        """Reload the list, since another PC changed something, and what is open: nothing is said, and nothing moves."""
        self.load()

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
        self.load()


class FollowingPlace(PagesPlace):
    """A place with a page of one thing, which is read again (`read_again`) and shown again (`show_again`) by itself."""

    def __init__(self, context: Context, list_page: ListPage, *pages: Page) -> None:
        super().__init__(context, list_page, *pages)
        self.later = QTimer(self, singleShot=True, interval=LATER_MS)
        self.later.timeout.connect(self.follow)

    def reload(self) -> None:
        super().reload()
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Read what is open again, or later."""
        self.later.stop()
        page = self._open_page()
        if page is not None and self._is_free(page):
            self.read_again(page.view).then(partial(self._take_again, page.view))
        elif self.stack.currentWidget() is not self.list_page:
            self.later.start()

    @property
    def is_covered(self) -> bool:
        """Whether a window is over the page, which stays as it is meanwhile."""
        return False

    def id_of(self, view: Any) -> str:
        """Return the identifier of the thing that a page shows."""
        raise NotImplementedError

    def read_again(self, view: Any) -> Running[Any]:
        """Read the thing once more."""
        raise NotImplementedError

    def as_of_today(self, view: Any) -> Any:
        """Return what was read with what today makes of it."""
        return view

    def show_again(self, view: Any) -> None:
        """Show the thing that is open as it is now."""
        raise NotImplementedError

    def _open_page(self) -> RecordPage | None:
        """Return the page, if it is what the place shows, and can be refreshed."""
        page = self.stack.currentWidget()
        if not isinstance(page, RecordPage) or page.view is None or page.asked or self.is_covered:
            return None
        return page

    def _take_again(self, before: Any, view: Any) -> None:
        """Show what was read, unless it is the same (None: it was opened long ago), another thing is shown by now, or
        someone has begun something meanwhile.
        """
        page = self._open_page()
        if page is None or view is None or self.id_of(page.view) != self.id_of(before):
            return
        view = self.as_of_today(view)
        if page.shows(view):
            return
        if self._is_free(page):
            refresh_keeping_focus(page, partial(self.show_again, view))
        else:
            self.later.start()

    def _is_free(self, page: RecordPage) -> bool:
        typed = any(typed_in(field) for field in page.fields())
        return page.isVisible() and not page.busy and not typed and not self._is_begun(page)

    def _is_begun(self, page: RecordPage) -> bool:
        if QApplication.mouseButtons() or any(field not in page.overwritable_fields() for field in page.fields()):
            return True
        shown = (each for each in page.findChildren(QAbstractButton) if each.isVisibleTo(page))
        return any(not each.isEnabled() and each is not page.primary for each in shown)


UseCase = Callable[..., Any]


class Searching(QObject):
    """The search of one page, by its `bar`. Emits `found` with what the use case returned."""

    found = Signal(object)
    """With the result of the use case, of a type for each search."""

    def __init__(self, context: Context, page: Page, bar: SearchBar, search: UseCase) -> None:
        super().__init__(page)
        self._context, self._page, self._search = context, page, search
        bar.wanted.connect(self.begin)

    @Slot(str)
    def begin(self, typed: str) -> None:
        """Search. That is logged, so that it is done once."""
        call = self._context.run(self._search, self._context.actor, typed, owner=self)
        call.then(self._take).otherwise(self._not_found)

    def _take(self, found: Any) -> None:
        self.found.emit(found)

    def _not_found(self, error: ListeningRoomError) -> None:
        if not self._page.show_at_fields(error):
            self._context.fail(error)


class SearchPage(Page):
    """A page to search on for one thing, which its table opens. Emits `back`."""

    back = Signal()

    def __init__(self, about: str, lead: str, table: Table, back: str) -> None:
        super().__init__(about, wide=True)
        self._before, self.table, self.search = lead, table, SearchBar()
        table.hide()
        self.add(self.search, table)
        self.back_link = self.add_link(back, self.back.emit)
        self.search.ended.connect(self.begin)

    @Slot()
    def begin(self) -> None:
        """Begin with an empty search."""
        self.search.empty()
        self.table.hide()
        self.set_problems([])
        self.set_lead(self._before)
        self.search.field.input.setFocus()

    def show_rows(self, told: str, rows: Sequence[Row]) -> None:
        """Show what was found, and say how much that is."""
        self.set_problems([])
        self.set_lead(told)
        self.table.setVisible(bool(rows))
        self.table.show_rows(rows)
        (self.table.view if rows else self.search.field.input).setFocus()


class SearchingRows(Searching):
    """A search that finds identifiers: their rows are read as often as the list. Emits `ended` for the whole list."""

    shown = Signal(object, int, bool)
    """Rows of what was found (of the list's own type), how many were found, and whether there are more."""
    ended = Signal()

    def __init__(self, context: Context, page: Page, bar: SearchBar, search: UseCase, named: UseCase) -> None:
        super().__init__(context, page, bar, search)
        bar.ended.connect(self._end)
        self._named = named
        self._found: Sequence[Any] | None = None
        self._shown = PAGE

    @property
    def on(self) -> bool:
        """Whether the list shows what was found."""
        return self._found is not None

    def read(self) -> None:
        """Read the rows of what was found, if anything was searched for."""
        if self._found is not None:
            shown = tuple(self._found[: self._shown])
            self._context.run(self._named, self._context.actor, shown, owner=self).then(self._show)

    def show_more(self) -> None:
        """Read another page of them, too."""
        self._shown += PAGE
        self.read()

    def drop(self) -> None:
        """Forget what was found, without a word."""
        self._found = None

    @Slot()
    def _end(self) -> None:
        self.drop()
        self.ended.emit()

    def _take(self, found: Any) -> None:
        self._found, self._shown = found, PAGE
        self.read()

    def _show(self, rows: Any) -> None:
        if self._found is not None:
            found = len(self._found)
            self.shown.emit(rows, found, found > self._shown)
