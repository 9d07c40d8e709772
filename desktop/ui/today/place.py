"""Today: the appointments with their readiness, before anyone arrives."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.today import today
from desktop.application.views import Readiness, TodayRow, TodayView
from desktop.domain.people import Role
from desktop.ui.context import Context
from desktop.ui.formatting import time_of_day, weekday_and_day
from desktop.ui.widgets.page import Page
from desktop.ui.widgets.rows_view import Row
from desktop.ui.widgets.table import Table
from desktop.ui.widgets.working import Empty
from desktop.ui.wording import tr
from desktop.ui.wording.codes import words

OPENS = frozenset({Readiness.READY, Readiness.INTERRUPTED})


class TodayPresenter(QObject):
    """Reads the day."""

    loaded = Signal(object)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def load(self) -> None:
        """Read it afresh."""
        desk = self._context.desk
        call = partial(today, self._context.at, uow=desk.uow(), clock=desk.clock, zone=desk.office.zone)
        self._context.tasks.run(call, self._show, self._context.fail)

    @Slot(object)
    def _show(self, view: TodayView) -> None:
        self.loaded.emit(view)


class TodayPlace(QWidget):
    """The list. Emits `chosen(TodayRow)`: what follows depends on its readiness."""

    chosen = Signal(object)
    waiting = Signal(int)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._rows: dict[str, TodayRow] = {}
        self.page = Page(tr("Today"), wide=True)
        columns = (tr("Time"), tr("Customer"), tr("Request"), tr("Needs"), tr("Readiness"))
        empty = Empty(
            tr("There is no appointment today."), tr("Information officers book them when a request is approved.")
        )
        self.table = Table(tr("Appointments"), columns, weights=(2, 4, 3, 5, 4), empty=empty)
        self.page.add(self.table)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.page)
        self.presenter = TodayPresenter(context, self)
        self.presenter.loaded.connect(self._show)
        self.table.opened.connect(self._open)

    def refresh(self) -> None:
        """Read the day afresh."""
        self.presenter.load()

    def _show(self, view: TodayView) -> None:
        self._rows = {found.row.id: found for found in view.rows}
        count = sum(found.readiness in OPENS for found in view.rows)
        can_open = self._context.person.role is Role.ADVISER
        lead = tr("Choose an appointment when the customer is here.") if can_open else tr("What the front desk sees.")
        self.page.set_lead(f"{weekday_and_day(view.day)}. {lead}")
        self.table.show_rows([self._row(found) for found in view.rows])
        self.waiting.emit(count if can_open else 0)

    def _row(self, found: TodayRow) -> Row:
        row = found.row
        ready = words(found.readiness)
        if found.readiness is Readiness.DONE and row.session_outcome is not None:
            ready = words(row.session_outcome)
        time = time_of_day(row.starts_at, self._context.desk.office.zone)
        cells = (time, row.shown_name, row.reference, ", ".join(row.adjustments), ready)
        return Row(row.id, cells, attention=found.readiness is Readiness.INTERRUPTED)

    def _open(self, key: str) -> None:
        found = self._rows[key]
        self.chosen.emit(found)
