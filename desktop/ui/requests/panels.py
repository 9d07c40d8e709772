"""Recording something on a request's page: the panels that open for it, and the parts of the page that they open in.

A panel is described by its fields, its button and the command that they make; everything else is here once.
How a date beside the answer's own was counted is behind a link.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from enum import StrEnum
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.application.requests.views import RequestView
from desktop.application.shared.commands import Command
from desktop.domain.requests.deadline import Deadline
from desktop.domain.requests.deadline_days import DeadlineDays
from desktop.errors import FieldsError, RefusedError
from desktop.ui.kit.buttons import FoldLink, LinkButton, SecondaryButton
from desktop.ui.kit.choices import Choice, ChoiceField
from desktop.ui.kit.date_field import DateField
from desktop.ui.kit.fields import Field
from desktop.ui.kit.layouts import FlowLayout, at_reading_width, column_in, empty
from desktop.ui.kit.text import Words
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.formatting import weekday_and_day
from desktop.words.requests import MOVES_NOTHING, step_words

E = TypeVar("E", bound=StrEnum)


class Panel(QWidget):
    """Fields one under another, the button that makes a command of them, and Cancel.

    Made for one request each time it is opened. Emits `wanted(Command)`, `problem` for unreadable fields, or `left`.
    """

    wanted = Signal(Command)
    problem = Signal(FieldsError)
    left = Signal()

    def __init__(
        self,
        parts: Sequence[QWidget],
        button: str,
        command: Callable[[], Command[object]],
        *,
        first: Field | None = None,
        suggested: Callable[[], date | None] | None = None,
        hint: Callable[[], str] | None = None,
    ) -> None:
        """Lay out `parts`. `command` raises FieldsError for what cannot be read. Work starts in `first`, or else in
        the first field. `suggested`: the day that a choice fills in. `hint`: of the day, whenever that is edited or a
        choice is made.
        """
        super().__init__()
        self._command, self._suggested, self._hint = command, suggested, hint
        fields = [part for part in parts if isinstance(part, Field)]
        self._first = first or fields[0]
        self._day = next((field for field in fields if isinstance(field, DateField)), None)
        self.save, self.cancel = SecondaryButton(button), LinkButton(tr("Cancel"))
        self.part_button = self.save
        row = FlowLayout(gap=24)
        column_in(self, *parts).addLayout(row)
        row.addWidget(self.save)
        row.addWidget(self.cancel)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.left)
        for field in fields:
            if isinstance(field, ChoiceField):
                field.edited.connect(self._choose)
            elif isinstance(field, DateField):
                field.edited.connect(self._say_hint)
        self._choose()

    def go(self) -> None:
        """Focus the place where work starts."""
        self._first.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def enable_save(self) -> None:
        """Allow another press: it was not recorded, and the reason is shown."""
        self.save.setEnabled(True)

    def _choose(self) -> None:
        if self._suggested is not None and self._day is not None:
            self._day.set_value(self._suggested())
        self._say_hint()

    def _say_hint(self) -> None:
        if self._hint is not None and self._day is not None:
            self._day.set_hint(self._hint())

    def _save(self) -> None:
        """Emit `wanted`, once."""
        try:
            command = self._command()
        except FieldsError as error:
            self.problem.emit(error)
            return
        self.save.setEnabled(False)
        self.wanted.emit(command)


def choices_of(codes: Iterable[StrEnum]) -> list[Choice]:
    """Return a choice for each code, in its words."""
    return [Choice(code.value, words(code)) for code in codes]


def chosen(codes: type[E], field: ChoiceField) -> E | None:
    """Return the chosen code, if any."""
    value = field.value()
    return codes(value) if value else None


def day_field(name: str, label: str, day: date | None, hint: str = "") -> DateField:
    """Return the field of a day, with `day` in its boxes."""
    field = DateField(name, label, hint)
    field.set_value(day)
    return field


def read_day(field: DateField) -> date:
    """Return the typed day. Raises FieldsError: it is missing or unreadable."""
    if (day := field.value()) is None:
        raise FieldsError({field.name: "date_unreadable" if any(field.typed()) else "day_missing"})
    return day


def due_hint(
    view: RequestView, context: Context, field: DateField, comes_to: Callable[[date], DeadlineDays | None]
) -> Callable[[], str]:
    """Return the hint that says the resulting due date, or why it stays, as soon as it is known.

    `comes_to` returns the resulting days of the deadline; None if they are not known yet. It may raise RefusedError,
    which is reported on saving.
    """

    def hint() -> str:
        day, row, desk = field.value(), view.row, context.desk
        try:
            days = comes_to(day) if day else None
        except RefusedError:
            days = None
        if days is None:
            return ""
        before = row.deadline_facts.deadline(row.received_on, desk.deadline_rules, desk.today())
        after = days.deadline_facts.deadline(days.received, desk.deadline_rules, desk.today())
        return _comes_to_words(before, after)

    return hint


def _comes_to_words(before: Deadline, after: Deadline) -> str:
    why = [
        step_words(step) for step in after.explanation if step.rule in MOVES_NOTHING and step not in before.explanation
    ]
    due = weekday_and_day(after.due)
    if after.due != before.due:
        return tr("The answer will then be due on {day}.").format(day=due)
    return " ".join([*why, tr("The answer stays due on {day}.").format(day=due)])


class PanelPart(QWidget):
    """The base of those parts. Emits `wanted(Command)` and `problem` as its panel does; `left` if that is abandoned.

    One panel is open at a time. What offers one is hidden meanwhile.
    """

    wanted = Signal(Command)
    problem = Signal(FieldsError)
    left = Signal()

    def __init__(self, context: Context, gap: int = 12) -> None:
        super().__init__()
        self._context = context
        self.panel: Panel | None = None
        """The open panel."""
        self._opener: QWidget | None = None
        self._shown_again: list[QWidget] = []
        self._was_hidden = False
        self._box, self._holder = column_in(self, gap=gap), QWidget()
        self._held = column_in(self._holder)
        self._holder.hide()

    def enable_save(self) -> None:
        """Allow another press: it was not recorded, and the reason is shown."""
        if self.panel is not None:
            self.panel.enable_save()

    def _lay_out(self, *parts: QWidget, below: Sequence[QWidget] = ()) -> None:
        """Lay out the parts, then the place of the panel, and what is below it."""
        for part in parts:
            self._box.addWidget(part)
        self._box.addLayout(at_reading_width(self._holder))
        for part in below:
            self._box.addWidget(part)

    def _open_panel(self, panel: Panel, opener: QWidget, offers: Sequence[QWidget]) -> None:
        """Open a panel; abandoned, `offers` are shown again as they are now, and the focus goes back to `opener`."""
        self._close_panel()
        self.panel, self._opener, self._was_hidden = panel, opener, self.isHidden()
        self._shown_again = [each for each in offers if not each.isHidden()]
        panel.wanted.connect(self.wanted)
        panel.problem.connect(self.problem)
        panel.left.connect(self._leave_panel)
        self._held.addWidget(panel)
        for each in self._shown_again:
            each.hide()
        self.show()
        self._holder.show()
        panel.show()
        panel.go()

    def _close_panel(self) -> None:
        self._holder.hide()
        empty(self._held)
        self.panel, self._opener = None, None

    def _leave_panel(self) -> None:
        """Return to where the panel was opened, with the focus there."""
        opener = self._opener
        self._close_panel()
        self.setHidden(self._was_hidden)
        for each in self._shown_again:
            each.show()
        if opener is not None:
            opener.setFocus(Qt.FocusReason.OtherFocusReason)
        self.left.emit()


class LinksPart(PanelPart):
    """A part with a row of links that open panels, and a row of those that take back what was noted."""

    _view: RequestView

    def __init__(self, context: Context, link: type[LinkButton], *, row_gap: int) -> None:
        super().__init__(context)
        self._link = link
        self.links: list[LinkButton] = []
        self.back: list[LinkButton] = []
        """The links that take back what was noted last."""
        self.offers, self._backs = QWidget(), QWidget()
        self._row, self._back_row = FlowLayout(self.offers, gap=24, row_gap=row_gap), FlowLayout(self._backs, gap=24)

    def enable_save(self) -> None:
        super().enable_save()
        for link in self.back:
            link.setEnabled(True)

    def _offer(self, offered: Iterable[tuple[str, Callable[[], Panel]]]) -> None:
        """Offer panels, each with the words of its link."""
        self._row.empty()
        self.links = [
            self._add_link(words, self._row, partial(self._open_at, at, make))
            for at, (words, make) in enumerate(offered)
        ]
        self.offers.setVisible(bool(self.links))

    def _offer_back(self, offered: Iterable[tuple[str, Command[object]]]) -> None:
        """Offer commands that take something back, each with the words of its link."""
        self._back_row.empty()
        self.back = [
            self._add_link(words, self._back_row, partial(self._take_back, at, command))
            for at, (words, command) in enumerate(offered)
        ]
        self._backs.setVisible(bool(self.back))

    def _add_link(self, words: str, row: FlowLayout, pressed: Callable[[bool], None]) -> LinkButton:
        """Show a link. `pressed` must not refer to it: held by its own connection it would go while Qt destroys it."""
        link = self._link(words)
        link.clicked.connect(pressed)
        row.addWidget(link)
        link.show()
        return link

    def _open_at(self, at: int, make: Callable[[], Panel], _checked: bool = False) -> None:
        self._open_panel(make(), self.links[at], self._hidden_meanwhile())

    def _hidden_meanwhile(self) -> Sequence[QWidget]:
        return (self.offers,)

    def _take_back(self, at: int, command: Command[object], _checked: bool = False) -> None:
        self.back[at].setEnabled(False)  # once: the page is refreshed when it is done
        self.wanted.emit(command)


class HowCounted(QWidget):
    """The link, and the steps under it. Hidden where there is no date. Another request has it folded."""

    def __init__(self, what: str) -> None:
        """Create it folded; `what` completes the link's words for a screen reader."""
        super().__init__()
        self.steps = Words()
        self.link = FoldLink(tr("How?"), what, self.steps)
        column_in(self, self.link, self.steps, gap=4)

    def show_steps(self, about: str, paragraphs: Sequence[str]) -> None:
        """Show how each date of the request `about` was counted, one paragraph for each."""
        self.link.show_about(about)
        self.steps.set_parts("\n".join(paragraphs))
        self.setVisible(bool(paragraphs))
