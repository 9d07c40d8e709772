"""Hands the supervisor's use cases to the task runner, and reports their results. No rule, no widget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.ports.review_rows import ReviewFilter, ReviewRow
from desktop.application.reviews import reviewing
from desktop.application.reviews.taking_back import TakeSignOffBack
from desktop.application.reviews.views import ReviewsView, ReviewView
from desktop.application.sessions.closing import receipt_to_save
from desktop.application.sessions.review_questions import AskAdviser
from desktop.application.sessions.views import ReceiptView
from desktop.domain.shared.ids import SessionId
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.running.context import Context

T = TypeVar("T")


class ReviewsPresenter(QObject):
    """The presenter of the list, page by page, and of the open session."""

    listed = Signal(ReviewsView, tuple)
    """ReviewsView of the newest page, and all rows fetched so far."""
    opened = Signal(ReviewView)
    signed_off = Signal(ReviewView)
    """ReviewView of the session that has just been signed off."""
    taken_back = Signal(str)
    """The session whose sign-off was taken back."""
    asked = Signal(tuple)
    """Every QuestionView of the open session, after another was sent."""
    nothing_left = Signal()
    problems = Signal(FieldsError)
    failed = Signal(ListeningRoomError)
    receipt_ready = Signal(ReceiptView, Path)
    """ReceiptView, and the path to write it to."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._filter = ReviewFilter()
        self._rows: tuple[ReviewRow, ...] = ()
        self._wanted = 0
        self._view: ReviewView | None = None
        self._path = Path()

    def load(self, by: ReviewFilter | None = None) -> None:
        """Reload the list as far as it is shown, through the last filter; through another one, its first page."""
        if by is not None:
            self._filter, self._wanted = by, 0
        self._read(self._filter, self._first_page, self._wanted)

    def load_more(self) -> None:
        """Load the page after the last row."""
        if self._rows:
            self._wanted = len(self._rows) + reviewing.PAGE
            after = self._rows[-1].key
            self._read(replace(self._filter, after=after), partial(self._next_page, after))

    def open(self, id: SessionId) -> None:
        """Open a session's page. Opening it is logged."""
        self._context.run(reviewing.open_review, self._context.actor, id).then(self._opened).otherwise(self._failed)

    def again(self, id: SessionId, then: Callable[[ReviewView], object]) -> None:
        """Read a session that is open as it is now, for its page. `then` gets it, unless it was opened long ago."""

        def read(view: ReviewView | None) -> None:
            if view is not None:
                self._view = view
                then(view)

        self._context.run(reviewing.review_again, self._context.actor, id, owner=self).then(read)

    def sign_off(self, comment: str) -> None:
        """Sign off the open session, then go to the next one that waits."""
        assert self._view is not None
        command = reviewing.SignOff(self._context.actor, self._view.session.id, comment)
        self._context.run(command).then(self._signed).otherwise(self._failed)

    def take_back(self, session: SessionId) -> None:
        """Take back the sign-off of a session, then open it again."""
        command = TakeSignOffBack(self._context.actor, session)
        taken = self._context.run(command)
        taken.then(lambda _: self._taken_back(session)).otherwise(self._failed)

    def ask(self, words: str) -> None:
        """Put a question to the adviser of the open session."""
        assert self._view is not None
        command = AskAdviser(self._context.actor, self._view.session.id, words)
        self._context.run(command, owner=self).then(self.asked.emit).otherwise(self._failed)

    def next(self) -> None:
        """Open the next session in the list that waits for this supervisor."""
        call = self._context.run(reviewing.next_waiting, self._context.actor, self._filter)
        call.then(self._next).otherwise(self._failed)

    def receipt(self, path: Path) -> None:
        """Get the receipt of the open session, to be written to `path`. Saving it is logged first."""
        assert self._view is not None
        self._path = path
        call = self._context.run(receipt_to_save, self._context.actor, self._view.session.id)
        call.then(self._receipt).otherwise(self._failed)

    def _read(self, by: ReviewFilter, done: Callable[[ReviewsView], None], shown: int = 0) -> None:
        self._context.run(reviewing.reviews, self._context.actor, by, shown).then(done)

    @Slot(object)
    def _first_page(self, view: ReviewsView) -> None:
        self._rows = view.rows
        self.listed.emit(view, self._rows)

    def _next_page(self, after: tuple[int, str, str], view: ReviewsView) -> None:
        """Add a page, unless the list was reloaded meanwhile and does not end there any more."""
        if not self._rows or self._rows[-1].key != after:
            return
        self._rows += view.rows
        self.listed.emit(view, self._rows)

    @Slot(object)
    def _opened(self, view: ReviewView) -> None:
        self._view = view
        self.opened.emit(view)

    @Slot(object)
    def _signed(self, _: None) -> None:
        assert self._view is not None
        self.signed_off.emit(self._view)
        self.next()

    def _taken_back(self, session: SessionId) -> None:
        self.taken_back.emit(session)
        self.open(session)

    @Slot(object)
    def _next(self, id: SessionId | None) -> None:
        if id is None:
            self.nothing_left.emit()
        else:
            self.open(id)

    @Slot(object)
    def _receipt(self, receipt: ReceiptView) -> None:
        self.receipt_ready.emit(receipt, self._path)

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        if isinstance(error, FieldsError):
            self.problems.emit(error)
        else:
            self.failed.emit(error)
