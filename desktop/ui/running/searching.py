"""The search above a list: what is typed goes to a use case, which logs it; what is none is said at its field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.requests.listing import PAGE
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.kit.widgets.search_bar import SearchBar
from desktop.ui.running.context import Context
from desktop.words.problems import problems_of

UseCase = Callable[..., Any]


class Searched(Protocol):
    """A page with a search."""

    search: SearchBar

    def set_problems_by_name(self, problems: Mapping[str, str]) -> None: ...


class Searching(QObject):
    """The search of one page. Emits `found` with what the use case returned."""

    found = Signal(object)
    """With the result of the use case, of a type for each search."""

    def __init__(self, context: Context, search: UseCase, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._search = context, search
        self._page: Searched | None = None

    def serve(self, page: Searched) -> None:
        """Search for what is typed there."""
        self._page = page
        page.search.wanted.connect(self.begin)

    @Slot(str)
    def begin(self, typed: str) -> None:
        """Search. That is logged, so that it is done once."""
        call = self._context.run(self._search, self._context.actor, typed, owner=self)
        call.then(self._take).otherwise(self._not_found)

    @Slot(object)
    def _take(self, found: Any) -> None:
        self.found.emit(found)

    @Slot(object)
    def _not_found(self, error: ListeningRoomError) -> None:
        if isinstance(error, FieldsError) and self._page is not None:
            self._page.set_problems_by_name(problems_of(error))
        else:
            self._context.fail(error)


class SearchingRows(Searching):
    """A search that finds identifiers: their rows are read as often as the list. Emits `ended` for the whole list."""

    shown = Signal(object, int, bool)
    """Rows of what was found (of the list's own type), how many were found, and whether there are more."""
    ended = Signal()

    def __init__(self, context: Context, search: UseCase, named: UseCase, parent: QObject) -> None:
        super().__init__(context, search, parent)
        self._named = named
        self._found: Sequence[Any] | None = None
        self._shown = PAGE

    @property
    def on(self) -> bool:
        """Whether the list shows what was found."""
        return self._found is not None

    def serve(self, page: Searched) -> None:
        super().serve(page)
        page.search.ended.connect(self._end)

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

    @Slot(object)
    def _take(self, found: Any) -> None:
        self._found, self._shown = found, PAGE
        self.read()

    @Slot(object)
    def _show(self, rows: Any) -> None:
        if self._found is not None:
            found = len(self._found)
            self.shown.emit(rows, found, found > self._shown)
