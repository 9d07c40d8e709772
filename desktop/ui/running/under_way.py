"""Work that a page's button starts and that is not left before it ends: how far it is, its cancelling, and its end.

Rules:
- The page says so from `begin` on, and no more once it has ended, before anybody is told how.
- It is cancelled by the page's own button. It may end in a result all the same.
- That someone's access, or this PC's, has ended meanwhile is a failure like others (`Tasks.access_ended`).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from desktop.errors import ListeningRoomError
from desktop.ui.kit.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.ui.kit.progress import Working
    from desktop.ui.running.tasks import Tasks

T = TypeVar("T")


class PageAtWork(Protocol):
    """A page that says how far its work is."""

    working: Working

    def show_at_work(self, progress: Progress) -> None:
        """Say that it is under way, and how far it is."""

    def show_ended(self) -> None:
        """Say no more of it."""


class UnderWay(QObject):
    """One page's work. It is asked for again once it has ended. Emits `failed` where it ended without a result."""

    failed = Signal(ListeningRoomError)

    def __init__(self, tasks: Tasks, page: PageAtWork, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._page = tasks, page
        self._progress: Progress | None = None
        page.working.cancelled.connect(self._cancel)
        tasks.access_ended.connect(self._access_ended)

    @property
    def running(self) -> bool:
        """Whether it is under way."""
        return self._progress is not None and not self._tasks.closed

    def begin(self, call: Callable[[Progress], T], then: Callable[[T], object]) -> None:
        """Run the call, which reports to a progress and looks whether it was cancelled. `then` is told its result."""
        progress = self._progress = Progress(self)
        self._page.show_at_work(progress)
        running = self._tasks.run(partial(call, progress), owner=self, progress=progress)
        running.then(partial(self._done, then)).otherwise(self._fail)

    def _done(self, then: Callable[[T], object], result: T) -> None:
        self._end()
        then(result)

    def _end(self) -> None:
        if self._progress is not None:
            self._progress.deleteLater()
        self._progress = None
        self._page.show_ended()

    @Slot()
    def _cancel(self) -> None:
        if self._progress is not None:
            self._progress.cancel()

    @Slot(object)
    def _fail(self, error: ListeningRoomError) -> None:
        self._end()
        self.failed.emit(error)

    @Slot(object)
    def _access_ended(self, error: ListeningRoomError) -> None:
        if self.running:
            self._fail(error)
