"""The common base of the Requests and Decisions presenters: a list of requests, and the one that is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.ports.reading import RequestRow
from desktop.application.requests import reading
from desktop.application.requests.clock_keeping import as_of
from desktop.application.requests.views import RequestView
from desktop.domain.shared.ids import RequestId
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.running.context import Context


class RequestsReader(QObject):
    """The reader of requests: runs the use cases, and reports their results."""

    listed = Signal(tuple, bool)
    """All rows fetched so far, in order, and whether there are more."""
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

        self._context.run(reading.request_again, self._context.actor, id).then(read)

    def as_of_today(self, row: RequestRow) -> RequestRow:
        """Return the row with today's due date."""
        return as_of(row, self._context.desk.deadline_rules, self._context.desk.today())

    @Slot(object)
    def _opened(self, view: RequestView) -> None:
        self.opened.emit(replace(view, row=self.as_of_today(view.row)))

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        (self.problems if isinstance(error, FieldsError) else self.failed).emit(error)
