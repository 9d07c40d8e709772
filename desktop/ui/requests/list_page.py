"""Requests, ordered by due date, and which of them are shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication

from desktop.application.ports.reading import RequestRow
from desktop.application.requests.listing import RequestCounts, RequestFilter, row_presses
from desktop.domain.requests.request import Request
from desktop.ui.kit.buttons import LinkButton
from desktop.ui.kit.lists import Filters, Table
from desktop.ui.kit.progress import Empty
from desktop.ui.kit.rows import Row
from desktop.ui.kit.text import filled, strong
from desktop.ui.requests.listed_requests import RequestListPage
from desktop.ui.requests.request_words import LISTED_COLUMNS, listed_cells
from desktop.ui.running.context import Context
from desktop.words import Texts, counted, text, tr
from desktop.words.formatting import day, grouped, weekday_and_day

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
    """The list of requests. Emits `which_wanted`: another list; `find_wanted`: the recording of the newest.
    `paper_wanted`: the list on paper. `submitted` begins a new request.

    What arrives while a row is pressed is shown on release: nothing moves under the pointer.
    """

    compact = True
    which_wanted = Signal(RequestFilter)
    find_wanted = Signal()
    paper_wanted = Signal()

    def __init__(self, context: Context, *, may_take: bool) -> None:
        super().__init__(context, tr("Requests"), primary=tr("Take a request") if may_take else "")
        self.find_link = LinkButton(tr("Find the recording"))
        self.find_link.hide()
        self.find_link.clicked.connect(self.find_wanted)
        choices = OF_OFFICERS if may_take else OF_OTHERS
        self.filters = Filters(tr("Which requests"), [(which.value, tr(FILTERS[which])) for which in choices])
        columns = [tr(name) for name in LISTED_COLUMNS]
        fills = tr("An information officer takes requests.") if not may_take else tr("Take the first one below.")
        self.empty = Empty(tr(NOTHING[RequestFilter.UNANSWERED]), fills)
        self.table = Table(tr("Requests"), columns, weights=(3, 4, 3, 5, 5), empty=self.empty)
        self.none_found = Empty(
            tr("No request matches."),
            tr("Check what you typed. The beginning of a name is enough. A telephone number has to be whole."),
        )
        self.none_found.hide()
        self.rows: Sequence[RequestRow] = ()
        self.more = False
        """The rows that are shown, and whether the list goes on."""
        self.paper_link = self.add_link(tr("Print this list"), self.paper_wanted.emit)
        self.paper_link.hide()
        self._counts: RequestCounts | None = None
        self.fresh = False
        """Whether it has just been opened: then the first rows take the keyboard, whoever looks."""
        self._later: dict[str, Callable[[], None]] = {}
        self.pin(self.banner, self.find_link)
        self.add(self.search, self.filters, self.table, self.none_found)
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
