"""The base of the places of requests: a list as far as it is shown, a search in it, and the open request.

The open request follows what other PCs do with it, unless something was typed, or a copy is heard beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal, Slot

from desktop.application.ports.reading import RequestRow
from desktop.application.requests import views
from desktop.application.requests.deadlines import as_of
from desktop.application.requests.listing import PAGE
from desktop.application.requests.views import RequestView
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.spans import Span
from desktop.errors import ListeningRoomError
from desktop.ui.copies.hearing import CopyPlayback
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.fields import Field
from desktop.ui.kit.lists import SearchBar
from desktop.ui.kit.page import Page
from desktop.ui.kit.progress import Empty
from desktop.ui.kit.rows import Row
from desktop.ui.kit.text import strong
from desktop.ui.running.context import Context
from desktop.ui.running.in_person import AskedInPerson
from desktop.ui.running.pages_place import ListPage, OpenPage, PagesPlace, SearchingRows, UseCase
from desktop.words import counted


class RequestListPage(ListPage):
    """A list of requests with a search in it. `banner` is above it all: what was done last. A subclass makes `table`
    and `none_found`, lays them out, and makes the rows."""

    none_found: Empty

    def __init__(self, context: Context, about: str, *, primary: str = "") -> None:
        super().__init__(about, primary=primary, wide=True)
        self._context = context
        self.banner, self.search = Banner("success"), SearchBar()

    def show_found(self, rows: Sequence[Any], total: int, *, more: bool) -> None:
        """Show what a search found, the newest first."""
        self.set_problems(())
        self.show_list(rows, more=more, found=True)
        found = strong(counted(total, "1 request found.", "{n} requests found.")) if total else ""
        self.set_lead(found, self.order_of_found() if total > 1 else "")

    def show_list(self, rows: Sequence[Any], *, more: bool, found: bool) -> None:
        """Show the rows of the list, or those that were `found`."""
        self.search.show_on(found)
        self.table.show_rows([self.row_of(row) for row in rows], more=more)
        self.table.setVisible(bool(rows) or not found)
        self.none_found.setVisible(found and not rows)

    def order_of_found(self) -> str:
        """Return the words of the lead on the order of several that were found."""
        return ""

    def row_of(self, row: Any) -> Row:
        """Return the row of a request."""
        raise NotImplementedError


class PageOfRequest(Page):
    """A page that shows a request."""

    compact = True
    back = Signal()
    view: RequestView | None = None
    asked = False
    """Whether what was pressed last is being carried out."""

    def shows(self, view: RequestView) -> bool:
        """Return whether the page shows the request as it is in `view`."""
        raise NotImplementedError

    def overwritable_fields(self) -> Collection[Field]:
        """Return the fields that are there without anybody having asked for them, and have nothing in them."""
        raise NotImplementedError

    def show_heard(self, heard: tuple[Span, ...]) -> None:
        """Show how much of the copy has been heard so far."""
        raise NotImplementedError


class OpenRequest(OpenPage):
    """The open request of such a place."""

    def __init__(self, place: ListedRequests) -> None:
        super().__init__(place.stack)
        self._place = place

    def page(self) -> PageOfRequest | None:
        page = self._stack.currentWidget()
        if not isinstance(page, PageOfRequest) or page.asked or self._place.hearings.window is not None:
            return None
        return page if page.view is not None else None

    def read(self) -> None:
        page = self.page()
        if page is not None and page.view is not None:
            context = self._place.context
            context.run(views.request_again, context.actor, page.view.row.id, owner=self).then(self._read)

    def overwritable_fields(self, page: Page) -> Collection[Field]:
        return page.overwritable_fields() if isinstance(page, PageOfRequest) else ()

    @Slot(object)
    def _read(self, found: RequestView | None) -> None:
        """Show it as it is now; None: it was opened long ago."""
        page = self.page()
        if page is None or page.view is None or found is None or found.row.id != page.view.row.id:
            return
        view = self._place.as_of_today(found)
        self.take(is_new=not page.shows(view), show=lambda: self._place.show_again(view))


class ListedRequests(PagesPlace):
    """The place. A subclass reads the list (`read_list`), and shows a request that was opened (`show_opened`)."""

    lock_wanted = Signal()
    list_page: RequestListPage
    open_page: OpenRequest

    def __init__(
        self, context: Context, list_page: RequestListPage, search: UseCase, named: UseCase, *pages: Page
    ) -> None:
        """`named`: reads the rows of what the search found."""
        super().__init__(context, list_page, *pages)
        self._shown = PAGE
        self.searching = SearchingRows(context, search, named, self)
        self.searching.serve(list_page)
        self.searching.shown.connect(self.show_found)
        self.searching.ended.connect(self.read_from_the_top)
        list_page.table.opened.connect(self.open)
        list_page.table.more_wanted.connect(self._read_more)
        self.in_person = AskedInPerson(context, self.stack)
        self.hearings = CopyPlayback(context, self)
        self.hearings.lock_wanted.connect(self.lock_wanted)
        self.hearings.failed.connect(self.fail)
        self.hearings.shut.connect(self._show_heard)
        self.open_page = OpenRequest(self)

    @property
    def context(self) -> Context:
        return self._context

    def load(self) -> None:
        """Reload the list, as far as it is shown, or what a search found."""
        self.read_list(self._shown)
        self.searching.read()

    @Slot()
    def read_from_the_top(self) -> None:
        """Read the list, or another one, from its first row on."""
        self._shown = PAGE
        self.load()

    @Slot(object)
    def open(self, id: RequestId) -> None:
        """Open a request. Opening it is logged."""
        self._context.run(views.open_request, self._context.actor, id).then(self._opened)

    def as_of_today(self, view: RequestView) -> RequestView:
        """Return the view with today's due date."""
        row: RequestRow = as_of(view.row, self._context.desk.deadline_rules, self._context.desk.today())
        return replace(view, row=row)

    def read_list(self, shown: int) -> None:
        """Read so many of the first rows."""
        raise NotImplementedError

    def show_opened(self, view: RequestView) -> None:
        """Show a request that was opened."""
        raise NotImplementedError

    def show_again(self, view: RequestView) -> None:
        """Show the open request as it is now."""
        raise NotImplementedError

    @Slot(object, int, bool)
    def show_found(self, rows: Sequence[Any], total: int, more: bool) -> None:
        """Show what a search found."""
        self.list_page.show_found(rows, total, more=more)

    @Slot(object)
    def fail(self, error: ListeningRoomError) -> None:
        """Show an error: about the password where that is asked for, any other above the page."""
        if not self.in_person.takes(error):
            self._context.fail(error)

    @Slot()
    def _read_more(self) -> None:
        """Show more rows than so far."""
        if self.searching.on:
            self.searching.show_more()
        else:
            self._shown += PAGE
            self.read_list(self._shown)

    @Slot(object)
    def _opened(self, view: RequestView) -> None:
        self.show_opened(self.as_of_today(view))

    @Slot()
    def _show_heard(self) -> None:
        for page in self.findChildren(PageOfRequest):
            if page.view is not None:
                page.show_heard(self.hearings.heard(page.view.copy))
