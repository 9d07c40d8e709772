"""A panel that opens on a request's page: a day and the resulting due date, to be saved or abandoned."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.application.requests.views import RequestView
from desktop.domain.requests.clock_days import DeadlineDays
from desktop.domain.requests.deadline import Deadline
from desktop.errors import FieldsError, RefusedError
from desktop.ui.kit.widgets.buttons import LinkButton, SecondaryButton
from desktop.ui.kit.widgets.date_field import DateField
from desktop.ui.kit.widgets.field import Field
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.requests.call_fields import column
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.formatting import weekday_and_day
from desktop.words.requests.due_words import MOVES_NOTHING, step_words


class DayPanel(QWidget):
    """The base of the panels. Emits `wanted(command)`, `problem` for unreadable fields, or `left`.

    Each declares `wanted` with its own command. Created once, and reused for one request after another.
    """

    wanted: Signal
    problem = Signal(FieldsError)
    left = Signal()
    _view: RequestView

    def __init__(self, context: Context, name: str, label: str, button: str) -> None:
        super().__init__()
        self._context = context
        self.day = DateField(name, label)
        self.save, self.cancel = SecondaryButton(button), LinkButton(tr("Cancel"))
        self.part_button = self.save
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.left)
        self.day.edited.connect(self.say_what_it_comes_to)

    def lay_out(self, *fields: Field) -> None:
        """Lay out the fields one under another, then the buttons."""
        box = column(self)
        for part in fields:
            box.addWidget(part)
        row = FlowLayout(gap=24)
        box.addLayout(row)
        row.addWidget(self.save)
        row.addWidget(self.cancel)

    def show_request(self, view: RequestView) -> None:
        """Show a request, with nothing typed."""
        self._view = view
        self.save.setEnabled(True)

    def go(self) -> None:
        """Focus the place where work starts."""
        self.first().focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def first(self) -> Field:
        """Return the field where work starts."""
        return self.day

    def may_press_again(self) -> None:
        """Allow another press: it was not recorded, and the reason is shown."""
        self.save.setEnabled(True)

    def command(self, day: date) -> object:
        """Return the command for the use case."""
        raise NotImplementedError

    def comes_to(self, day: date) -> DeadlineDays | None:
        """Return the resulting days of the deadline; None if it does not change. Raises RefusedError."""
        return None

    def say_what_it_comes_to(self) -> None:
        """Say the resulting due date, or why it stays, as soon as it is known."""
        day, row, desk = self.day.value(), self._view.row, self._context.desk
        try:
            days = self.comes_to(day) if day else None
        except RefusedError:  # reported on saving
            days = None
        if days is None:
            self.day.set_hint("")
            return
        before = row.deadline_facts.deadline(row.received_on, desk.deadline_rules, desk.today())
        after = days.deadline_facts.deadline(days.received, desk.deadline_rules, desk.today())
        self.day.set_hint(_comes_to(before, after))

    def _save(self) -> None:
        day = self.day.value()
        if day is None:
            unread = any(self.day.typed())
            self.problem.emit(FieldsError({self.day.name: "date_unreadable" if unread else "day_missing"}))
            return
        self.save.setEnabled(False)
        self.wanted.emit(self.command(day))


def _comes_to(before: Deadline, after: Deadline) -> str:
    why = [
        step_words(step) for step in after.explanation if step.rule in MOVES_NOTHING and step not in before.explanation
    ]
    due = weekday_and_day(after.due)
    if after.due != before.due:
        return tr("The answer will then be due on {day}.").format(day=due)
    return " ".join([*why, tr("The answer stays due on {day}.").format(day=due)])
