"""Lists of requests: the base of their pages and places, and the page of all requests, ordered by due date.

A place has a list as far as it is shown, a search in it, and the open request. That follows what other PCs do with it,
unless something was typed, or a copy is heard beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from desktop.application.ports.reading import RequestRow
from desktop.application.requests import views
from desktop.application.requests.deadlines import as_of
from desktop.application.requests.listing import PAGE, RequestCounts, RequestFilter, row_presses
from desktop.application.requests.views import RequestView
from desktop.domain.requests.request import Request
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.spans import Span
from desktop.errors import ListeningRoomError
from desktop.ui.copies.hearing import CopyPlayback
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import LinkButton
from desktop.ui.kit.forms.page import Page
from desktop.ui.kit.lists import Filters, SearchBar, Table
from desktop.ui.kit.progress import Empty
from desktop.ui.kit.rows import Row
from desktop.ui.kit.text import filled, strong
from desktop.ui.requests.request_words import LISTED_COLUMNS, listed_cells
from desktop.ui.running.context import Context
from desktop.ui.running.in_person import InPersonPage
from desktop.ui.running.pages_place import FollowingPlace, ListPage, RecordPage, SearchingRows, UseCase
from desktop.ui.running.tasks import Running
from desktop.words import Texts, counted, text, tr
from desktop.words.formatting import day, grouped, weekday_and_day


class RequestListPage(ListPage):
    """A list of requests with a search. `banner`, which a subclass pins, reports the last action.

    `none_found` is there instead of `table` where a search found nothing. A subclass turns requests into rows.
    """

    def __init__(
        self, context: Context, about: str, table: Table, none_found: Empty, *above: QWidget, primary: str = ""
    ) -> None:
        """`above`: what is between the search and the table."""
        super().__init__(about, primary=primary, wide=True)
        self._context, self.table, self.none_found = context, table, none_found
        self.banner, self.search = Banner("success"), SearchBar()
        none_found.hide()
        self.add(self.search, *above, table, none_found)

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


FILTERS: Texts[RequestFilter] = {
    RequestFilter.UNANSWERED: "All open",
    RequestFilter.OVERDUE: "Overdue",
    RequestFilter.MINE: "Mine",
    RequestFilter.FOR_OFFICERS: "Waiting for me",
    RequestFilter.FOR_APPROVERS: "Waiting for me",
    RequestFilter.ALL: "Closed ones too",
}
NOTHING: Texts[RequestFilter] = {
    RequestFilter.UNANSWERED: "There are no open requests.",
    RequestFilter.OVERDUE: "Nothing is overdue.",
    RequestFilter.MINE: "No request that you took is open.",
    RequestFilter.FOR_OFFICERS: "Nothing waits for you.",
    RequestFilter.FOR_APPROVERS: "Nothing waits for you.",
    RequestFilter.ALL: "There are no requests.",
}
OF_OFFICERS = (
    RequestFilter.UNANSWERED,
    RequestFilter.OVERDUE,
    RequestFilter.MINE,
    RequestFilter.FOR_OFFICERS,
    RequestFilter.ALL,
)
OF_OTHERS = (RequestFilter.UNANSWERED, RequestFilter.OVERDUE, RequestFilter.FOR_APPROVERS, RequestFilter.ALL)
"""Which lists someone can choose among: who takes requests, and who does not."""


class RequestsPage(RequestListPage):
    """The list of requests. Emits `which_wanted` for another list; `submitted` begins a new
    request.

    What arrives while a row is pressed is shown on release: nothing moves under the pointer.
    """

    compact = True
    which_wanted = Signal(RequestFilter)

    def __init__(self, context: Context, *, may_take: bool) -> None:
        choices = OF_OFFICERS if may_take else OF_OTHERS
        filters = Filters(tr("Which requests"), [(which.value, tr(FILTERS[which])) for which in choices])
        fills = tr("An information officer takes requests.") if not may_take else tr("Take the first one below.")
        empty = Empty(tr(NOTHING[RequestFilter.UNANSWERED]), fills)
        columns = [tr(name) for name in LISTED_COLUMNS]
        super().__init__(
            context,
            tr("Requests"),
            Table(tr("Requests"), columns, weights=(3, 4, 3, 5, 5), empty=empty),
            Empty(
                tr("No request matches."),
                tr("Check what you typed. The beginning of a name is enough. A telephone number has to be whole."),
            ),
            filters,
            primary=tr("Take a request") if may_take else "",
        )
        self.filters, self.empty, self.find_link = filters, empty, LinkButton(tr("Find the recording"))
        self.find_link.hide()
        self.rows: Sequence[RequestRow] = ()
        self.more = False
        """The rows that are shown, and whether the list goes on."""
        self.paper_link = self.add_link(tr("Print this list"))
        self.paper_link.hide()
        self._counts: RequestCounts | None = None
        self.fresh = False
        """Whether it has just been opened: then the first rows take the keyboard, whoever looks."""
        self._later: dict[str, Callable[[], None]] = {}
        self.pin(self.banner, self.find_link)
        self.filters.chosen.connect(self._choose)
        self.table.view.let_go.connect(self._let_go)

    def say(self, *parts: str, find: str = "") -> None:
        """Report the last action, with a link to the next step if `find` has its words."""
        self.banner.set_parts(*parts)
        self.find_link.set_words(find)
        self.find_link.setVisible(bool(find))

    def say_taken(self, requests: Sequence[Request]) -> None:
        """Report that a request was taken, for each of its calls, with a link to the search for the recording."""
        request, count = requests[0], len(requests)
        due = tr("The answer is due on {day}.").format(day=weekday_and_day(request.due_on)) if request.due_on else ""
        one, many = text("Request {reference} was taken."), text("Request {reference} was taken, for {n} calls.")
        taken = counted(count, one, many, reference=request.reference)
        first = tr("Find the recording of the first call")
        self.say(strong(taken), due, find=tr("Find the recording") if count == 1 else first)

    def show_all_open(self) -> None:
        """Choose the list of what is to be done, without a search."""
        self.search.empty()
        self._choose_quietly(RequestFilter.UNANSWERED)

    @property
    def shown(self) -> str:
        """The name of the list that is shown."""
        return tr("What a search found") if self.search.on else tr(FILTERS[RequestFilter(self.filters.key)])

    def show_counts(self, counts: RequestCounts) -> None:
        """Say how many there are, and how urgent; not above what a search found."""
        self._unless_pressed("counts", partial(self._show_counts, counts))

    def show_requests(self, rows: Sequence[RequestRow], *, more: bool = False) -> None:
        """Show the first requests of the list, in their order."""
        self._unless_pressed("rows", partial(self._show_requests, rows, more=more))

    def show_found(self, rows: Sequence[RequestRow], total: int, *, more: bool) -> None:
        self._unless_pressed("rows", partial(super().show_found, rows, total, more=more))

    def _unless_pressed(self, what: str, show: Callable[[], None]) -> None:
        if self.table.view.held_down:
            self._later[what] = show
        else:
            show()

    def _let_go(self) -> None:
        later, self._later = self._later, {}
        for show in later.values():
            show()

    def _choose(self, key: str) -> None:
        which = RequestFilter(key)
        self._choose_quietly(which)
        self.which_wanted.emit(which)

    def _choose_quietly(self, which: RequestFilter) -> None:
        self.filters.set_chosen(which.value)
        self.empty.set_why(tr(NOTHING[which]), fills=which is RequestFilter.UNANSWERED)

    def _show_counts(self, counts: RequestCounts) -> None:
        self._counts = counts
        self.filters.show_counts(_numbers(counts))
        if not self.search.on:
            self.set_lead(*_lead(counts, self._context.desk.today()))

    def _show_requests(self, rows: Sequence[RequestRow], *, more: bool) -> None:
        self.show_list(rows, more=more, found=False)
        fresh, self.fresh = self.fresh, False
        if fresh and rows and self._at_its_beginning():
            self.table.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._counts is not None:
            self._show_counts(self._counts)

    def _at_its_beginning(self) -> bool:
        """Return whether the keyboard is where a page without rows puts it: nobody has gone anywhere, or typed."""
        focused = QApplication.focusWidget()
        in_search = focused is not None and self.search.isAncestorOf(focused)
        return focused is self.primary or (in_search and not self.search.field.value())

    def show_list(self, rows: Sequence[RequestRow], *, more: bool, found: bool) -> None:
        self.rows, self.more = rows, more
        self.paper_link.setVisible(bool(rows))
        self.filters.setVisible(not found)
        super().show_list(rows, more=more, found=found)

    def order_of_found(self) -> str:
        return tr("The newest comes first.")

    def row_of(self, row: RequestRow) -> Row:
        today = self._context.desk.today()
        return Row(row.id, listed_cells(row, today), attention=row_presses(row, today))


def _numbers(counts: RequestCounts) -> dict[str, int]:
    """Return how many there are in each list; of the closed ones nobody counts them."""
    return {
        RequestFilter.UNANSWERED: counts.listed,
        RequestFilter.OVERDUE: counts.overdue,
        RequestFilter.MINE: counts.mine,
        RequestFilter.FOR_OFFICERS: counts.for_officers,
        RequestFilter.FOR_APPROVERS: counts.for_approvers,
    }


def _lead(counts: RequestCounts, today: date) -> tuple[str, ...]:
    overdue, soon = counts.overdue, counts.due_soon - counts.overdue
    waiting = filled(
        tr("{n} open, {overdue}, {soon} due within a week."),
        n=grouped(counts.listed),
        overdue=strong(tr("{n} overdue").format(n=grouped(overdue))) if overdue else tr("none overdue"),
        soon=grouped(soon) if soon else tr("none"),
    )
    return tr("Today is {day}.").format(day=day(today)), waiting, tr("The most urgent comes first.")


class PageOfRequest(RecordPage):
    """A page that shows a request."""

    compact = True
    back = Signal()
    view: RequestView | None = None

    def show_heard(self, heard: tuple[Span, ...]) -> None:
        """Show how much of the copy has been heard so far."""
        raise NotImplementedError


class ListedRequests(FollowingPlace):
    """The place. A subclass reads the list (`read_list`), and shows a request that was opened (`show_opened`)."""

    lock_wanted = Signal()
    list_page: RequestListPage

    def __init__(
        self, context: Context, list_page: RequestListPage, search: UseCase, named: UseCase, *pages: Page
    ) -> None:
        """`named`: reads the rows of what the search found."""
        super().__init__(context, list_page, *pages)
        self._shown = PAGE
        self.searching = SearchingRows(context, list_page, list_page.search, search, named)
        self.searching.shown.connect(self.show_found)
        self.searching.ended.connect(self.read_from_the_top)
        list_page.table.opened.connect(self.open)
        list_page.table.more_wanted.connect(self._read_more)
        self.in_person = InPersonPage(context, self.stack)
        self.hearings = CopyPlayback(context, self)
        self.hearings.lock_wanted.connect(self.lock_wanted)
        self.hearings.failed.connect(self.fail)
        self.hearings.shut.connect(self._show_heard)

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

    @property
    def is_covered(self) -> bool:
        return self.hearings.window is not None

    def id_of(self, view: RequestView) -> str:
        return view.row.id

    def read_again(self, view: RequestView) -> Running[RequestView | None]:
        return self._context.run(views.request_again, self._context.actor, view.row.id, owner=self)

    def as_of_today(self, view: RequestView) -> RequestView:
        row: RequestRow = as_of(view.row, self._context.desk.deadline_rules, self._context.desk.today())
        return replace(view, row=row)

    def read_list(self, shown: int) -> None:
        """Read so many of the first rows."""
        raise NotImplementedError

    def show_opened(self, view: RequestView) -> None:
        """Show a request that was opened."""
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

    def _opened(self, view: RequestView) -> None:
        self.show_opened(self.as_of_today(view))

    @Slot()
    def _show_heard(self) -> None:
        for page in self.findChildren(PageOfRequest):
            if page.view is not None:
                page.show_heard(self.hearings.heard(page.view.copy))
