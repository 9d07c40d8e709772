"""The office's figures of a quarter: five that matter, two plots, and short tables, which can be saved as a file.

Nothing names a person.
"""

from __future__ import annotations

import csv
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot

from desktop.application.reviews.reviewing import statistics
from desktop.domain.reviews.statistics import Figures, Quarter, Took
from desktop.errors import ExternalSystemError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.facts import Bar, Bars, BigFigures, Figure
from desktop.ui.kit.layouts import Columns, column
from desktop.ui.kit.overlays import choose_to_save
from desktop.ui.kit.rows import Row, RowsView
from desktop.ui.kit.text import Words, strong, subtitle
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import ListPage, PagesPlace
from desktop.words import reviews as messages
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.formatting import grouped
from desktop.words.reviews import quarter_short, table


class StatisticsPage(ListPage):
    """The page. Emits `moved(Quarter)`; `submitted` is the wish to save the table."""

    moved = Signal(Quarter)

    def __init__(self) -> None:
        super().__init__("", primary=tr("Save as CSV"), wide=True)
        self.figures: Figures | None = None
        self.banner = Banner("success")
        self.facts = BigFigures()
        self.by_quarter = Bars(tr("Answered on time, by quarter"))
        self.took = Bars(tr("Time from request to answer"))
        self.none_by_quarter, self.none_took = Words(tone="muted"), Words(tone="muted")
        plots = Columns(
            column(subtitle(tr("Answered on time, by quarter")), self.none_by_quarter, self.by_quarter, gap=4),
            column(subtitle(tr("Time from request to answer")), self.none_took, self.took, gap=4),
            stack_below=760,
        )
        self.tables = [
            RowsView(name, (name, tr("Number")), (4, 1), header=True, links=False)
            for name in (tr("Requests"), tr("Sessions"), tr("Exceptions"), tr("Other figures"))
        ]
        tables = Columns(*(column(table) for table in self.tables), stack_below=760)
        self.pin(self.banner)
        self.add(self.facts, plots, tables)
        self.paper_link = self.add_link(tr("Print the statistics"))
        self.earlier = self.add_link(tr("Earlier quarter"), lambda: self._move(-1))
        self.later = self.add_link(tr("Later quarter"), lambda: self._move(1))

    def show_figures(self, found: Figures, newest: Quarter) -> None:
        """Show them. `newest`: this quarter, after which there is nothing yet."""
        self.figures = found
        self.set_heading(tr("Statistics: {quarter}").format(quarter=messages.quarter_words(found.quarter)))
        self.set_lead(
            tr("This quarter is not over yet.") if found.quarter == newest else "",
            tr("Nothing on this page names a person."),
        )
        self.banner.set_parts()
        if self.later.hasFocus() and found.quarter >= newest:
            self.earlier.setFocus()  # else it would go to the next button that is there
        self.later.setVisible(found.quarter < newest)
        self.facts.show_figures(_figures(found))
        now = found.on_time[-1]
        bars = [
            Bar(messages.quarter_short(each.quarter), each.percent or 0, messages.percent_words(each), now=each is now)
            for each in found.on_time
        ]
        self.by_quarter.show_bars(tuple(bars), most=100)
        took = [
            Bar(name, number, grouped(number), bad=name == words(Took.LATE))
            for name, number in messages.took_rows(found)
        ]
        self.took.show_bars(tuple(took))
        none_yet = tr("Nothing yet: no request was answered in these quarters.")
        _show_or_say(
            self.by_quarter, self.none_by_quarter, none_yet if not any(each.answered for each in found.on_time) else ""
        )
        none_yet = tr("Nothing yet: no request was answered in this quarter.")
        _show_or_say(self.took, self.none_took, "" if any(found.took.values()) else none_yet)
        rows = (messages.outcome_rows, messages.session_rows, messages.exception_rows, messages.said_rows)
        for each, of in zip(self.tables, rows, strict=True):
            shown = of(found) or ((tr("None"), 0),)
            each.show_rows([Row(at, (name, grouped(number))) for at, (name, number) in enumerate(shown)])

    def show_saved(self, name: str) -> None:
        """Say that the table was saved."""
        self.banner.set_parts(strong(tr("Saved as {name}.").format(name=name)))

    def _move(self, by: int) -> None:
        if self.figures is not None:
            quarter = self.figures.quarter
            self.moved.emit(quarter.before if by < 0 else quarter.after)


