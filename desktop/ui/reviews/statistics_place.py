"""The place of the office's figures: a quarter at a time, and its table as a file."""

from __future__ import annotations

import csv
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.reviews.statistics import statistics
from desktop.domain.reviews.statistics import Figures, Quarter
from desktop.errors import SurroundingsError
from desktop.ui.kit.dialogs import choose_to_save
from desktop.ui.reviews.statistics_page import StatisticsPage
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import PagesPlace
from desktop.words import tr
from desktop.words.reviews.statistics import quarter_short, table


class StatisticsPresenter(QObject):
    """Reads the figures, and writes their table to a file."""

    found = Signal(Figures)
    saved = Signal(str)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._quarter: Quarter | None = None

    @property
    def newest(self) -> Quarter:
        """The quarter of today."""
        return Quarter.of(self._context.desk.today())

    def load(self) -> None:
        """Count again."""
        asked = self._quarter or self.newest
        self._context.run(statistics, self._context.actor, asked, owner=self).then(self.found.emit).otherwise(
            self._context.fail
        )

    def show(self, quarter: Quarter) -> None:
        """Show the figures of a quarter."""
        self._quarter = min(quarter, self.newest)
        self.load()

    def save(self, found: Figures, path: Path) -> None:
        """Write the table."""
        write = partial(save_table, found, path)
        self._context.tasks.run(write, lane="long", owner=self).then(self.saved.emit).otherwise(self._context.fail)


class StatisticsPlace(PagesPlace):
    """The place: the figures, and these on paper."""

    list_page: StatisticsPage
    presenter: StatisticsPresenter

    def __init__(self, context: Context) -> None:
        super().__init__(context, StatisticsPage())
        self.presenter = StatisticsPresenter(context, self)
        self.presenter.found.connect(self._show)
        self.presenter.saved.connect(self.list_page.show_saved)
        self.list_page.moved.connect(self.presenter.show)
        self.list_page.submitted.connect(self._save)
        self.list_page.paper_wanted.connect(self._show_paper)

    @Slot()
    def _show_paper(self) -> None:
        from desktop.ui.reviews.statistics_paper import statistics_paper  # at its first use

        if self.list_page.figures is not None:
            self.show_on_paper(statistics_paper(self.list_page.figures, self._context.desk.office))

    def _back(self) -> None:
        """Return to the figures, counted again."""
        self.stack.setCurrentWidget(self.list_page)
        self.list_page.paper_link.setFocus()
        self.presenter.load()

    @Slot(object)
    def _show(self, found: Figures) -> None:
        self.list_page.show_figures(found, self.presenter.newest)

    def _save(self) -> None:
        found = self.list_page.figures
        if found is None:
            return
        name = tr("Statistics {quarter}.csv").format(quarter=quarter_short(found.quarter).replace("–", "-"))
        chosen = choose_to_save(self, tr("Save the statistics"), name, tr("Tables (*.csv)"))
        if chosen is not None:
            self.presenter.save(found, chosen)


def save_table(found: Figures, path: Path) -> str:
    """Write the table, in UTF-8 with a mark, as spreadsheets expect it; return its name. Raises SurroundingsError."""
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(table(found))
    except OSError:
        raise SurroundingsError("report_not_written") from None
    return path.name
