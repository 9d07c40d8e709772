"""Recording something on a request's page: the panels that open for it, and the parts of the page that they open in.
A panel asks for a day and says what due date results, before it is saved.
How a date beside the answer's own was counted is behind a link.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Protocol, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.requests.views import RequestView
from desktop.domain.requests.deadline import Deadline
from desktop.domain.requests.deadline_days import DeadlineDays
from desktop.errors import FieldsError, RefusedError
from desktop.ui.kit.buttons import LinkButton, SecondaryButton
from desktop.ui.kit.date_field import DateField
from desktop.ui.kit.fields import Field
from desktop.ui.kit.layouts import FlowLayout, at_reading_width
from desktop.ui.kit.text import Words
from desktop.ui.requests.request_fields import column
from desktop.ui.running.context import Context
from desktop.words import kit as kit_wording
from desktop.words import tr
from desktop.words.formatting import weekday_and_day
from desktop.words.requests import MOVES_NOTHING, step_words


class RequestPanel(QWidget):
    """The base of the panels. Emits `wanted(command)`, `problem` for unreadable fields, or `left`.

    Each declares `wanted` with its own command. Created once, and reused for one request after another.
    """

    wanted: Signal
    problem = Signal(FieldsError)
    left = Signal()
    _view: RequestView

    def __init__(self, context: Context, button: str) -> None:
        super().__init__()
        self._context = context
        self.save, self.cancel = SecondaryButton(button), LinkButton(tr("Cancel"))
        self.part_button = self.save
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.left)

    def lay_out(self, *fields: QWidget) -> None:
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
        raise NotImplementedError

    def may_press_again(self) -> None:
        """Allow another press: it was not recorded, and the reason is shown."""
        self.save.setEnabled(True)

    def _save(self) -> None:
        """Emit `wanted`, once."""
        raise NotImplementedError


class DayPanel(RequestPanel):
    """A panel that asks for a day, and says what due date results."""

    def __init__(self, context: Context, name: str, label: str, button: str) -> None:
        super().__init__(context, button)
        self.day = DateField(name, label)
        self.day.edited.connect(self.say_what_it_comes_to)

    def first(self) -> Field:
        """Return the field where work starts."""
        return self.day

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
        self.day.set_hint(_comes_to_words(before, after))

    def _save(self) -> None:
        day = self.day.value()
        if day is None:
            unread = any(self.day.typed())
            self.problem.emit(FieldsError({self.day.name: "date_unreadable" if unread else "day_missing"}))
            return
        self.save.setEnabled(False)
        self.wanted.emit(self.command(day))


def _comes_to_words(before: Deadline, after: Deadline) -> str:
    why = [
        step_words(step) for step in after.explanation if step.rule in MOVES_NOTHING and step not in before.explanation
    ]
    due = weekday_and_day(after.due)
    if after.due != before.due:
        return tr("The answer will then be due on {day}.").format(day=due)
    return " ".join([*why, tr("The answer stays due on {day}.").format(day=due)])


L = TypeVar("L", bound=LinkButton)


class Panel(Protocol):
    """A panel of such a part."""

    def hide(self) -> None:
        """Close it."""

    def may_press_again(self) -> None:
        """Allow another press: it was not recorded, and the reason is shown."""


class PanelPart(QWidget):
    """The base of those parts. Emits `problem` for fields that cannot be read, and `left` if a panel is abandoned.

    Each declares `wanted` with its own command, which its panels emit.
    """

    wanted: Signal
    problem = Signal(FieldsError)
    left = Signal()
    panel: Panel | None = None
    """The open panel, or the only one, once it was opened."""

    def __init__(self, context: Context, gap: int = 12) -> None:
        super().__init__()
        self._context = context
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(gap)

    def may_press_again(self) -> None:
        """Allow another press: it was not recorded, and the reason is shown."""
        if self.panel is not None:
            self.panel.may_press_again()

    def _add_panel(self, panel: RequestPanel) -> None:
        """Add a panel below, hidden, and hand on what it emits."""
        panel.wanted.connect(self.wanted)
        panel.problem.connect(self.problem)
        panel.left.connect(self._leave_panel)
        panel.hide()
        self._box.addLayout(at_reading_width(panel))

    def _close_panel(self) -> None:
        if self.panel is not None:
            self.panel.hide()
        self.panel = None

    def _leave_panel(self) -> None:
        """Return to where the panel was opened, with the focus there."""
        raise NotImplementedError


def add_link(link: L, row: FlowLayout, pressed: Callable[[bool], None]) -> L:
    """Show a link. `pressed` must not refer to it: a link held by its own connection would go while Qt destroys it."""
    link.clicked.connect(pressed)
    row.addWidget(link)
    link.show()
    return link


class HowCounted(QWidget):
    """The link, and the steps under it. Hidden where there is no date. Another request has it folded."""

    def __init__(self, what: str) -> None:
        """Create it folded; `what` completes the link's words for a screen reader."""
        super().__init__()
        self.link, self.steps = LinkButton(""), Words()
        self._what, self._about = what, ""
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self.link)
        box.addWidget(self.steps)
        self.link.clicked.connect(lambda: self._explain(self.steps.isHidden()))
        self._explain(False)

    def show_steps(self, about: str, paragraphs: Sequence[str]) -> None:
        """Show how each date of the request `about` was counted, one paragraph for each."""
        if about != self._about:
            self._about = about
            self._explain(False)
        self.steps.set_parts("\n".join(paragraphs))
        self.setVisible(bool(paragraphs))

    def _explain(self, explains: bool) -> None:
        self.steps.setVisible(explains)
        self.link.set_words(kit_wording.fold() if explains else tr("How?"))
        self.link.setAccessibleName(f"{self.link.text()}: {self._what}")