def _show_or_say(plot: Bars, words: Words, none_yet: str) -> None:
    """Show the plot, or say why there is none."""
    words.set_parts(none_yet)
    words.setVisible(bool(none_yet))
    plot.setVisible(not none_yet)


def _figures(found: Figures) -> tuple[Figure, ...]:
    now, before = found.on_time[-1], found.on_time[-2]
    of_all = tr("{on_time} of {all}. Before: {before}")
    then = tr("In the quarter before: {before}")
    return (
        Figure(
            messages.percent_words(now),
            tr("answered on time"),
            of_all.format(
                on_time=grouped(now.on_time), all=grouped(now.answered), before=messages.percent_words(before)
            ),
        ),
        Figure(
            messages.median_words(found.median_days),
            tr("days to answer, median"),
            then.format(before=messages.median_words(found.median_before)),
        ),
        Figure(grouped(now.answered), tr("requests answered"), then.format(before=grouped(before.answered))),
        Figure(grouped(found.held), tr("sessions held")),
        Figure(
            grouped(found.exceptional),
            tr("sessions looked at first"),
            tr("{signed} signed off").format(signed=grouped(found.signed_off)),
        ),
    )


class StatisticsPlace(PagesPlace):
    """The place: the figures, and these on paper."""

    list_page: StatisticsPage

    def __init__(self, context: Context) -> None:
        super().__init__(context, StatisticsPage())
        self._quarter: Quarter | None = None
        self.list_page.moved.connect(self.show_quarter)
        self.list_page.submitted.connect(self._save)
        self.list_page.paper_link.clicked.connect(self._show_paper)

    @property
    def newest(self) -> Quarter:
        """The quarter of today."""
        return Quarter.of(self._context.desk.today())

    def load(self) -> None:
        """Count again."""
        asked = self._quarter or self.newest
        self._context.run(statistics, self._context.actor, asked, owner=self).then(self._show)

    @Slot(object)
    def show_quarter(self, quarter: Quarter) -> None:
        """Show the figures of a quarter."""
        self._quarter = min(quarter, self.newest)
        self.load()

    @Slot()
    def _show_paper(self) -> None:
        from desktop.ui.reviews.statistics_paper import statistics_paper  # at its first use

        if self.list_page.figures is not None:
            self.show_on_paper(statistics_paper(self.list_page.figures, self._context.desk.office))

    def _back(self) -> None:
        """Return to the figures, counted again."""
        self.stack.setCurrentWidget(self.list_page)
        self.list_page.paper_link.setFocus()
        self.load()

    def _show(self, found: Figures) -> None:
        self.list_page.show_figures(found, self.newest)

    def _save(self) -> None:
        found = self.list_page.figures
        if found is None:
            return
        name = tr("Statistics {quarter}.csv").format(quarter=quarter_short(found.quarter).replace("–", "-"))
        chosen = choose_to_save(self, tr("Save the statistics"), name, tr("Tables (*.csv)"))
        if chosen is not None:
            saved = self._context.tasks.run(partial(save_table, found, chosen), lane="long", owner=self)
            saved.then(self.list_page.show_saved).otherwise(self._context.fail)


def save_table(found: Figures, path: Path) -> str:
    """Write the table, in UTF-8 with a mark, as spreadsheets expect it; return its name. Raises ExternalSystemError."""
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(table(found))
    except OSError:
        raise ExternalSystemError("report_not_written") from None
    return path.name
