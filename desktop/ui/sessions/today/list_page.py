"""The day's appointments, in order, each with its readiness; above them the sessions begun and not closed."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.application.sessions.views import FINISHED, Readiness, TodayRow, TodayView
from desktop.ui.kit.key_sheet import PairSheet
from desktop.ui.kit.style import Size
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.rows_view import Row
from desktop.ui.kit.widgets.table import Table
from desktop.ui.kit.widgets.words import Words, strong, title
from desktop.ui.kit.widgets.working import Empty
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import ListPage
from desktop.ui.sessions.covered_answers import KEY, HoldButton
from desktop.ui.sessions.today.questions import Questions
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.formatting import length, moment_beside, time_of_day, weekday_and_day
from desktop.words.sessions.adjustments import adjustment_lines

MARKED = frozenset({Readiness.INTERRUPTED, Readiness.ABANDONED, Readiness.NO_HEADPHONES})


class TodayPage(ListPage):
    """The list; the tables emit what is opened. Emits `visitor_wanted` where someone has no appointment, and
    `paper_wanted` for the day's sheet.
    """

    visitor_wanted = Signal()
    paper_wanted = Signal()

    def __init__(self, context: Context, *, can_open: bool) -> None:
        super().__init__(tr("Today"), wide=True)
        self._zone, self._clock = context.desk.office.zone, context.desk.clock
        self._can_open = can_open
        self.called_off = Banner("success")
        self.no_headphones = Banner("notice")
        columns = (tr("Time"), tr("Person"), tr("Request"), tr("Adjustments"), tr("Readiness"))
        empty = Empty(
            tr("There are no appointments today."), tr("Information officers book them when a request is approved.")
        )
        self.table = Table(tr("Appointments"), columns, weights=(3, 4, 3, 5, 4), empty=empty)
        self.unfinished = Unfinished(context, can_open=can_open)
        self.questions = Questions(context)
        self.pin(self.called_off)
        self.add(self.no_headphones, self.questions, self.unfinished, self.table)
        self.visitor = self.add_link(tr("Someone without an appointment"), self.visitor_wanted.emit)
        self.paper_link = self.add_link(tr("Print today’s list"), self.paper_wanted.emit)
        for link in (self.visitor, self.paper_link):
            link.hide()  # until the day is known: the keyboard goes to its rows

    def show_day(self, view: TodayView, *, headphones: bool) -> None:
        """Show the day, in order; `headphones`: whether this desk has any."""
        lead = tr("Choose an appointment when the person arrives.")
        lead = lead if self._can_open else tr("This is what the front desk sees.")
        self.set_lead(f"{weekday_and_day(view.day)}. {lead}")
        self.no_headphones.set_parts(*(() if headphones else _no_headphones()))
        now = self._clock.now()
        self.unfinished.show_sessions(view)  # first: what has to be finished takes the keyboard
        self.table.show_rows([self._row(found, now) for found in view.rows])
        self.questions.show_questions(view)
        self.visitor.setVisible(self._can_open)
        self.paper_link.setVisible(bool(view.rows))

    def _row(self, found: TodayRow, now: datetime) -> Row:
        row, late = found.row, found.minutes_late(now)
        ready = words(found.readiness)
        if found.readiness is Readiness.DONE and row.session_outcome is not None:
            ready = words(row.session_outcome, row.kind)
        time = _time(found, late, self._zone)
        cells = (time, row.shown_name, row.reference, ", ".join(adjustment_lines(row.needs, row.adjustments)), ready)
        opens = self._can_open and found.readiness not in FINISHED
        return Row(row.id, cells, attention=bool(late) or found.readiness in MARKED, opens=opens)


class Unfinished(QWidget):
    """The sessions of any day that must be resumed or closed. Hidden if there are none."""

    def __init__(self, context: Context, *, can_open: bool) -> None:
        super().__init__()
        self._zone, self._can_open = context.desk.office.zone, can_open
        columns = (tr("When"), tr("Person"), tr("Request"), tr("Where"), tr("State"))
        self.table = Table(tr("Unfinished sessions"), columns, weights=(4, 4, 3, 3, 3))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 16)
        box.setSpacing(8)
        box.addWidget(title(tr("Unfinished")))
        box.addWidget(
            Words(tr("These sessions were started and not closed. Continue each one, or close it."), tone="muted")
        )
        box.addWidget(self.table)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.hide()

    def show_sessions(self, view: TodayView) -> None:
        """Show the sessions of a view."""
        self.setVisible(bool(view.unfinished))
        self.table.show_rows([self._row(found, view.day) for found in view.unfinished])

    def _row(self, found: TodayRow, today: date) -> Row:
        row = found.row
        when = moment_beside(row.starts_at, today, self._zone)
        cells = (when, row.shown_name, row.reference, row.desk_name, words(found.readiness))
        return Row(row.id, cells, attention=True, opens=self._can_open)


class DaySheet(PairSheet):
    """Who comes when, while a session is under way: times and names alone, over the window of `parent`.

    `covered`: the customer can see the screen, so the names are covered until staff hold F8, or the button.
    """

    def __init__(self, parent: QWidget, view: TodayView, zone: ZoneInfo, *, covered: bool) -> None:
        coming = [found.row for found in view.rows if found.readiness not in (Readiness.NO_SHOW, Readiness.CANCELLED)]
        self._named = [(time_of_day(row.starts_at, zone), row.shown_name) for row in coming]
        super().__init__(parent, tr("Today’s appointments"), self._named)  # it is as large as they need
        self.hold_button = HoldButton(tr("Hold to see (F8)"), Size.SMALL)
        self.hold_button.setVisible(covered and bool(coming))
        self.hold_button.pressed.connect(lambda: self._show_names(True))
        self.hold_button.released.connect(lambda: self._show_names(False))
        self.box.insertWidget(2, self.hold_button)
        self._covered = covered
        self._show_names(False)

    def _show_names(self, held: bool) -> None:
        shown = held or not self._covered
        self.sheet.show_pairs([(time, name if shown else tr("covered")) for time, name in self._named])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._hold(event, held=True) if event.key() == KEY else super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self._hold(event, held=False) if event.key() == KEY else super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self._show_names(False)

    def _hold(self, event: QKeyEvent, *, held: bool) -> None:
        if not event.isAutoRepeat():
            self._show_names(held)


def _no_headphones() -> tuple[str, ...]:
    first = strong(tr("No headphones were found at this desk."))
    return first, tr("Plug them in before anyone arrives. This page keeps looking.")


def _time(found: TodayRow, late: int | None, zone: ZoneInfo) -> str:
    """Return when it is; of the one of now, how long its person has been awaited."""
    time = time_of_day(found.row.starts_at, zone)
    if not found.row.booked:
        return tr("{time}, not booked").format(time=time)
    if late is None:
        return time
    if not late:
        return tr("{time}, now").format(time=time)
    return tr("{time}, {length} late").format(time=time, length=length(60 * late))
