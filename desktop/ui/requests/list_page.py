"""Requests, ordered by due date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal

from desktop.application.ports.reading import RequestCounts, RequestRow
from desktop.application.requests.acting_by import row_presses
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.buttons import LinkButton
from desktop.ui.kit.widgets.choice_field import Choice, TicksField
from desktop.ui.kit.widgets.search_bar import SearchBar
from desktop.ui.kit.widgets.table import Row, Table
from desktop.ui.kit.widgets.words import filled, strong
from desktop.ui.kit.widgets.working import Empty
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import ListPage
from desktop.words import counted, tr
from desktop.words.codes import words
from desktop.words.formatting import day, grouped
from desktop.words.requests.due_words import listed_due, next_words


class RequestsPage(ListPage):
    """The list of requests. Emits `all_wanted(bool)`: with closed ones; `find_wanted`: the recording of the newest.
    `submitted` begins a new request.
    """

    all_wanted = Signal(bool)
    find_wanted = Signal()

    def __init__(self, context: Context, *, may_take: bool) -> None:
        super().__init__(tr("Requests"), primary=tr("Take a request") if may_take else "", wide=True)
        self._context = context
        self.banner = Banner("success")
        self.find_link = LinkButton(tr("Find the recording"))
        self.find_link.hide()
        self.find_link.clicked.connect(self.find_wanted)
        self.every = TicksField("every", tr("Show"), (Choice("every", tr("Closed requests too")),))
        columns = (tr("Request"), tr("Person"), tr("Kind"), tr("Due"), tr("Who acts next"))
        fills = tr("An information officer takes requests.") if not may_take else tr("Take the first one below.")
        empty = Empty(tr("There are no open requests."), fills)
        self.table = Table(tr("Requests"), columns, weights=(3, 3, 3, 4, 5), empty=empty)
        self.search = SearchBar()
        self.none_found = Empty(
            tr("No request matches."), tr("Check what you typed. A name can be cut short, a telephone number cannot.")
        )
        self.none_found.hide()
        self._counts: RequestCounts | None = None
        self.add(self.banner, self.find_link, self.search, self.every, self.table, self.none_found)
        self.every.edited.connect(lambda: self.all_wanted.emit(bool(self.every.value())))

    def say(self, *parts: str, find: str = "") -> None:
        """Report the last action, with a link to the next step if `find` has its words."""
        self.banner.set_parts(*parts)
        self.find_link.set_words(find)
        self.find_link.setVisible(bool(find))

    def show_counts(self, counts: RequestCounts) -> None:
        """Say how many there are, and how urgent; not above what a search found."""
        self._counts = counts
        if not self.search.on:
            self.set_lead(*_lead(counts, self._context.desk.today()))

    def show_requests(self, rows: Sequence[RequestRow], *, more: bool = False) -> None:
        """Show the requests fetched so far, in their order."""
        self._show(rows, more=more, found=False)
        if self._counts is not None:
            self.show_counts(self._counts)

    def show_found(self, rows: Sequence[RequestRow], total: int, *, more: bool) -> None:
        """Show what a search found, the newest first."""
        self.set_problems(())
        self._show(rows, more=more, found=True)
        newest = tr("The newest comes first.") if total > 1 else ""
        self.set_lead(strong(counted(total, "1 request found.", "{n} requests found.")) if total else "", newest)

    def _show(self, rows: Sequence[RequestRow], *, more: bool, found: bool) -> None:
        today = self._context.desk.today()
        self.search.show_on(found)
        self.every.setVisible(not found)
        self.table.show_rows([_row(row, today) for row in rows], more=more)
        self.table.setVisible(bool(rows) or not found)
        self.none_found.setVisible(found and not rows)


def _row(row: RequestRow, today: date) -> Row:
    cells = (row.reference, row.shown_name, words(row.kind), listed_due(row, today), next_words(row))
    return Row(row.id, cells, attention=row_presses(row, today))


def _lead(counts: RequestCounts, today: date) -> tuple[str, ...]:
    overdue, soon = counts.overdue, counts.due_soon - counts.overdue
    waiting = filled(
        tr("{n} open, {overdue}, {soon} due within a week."),
        n=grouped(counts.unanswered),
        overdue=strong(tr("{n} overdue").format(n=grouped(overdue))) if overdue else tr("none overdue"),
        soon=grouped(soon) if soon else tr("none"),
    )
    return tr("Today is {day}.").format(day=day(today)), waiting, tr("The most urgent comes first.")
