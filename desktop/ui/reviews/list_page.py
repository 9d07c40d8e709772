"""The sessions to review: exceptions first, then the oldest. They are filtered by date, adviser, outcome and words in
notes; on request those that are signed off are among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.application.log.integrity import Lag
from desktop.application.ports.reading import ReviewFilter, ReviewRow
from desktop.application.reviews.reviewing import ReviewsView
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import PersonId, SessionId
from desktop.domain.shared.kinds import Kind
from desktop.errors import FieldsError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import LinkButton, SecondaryButton
from desktop.ui.kit.choices import Choice, ListField, TicksField
from desktop.ui.kit.date_field import DateField
from desktop.ui.kit.fields import TextField
from desktop.ui.kit.layouts import FlowLayout, column_in
from desktop.ui.kit.lists import SearchBar, Table
from desktop.ui.kit.progress import Empty
from desktop.ui.kit.rows import Row
from desktop.ui.kit.text import filled, strong
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import ListPage
from desktop.words import tr
from desktop.words.codes import or_list, words
from desktop.words.errors import problems_of
from desktop.words.formatting import age_words, grouped, moment_beside


class Filters(QWidget):
    """The fields of the filter. Emits `wanted` on request; typing alone changes nothing."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.start = DateField("start", tr("From"))
        self.end = DateField("end", tr("Up to"))
        self.adviser = ListField("adviser", tr("Adviser"), ())
        self.adviser.input.setItemText(0, tr("Anyone"))
        choices = [Choice(outcome.value, _named(outcome)) for outcome in Outcome]
        self.outcome = ListField("outcome", tr("Outcome"), choices)
        self.outcome.input.setItemText(0, tr("Any outcome"))
        self.words = TextField("words", tr("Words in the notes"), letters=24)
        self.signed = TicksField("signed", tr("Signed off"), (Choice("also", tr("Show these too")),))
        self.show_button = SecondaryButton(tr("Show these sessions"))
        self.clear_button = LinkButton(tr("Clear the filters"))
        self.show_button.clicked.connect(self.wanted)
        self.clear_button.clicked.connect(self.clear)
        self._lay_out()

    def _lay_out(self) -> None:
        box = column_in(self, gap=16)
        for widgets in (
            (self.start, self.end, self.signed),
            (self.adviser, self.outcome, self.words),
            (self.show_button, self.clear_button),
        ):
            row = FlowLayout(gap=34, top=True)
            for widget in widgets:
                row.addWidget(widget)
            box.addLayout(row)

    def show_advisers(self, advisers: Sequence[tuple[PersonId, str]]) -> None:
        """Offer these advisers; the chosen one stays chosen."""
        self.adviser.set_choices(tuple(Choice(id, name) for id, name in advisers))
        self.adviser.input.setItemText(0, tr("Anyone"))

    def value(self, zone: ZoneInfo) -> ReviewFilter:
        """Return the chosen filter. Raises FieldsError for a date that cannot be read."""
        fields = (self.start, self.end)
        problems = {f.name: "date_unreadable" for f in fields if any(f.typed()) and f.value() is None}
        if problems:
            raise FieldsError(problems)
        start, end, outcome = self.start.value(), self.end.value(), self.outcome.value()
        adviser = self.adviser.value()
        return ReviewFilter(
            start=datetime.combine(start, time(), zone) if start else None,
            end=datetime.combine(end + timedelta(days=1), time(), zone) if end else None,
            adviser=PersonId(adviser) if adviser else None,
            outcome=Outcome(outcome) if outcome else None,
            waiting_only=not self.signed.value(),
            words=self.words.value(),
        )

    def clear(self) -> None:
        """Reset the filter to the sessions that wait."""
        for field in (self.start, self.end):
            field.set_value(None)
        self.adviser.set_value(None)
        self.outcome.set_value(None)
        self.words.set_value("")
        self.signed.set_value(())
        self.wanted.emit()


def _named(outcome: Outcome) -> str:
    """Return the outcome as the list has it, for requests of either kind."""
    names = [words(outcome, kind) for kind in Kind]
    return names[0] if len(set(names)) == 1 else or_list(names)


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
