"""The sessions to review: exceptions first, then the oldest."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Signal

from desktop.application.log.anchoring import Lag
from desktop.application.ports.review_rows import ReviewFilter, ReviewRow
from desktop.application.reviews.views import ReviewsView
from desktop.domain.shared.ids import SessionId
from desktop.errors import FieldsError
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.search_bar import SearchBar
from desktop.ui.kit.widgets.table import Row, Table
from desktop.ui.kit.widgets.words import filled, strong
from desktop.ui.kit.widgets.working import Empty
from desktop.ui.reviews.filters import Filters
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import ListPage
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.formatting import age_words, grouped, moment_beside
from desktop.words.problems import problems_of

A_DAY = timedelta(days=1)


class ReviewsPage(ListPage):
    """The list of sessions. Emits `wanted(ReviewFilter)`; the table emits what is opened, and "Show more"."""

    wanted = Signal(ReviewFilter)

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Reviews"), wide=True)
        self._context = context
        self._filter = ReviewFilter()
        self.banner = Banner("success")
        self.lag, self.night = Banner("notice"), Banner("notice")
        self.fold = SecondaryButton(tr("Filter the list"))
        self.filters = Filters()
        self.filters.hide()
        columns = (tr("When"), tr("Request"), tr("Adviser"), tr("Outcome"), tr("Reason"))
        self.table = Table(tr("Sessions to review"), columns, weights=(4, 3, 3, 3, 4))
        self.none_waits = Empty(
            tr("There are no sessions to review."), tr("A session comes here when an adviser closes it.")
        )
        self.none_found = Empty(
            tr("No session matches."), tr("Change what you look for above, or clear it to see what is waiting.")
        )
        self.search = SearchBar()
        listed = (self.fold, self.filters, self.table, self.none_waits, self.none_found)
        self.pin(self.banner)
        self.add(self.lag, self.night, self.search, *listed)
        self.search.ended.connect(self._end_search)
        for empty in (self.none_waits, self.none_found):
            empty.hide()
        self.fold.clicked.connect(self._fold)
        self.filters.wanted.connect(self._apply)

    @property
    def filtered(self) -> bool:
        """Whether the list shows anything but all waiting sessions."""
        return self._filter != ReviewFilter()

    def show_reviews(self, view: ReviewsView, rows: tuple[ReviewRow, ...]) -> None:
        """Show all rows fetched so far, and the number that waits."""
        self.filters.show_advisers(view.advisers)
        self.set_lead(*self._lead_parts(view))
        self.lag.set_parts(*self._lag_parts(view.lag))
        missed = tr("There has been no nightly run for two days. Tell an administrator.")
        self.night.set_parts(missed if view.nightly_run_missed else "")
        today = self._context.desk.clock.now().astimezone(self._context.desk.office.zone).date()
        self.table.show_rows([self._row(row, today) for row in rows], more=view.more)
        self.table.setVisible(bool(rows))
        self.none_waits.setVisible(not rows and not self.filtered)
        self.none_found.setVisible(not rows and self.filtered)

    def show_signed_off(self, *parts: str) -> None:
        """Report the last sign-off above the list."""
        self.banner.set_parts(*parts)

    def show_only(self, found: tuple[SessionId, ...]) -> None:
        """Show what a search found, page by page; the filters are for the whole list."""
        self.set_problems(())
        self.banner.set_parts()
        self.search.show_on(True)
        for part in (self.fold, self.filters):
            part.hide()
        self._filter = ReviewFilter(waiting_only=False, only=found)
        self.wanted.emit(self._filter)

    def _end_search(self) -> None:
        self.filters.clear()
        self.fold.show()
        self.fold.set_words(tr("Filter the list"))

    def _lag_parts(self, lag: Lag) -> tuple[str, ...]:
        """Say how long the log waits for an anchor, once it is a day."""
        if lag.age < A_DAY:
            return ()
        waits = tr("The oldest event that is not anchored is {age} old.").format(age=age_words(lag.age))
        if lag.stops and not lag.accepted:
            return strong(waits), tr("No session can begin. Under Log you can let them begin today.")
        return (waits,)

    def _lead_parts(self, view: ReviewsView) -> tuple[str, ...]:
        if self.filtered:
            only = tr("The list shows what was found.") if self.search.on else tr("The list is filtered.")
            return counts(view), only
        if view.to_look_at:
            return counts(view), tr("Most serious first, then the oldest.")
        return counts(view), tr("The oldest comes first.") if view.ordinary else ""

    def _row(self, row: ReviewRow, today: date) -> Row:
        when = moment_beside(row.opened_at, today, self._context.desk.office.zone)
        said = ", ".join(words(code) for code in row.exceptions)
        why = f"{said[:1].upper()}{said[1:]}" or tr("Ordinary")  # "ID" keeps its capitals
        if row.signed_off:
            why = tr("Signed off. {why}").format(why=why)
        elif row.unanswered:
            why = "\n".join((why, tr("The adviser has not answered yet")))
        elif row.answered:
            why = "\n".join((why, tr("The adviser has answered")))
        cells = (when, row.reference, row.adviser_name, words(row.outcome, row.kind), why)
        return Row(row.id, cells, attention=bool(row.exceptions) and not row.signed_off)

    def _fold(self) -> None:
        shown = self.filters.isHidden()
        self.filters.setVisible(shown)
        self.fold.set_words(tr("Hide the filters") if shown else tr("Filter the list"))
        if shown:
            self.filters.start.focus_target().setFocus()

    def _apply(self) -> None:
        self.banner.set_parts()
        try:
            self._filter = self.filters.value(self._context.desk.office.zone)
        except FieldsError as error:
            self.set_problems_by_name(problems_of(error))
            return
        self.set_problems(())
        self.wanted.emit(self._filter)


def counts(view: ReviewsView) -> str:
    """Return the counts: "33 ordinary, 7 to look at."."""
    look = strong(tr("{count} to look at").format(count=grouped(view.to_look_at)))
    return filled(tr("{count} ordinary, {look}."), count=grouped(view.ordinary), look=look)
