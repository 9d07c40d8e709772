"""Pages that follow one another in a frame, and the work at their end, which is not left before it is over.

Rules:
- What was typed on a page is checked off the GUI thread before the next one shows. Its secrets are gone as it
  is left (`PasswordField`).
- The page says so from `begin` on, and no more once it has ended, before anybody is told how.
- It is cancelled by the page's own button. It may end in a result all the same.
- That someone's access, or this PC's, has ended meanwhile is a failure like others (`Tasks.access_ended`).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from desktop.errors import ListeningRoomError
from desktop.ui.kit.forms.page import BackPage, Page
from desktop.ui.kit.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop.ui.kit.frame import Frame
    from desktop.ui.kit.progress import Working
    from desktop.ui.running.tasks import Tasks

T = TypeVar("T")


class Way(QObject):
    """Shows pages in a frame. Emits `left` before the first of them."""

    left = Signal()

    def __init__(self, tasks: Tasks, frame: Frame, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._frame = tasks, frame

    def show(self, page: Page) -> None:
        """Show a page, and nothing above it."""
        self._frame.banner.set_parts()
        self._frame.show_page(page)
        page.focus_first()

    def check(self, page: BackPage, said: str, call: Callable[[], T], then: Callable[[T], object]) -> None:
        """Run `call` while the page says so; then go on from the page with its result, or show what was refused."""
        self._frame.banner.set_parts()
        page.set_busy(said)
        checked = self._tasks.run(call, owner=self)
        checked.then(partial(self.go_on, page, then)).otherwise(partial(self.show_refused, page))

    def go_on(self, page: BackPage, then: Callable[[T], object], result: T) -> None:
        """Go on from a page in which nothing is wrong."""
        page.set_busy("")
        page.set_problems(())
        then(result)

    def show_refused(self, page: BackPage, error: ListeningRoomError) -> None:
        """Show what was refused on the page, or above it."""
        self._frame.banner.set_parts(page.show_refusal(error))

    def drop(self, pages: Iterable[Page]) -> None:
        """Forget what was typed, and destroy the pages that were never shown."""
        for page in pages:
            if isinstance(page, BackPage):
                page.wipe()
            if page.parent() is None:
                page.deleteLater()


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

    def _fail(self, error: ListeningRoomError) -> None:
        self._end()
        self.failed.emit(error)

    @Slot(object)
    def _access_ended(self, error: ListeningRoomError) -> None:
        if self.running:
            self._fail(error)
