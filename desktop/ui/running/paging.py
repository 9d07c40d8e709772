"""The rows of a list that are fetched page by page, through reloads and presses on "Show more". No Qt.

Rules:
- A reload fetches as many rows as someone has asked for so far, so that nothing goes from under them.
- A page that comes after another row than the last one shown is not taken: the list was reloaded meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from desktop.application.ports.reading import RequestKey
from desktop.application.requests.listing import PAGE, PageAsked

Row = TypeVar("Row", covariant=True)
T = TypeVar("T")


class PageOf(Protocol[Row]):
    """A page that was fetched."""

    @property
    def asked(self) -> PageAsked: ...

    @property
    def rows(self) -> tuple[Row, ...]: ...

    @property
    def next(self) -> RequestKey | None: ...


class Found(Generic[T]):
    """The result of a search, by identifiers, shown from the first on."""

    def __init__(self, ids: Sequence[T]) -> None:
        self.ids = tuple(ids)
        self._wanted = PAGE

    @property
    def shown(self) -> tuple[T, ...]:
        """The identifiers whose rows are shown."""
        return self.ids[: self._wanted]

    @property
    def more(self) -> bool:
        """Whether there is another page."""
        return len(self.ids) > self._wanted

    def show_more(self) -> None:
        """Show another page."""
        self._wanted += PAGE


class Paging(Generic[T]):
    """The rows fetched so far, in order."""

    def __init__(self) -> None:
        self.rows: tuple[T, ...] = ()
        self._next: RequestKey | None = None
        self._wanted = 0

    @property
    def more(self) -> bool:
        """Whether there is another page."""
        return self._next is not None

    def begin(self) -> None:
        """Begin another list, with one page."""
        self._wanted = 0

    def again(self) -> PageAsked:
        """Return what to ask for to fetch it all again."""
        return PageAsked(None, max(self._wanted, PAGE))

    def following(self) -> PageAsked | None:
        """Return what to ask for to show more; None at the end of the list."""
        if self._next is None:
            return None
        self._wanted = len(self.rows) + PAGE
        return PageAsked(self._next, PAGE)

    def take(self, page: PageOf[T]) -> bool:
        """Take a page; False where the list was fetched again since it was asked for."""
        if page.asked.after is not None and page.asked.after != self._next:
            return False
        self.rows = page.rows if page.asked.after is None else (*self.rows, *page.rows)
        self._next = page.next
        return True
