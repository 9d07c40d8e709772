"""Reads requests and lists of them, takes new ones, and carries out commands about the open one.

The place of decisions reads its own list by the same `RequestsList`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.ports.reading import RequestRow
from desktop.application.requests import listing, views
from desktop.application.requests.closing import CloseRequest
from desktop.application.requests.deadlines import as_of
from desktop.application.requests.intake import TakeRequest
from desktop.application.requests.listing import PAGE, RequestCounts, RequestFilter, RequestsPage
from desktop.application.requests.views import RequestView
from desktop.application.sessions.checking_in import Visitor, visitor_of
from desktop.application.shared.commands import Command
from desktop.application.shared.lists import search_requests
from desktop.domain.requests.request import Request
from desktop.domain.shared.ids import RequestId
from desktop.errors import AlreadySavedError, FieldsError, ListeningRoomError
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import SearchingRows, UseCase


class RequestsReader(QObject):
    """The reader of requests: runs the use cases, and reports their results."""

    listed = Signal(tuple, bool)
    """The rows that are shown, in order, and whether there are more."""
    opened = Signal(RequestView)
    problems = Signal(FieldsError)
    """FieldsError: what was typed."""
    failed = Signal(ListeningRoomError)
    """Any other."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def open(self, id: RequestId) -> None:
        """Open a request. Opening it is logged."""
        self._context.run(views.open_request, self._context.actor, id).then(self._opened)

    def again(self, id: RequestId, then: Callable[[RequestView], object]) -> None:
        """Read a request that is open as it is now, for its page. `then` gets it, unless it was opened long ago."""

        def read(view: RequestView | None) -> None:
            if view is not None:
                then(replace(view, row=self.as_of_today(view.row)))

        self._context.run(views.request_again, self._context.actor, id, owner=self).then(read)

    def as_of_today(self, row: RequestRow) -> RequestRow:
        """Return the row with today's due date."""
        return as_of(row, self._context.desk.deadline_rules, self._context.desk.today())

    @Slot(object)
    def _opened(self, view: RequestView) -> None:
        self.opened.emit(replace(view, row=self.as_of_today(view.row)))

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        (self.problems if isinstance(error, FieldsError) else self.failed).emit(error)


class RequestsList(RequestsReader):
    """The reader that also has a list, of which the first rows are shown, and a search in it. A subclass reads it."""

    def __init__(self, context: Context, search: UseCase, named: UseCase, parent: QObject) -> None:
        """`named`: reads the rows of what the search found."""
        super().__init__(context, parent)
        self._shown = PAGE
        self.searching = SearchingRows(context, search, named, self)
        self.searching.ended.connect(self._begin_again)

    def load(self) -> None:
        """Reload the list, as far as it is shown, or what a search found."""
        self._read(self._shown)
        self.searching.read()

    def load_more(self) -> None:
        """Show more rows than so far."""
        if self.searching.on:
            self.searching.show_more()
        else:
            self._shown += PAGE
            self._read(self._shown)

    @Slot()
    def _begin_again(self) -> None:
        self._shown = PAGE
        self.load()

    def _read(self, shown: int) -> None:
        """Read so many of the first rows."""
        raise NotImplementedError


class RequestsPresenter(RequestsList):
    """The presenter that also takes requests, and carries out their next steps."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, search_requests, listing.requests_named, parent)
        self._new: RequestId | None = None

    taken = Signal(tuple)
    not_taken = Signal(FieldsError)
    """The fields of a new request that were refused, wherever the person has gone meanwhile."""
    closed = Signal(Request)
    counted = Signal(RequestCounts)
    """Of the whole list; before its rows."""
    _which = RequestFilter.UNANSWERED

    @property
    def which(self) -> RequestFilter:
        """The list that is shown, apart from what a search found."""
        return self._which

    def load_which(self, which: RequestFilter) -> None:
        """Load another list."""
        self._which, self._new = which, None
        self._begin_again()

    def show_new(self, id: RequestId) -> None:
        """Load the list of what is to be done, with that request in it: on top where its place is on a later page."""
        self._which, self._new = RequestFilter.UNANSWERED, id
        self.searching.drop()
        self._begin_again()

    def _read(self, shown: int) -> None:
        self._context.run(listing.requests, self._context.actor, self._which, shown).then(self._listed)

    def take(self, command: TakeRequest) -> None:
        """Take a new request."""
        self._context.run(command, owner=self).then(self.taken.emit).otherwise(self._not_taken)

    @Slot(object)
    def _not_taken(self, error: ListeningRoomError) -> None:
        (self.not_taken if isinstance(error, FieldsError) else self.failed).emit(error)

    def run(self, command: Command[object], request: RequestId) -> None:
        """Run a command about a request; then reload it, or the list once it is closed."""
        running = self._context.run(command, owner=self)
        closes = isinstance(command, CloseRequest)
        running.then(self.closed.emit if closes else lambda _: self.open(request))
        running.otherwise(lambda error: self._not_done(request, error))

    def visitor(self, id: RequestId, then: Callable[[Visitor], object]) -> None:
        """Look whether it can be heard now, by someone who is here without an appointment."""
        self._context.run(visitor_of, self._context.actor, id, owner=self).then(then).otherwise(self._failed)

    def _not_done(self, request: RequestId, error: ListeningRoomError) -> None:
        """Handle an error; if the same press was saved before its reply was lost, it counts as done."""
        if isinstance(error, AlreadySavedError):
            self.open(request)
        else:
            self._failed(error)

    @Slot(object)
    def _listed(self, page: RequestsPage) -> None:
        self.counted.emit(page.counts)
        if self.searching.on:
            return
        if self._new is None or any(row.id == self._new for row in page.rows):
            self.listed.emit(page.rows, page.more)
        else:
            new = self._context.run(listing.requests_named, self._context.actor, (self._new,), owner=self)
            new.then(lambda rows: self._with_new(rows, page))

    def _with_new(self, rows: tuple[RequestRow, ...], page: RequestsPage) -> None:
        """Show the new request above the rows of the list, where its own place is further down."""
        if not self.searching.on:
            self.listed.emit((*rows, *page.rows), page.more)
