"""The common bases of the Requests and Decisions presenters: the request that is open, and a list of requests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.ports.reading import RequestRow
from desktop.application.requests import reading
from desktop.application.requests.clock_keeping import as_of
from desktop.application.requests.listing import PAGE
from desktop.application.requests.views import RequestView
from desktop.domain.shared.ids import RequestId
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.running.context import Context
from desktop.ui.running.searching import SearchingRows, UseCase


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
        self._context.run(reading.open_request, self._context.actor, id).then(self._opened)

    def again(self, id: RequestId, then: Callable[[RequestView], object]) -> None:
        """Read a request that is open as it is now, for its page. `then` gets it, unless it was opened long ago."""

        def read(view: RequestView | None) -> None:
            if view is not None:
                then(replace(view, row=self.as_of_today(view.row)))

        self._context.run(reading.request_again, self._context.actor, id, owner=self).then(read)

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
