"""Recording something on a request's page: the panels that open for it, and the parts of the page that they open in.

A panel is described by its fields, its button and the command that they make; a part by what it says of a request, and
the panels that it offers. Everything else is here once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.application.requests.views import RequestView
from desktop.application.shared.commands import Command
from desktop.domain.requests.deadline import Deadline, DeadlineFacts
from desktop.domain.requests.deadline_days import DeadlineDays
from desktop.errors import FieldsError, RefusedError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import FoldLink, LinkButton, QuietLink, SecondaryButton
from desktop.ui.kit.forms.choices import Choice, ChoiceField, ListField
from desktop.ui.kit.forms.date_field import DateField
from desktop.ui.kit.forms.fields import Field
from desktop.ui.kit.layouts import AtReadingWidth, FlowLayout, column_in, empty
from desktop.ui.kit.text import Words
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.formatting import weekday_and_day
from desktop.words.requests import MOVES_NOTHING, step_words

E = TypeVar("E", bound=StrEnum)


class RequestPart(QWidget):
    """A part of a request's page in which something can be done.

    Emits `wanted(Command)`; where something is typed, `problem` for what cannot be read, and `left` if it is abandoned.
    """

    wanted = Signal(Command)
    problem = Signal(FieldsError)
    left = Signal()

    def allow_press(self) -> None:
        """Allow another press: it was not done, and the reason is shown."""
        raise NotImplementedError


class Panel(RequestPart):
    """Fields one under another, the button that makes a command of them, and Cancel.

    It is made for one request each time it is opened, unless it is always there: then nothing cancels it.
    """

    def __init__(
        self,
        parts: Sequence[QWidget],
        button: str,
        command: Callable[[], Command[object]],
        *,
        first: Field | None = None,
        suggested: Callable[[], date | None] | None = None,
        hint: Callable[[date | None], str] | None = None,
        opens: bool = True,
    ) -> None:
        """Lay out `parts`. `command` raises FieldsError for what cannot be read. Work starts in `first`, or else in
        the first field. `suggested`: the day that a choice fills in. `hint`: what is said of the day, whenever that
        is edited or a choice is made. `opens`: it is opened, and can be cancelled.
        """
        super().__init__()
        self._command, self._suggested, self._hint = command, suggested, hint
        fields = [part for part in parts if isinstance(part, Field)]
        self._first = first or next(iter(fields), None)
        self._day = next((field for field in fields if isinstance(field, DateField)), None)
        self.save, self.cancel = SecondaryButton(button), LinkButton(tr("Cancel"))
        if fields:
            self.part_button = self.save
        row = FlowLayout(gap=24)
        column_in(self, *parts, gap=20 if opens else 10).addLayout(row)
        row.addWidget(self.save)
        row.addWidget(self.cancel)
        self.cancel.setVisible(opens)
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
        if self._first is not None:
            self._first.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def allow_press(self) -> None:
        self.save.setEnabled(True)

    def _choose(self) -> None:
        if self._suggested is not None and self._day is not None:
            self._day.set_value(self._suggested())
        self._say_hint()

    def _say_hint(self) -> None:
        if self._hint is not None and self._day is not None:
            self._day.set_hint(self._hint(self._day.value()))

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


def chosen(codes: type[E], field: ChoiceField | ListField) -> E | None:
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
    view: RequestView, context: Context, comes_to: Callable[[date], DeadlineFacts | DeadlineDays | None]
) -> Callable[[date | None], str]:
    """Return the hint that says the resulting due date, or why it stays, as soon as it is known.

    `comes_to` returns what becomes of the deadline, or of all of its days; None if that is not known yet. It may raise
    RefusedError, which is reported on saving.
    """

    def hint(day: date | None) -> str:
        row, desk = view.row, context.desk
        try:
            found = comes_to(day) if day else None
        except RefusedError:
            found = None
        if found is None:
            return ""
        days = found if isinstance(found, DeadlineDays) else DeadlineDays(row.received_on, found)
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


@dataclass(frozen=True)
class Record:
    """A part of the page as it is for a request: what it says, and what can be recorded there now.

    `notice` stands in a banner, `told` below it; `counted` says how each date in the notice was counted. `offers` open
    panels, and `back` has commands that take back what was noted: each with the words of its link.
    """

    shown: bool = True
    notice: tuple[str, ...] = ()
    counted: Sequence[str] = ()
    told: str = ""
    offers: Sequence[tuple[str, Callable[[], Panel]]] = ()
    back: Sequence[tuple[str, Command[object]]] = ()


class RecordPart(RequestPart):
    """A part that is described for each request (`Record`).

    One panel is open at a time, and shows a part that is hidden otherwise; the links are hidden meanwhile.
    """

    def __init__(
        self,
        describe: Callable[[RequestView], Record],
        *above: QWidget,
        counted: str = "",
        within: bool = False,
        gap: int = 12,
    ) -> None:
        """`above`: what comes first. `counted` completes "How?" for a screen reader. `within`: the links of the panels
        are in the part; otherwise they are `offers`, for beside the facts.
        """
        super().__init__()
        self._describe, self._within = describe, within
        self.panel: Panel | None = None
        """The open panel."""
        self._opener: QWidget | None = None
        self._shown_again: list[QWidget] = []
        self._was_hidden = False
        self.notice, self.told = Banner("notice"), Words(tone="muted")
        self.steps, self.counted = Words(), QWidget()
        self.how = FoldLink(tr("How?"), counted, self.steps)
        column_in(self.counted, self.how, self.steps, gap=4)
        self.links: list[LinkButton] = []
        self.back: list[LinkButton] = []
        """The links that take back what was noted last."""
        self.offers, self._backs, self._holder = QWidget(), QWidget(), QWidget()
        self._row: QBoxLayout = FlowLayout(self.offers, gap=24) if within else column_in(self.offers, gap=0)
        self._back_row, self._held = FlowLayout(self._backs, gap=24), column_in(self._holder)
        self._holder.hide()
        told = self.told, self._backs
        box = column_in(self, *above, self.notice, self.counted, *((self.offers,) if within else told), gap=gap)
        box.addLayout(AtReadingWidth(self._holder))
        for part in told if within else ():
            box.addWidget(part)

    def show_request(self, view: RequestView) -> None:
        """Show the part of a request; an open panel closes. Another request has the counting folded."""
        self._close_panel()
        found = self._describe(view)
        self.notice.set_parts(*found.notice)
        self.how.show_about(view.row.id)
        self.steps.set_parts("\n".join(found.counted))
        self.counted.setVisible(bool(found.counted))
        self.told.set_parts(found.told)
        self.told.setVisible(bool(found.told))
        opens = [(text, partial(self._open_by, make)) for text, make in found.offers]
        takes_back = [(text, partial(self._take_back, command)) for text, command in found.back]
        self.links, self.back = self._show_links(self._row, opens), self._show_links(self._back_row, takes_back)
        self.offers.setVisible(bool(self.links))
        self._backs.setVisible(bool(self.back))
        self.setVisible(found.shown)

    def open_panel(self, panel: Panel, opener: QWidget) -> None:
        """Open a panel; abandoned, the links are shown again, and the focus goes back to `opener`."""
        self._close_panel()
        self.panel, self._opener, self._was_hidden = panel, opener, self.isHidden()
        self._shown_again = [each for each in (self.offers, self._backs) if not each.isHidden()]
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

    def allow_press(self) -> None:
        if self.panel is not None:
            self.panel.allow_press()
        for link in self.back:
            link.setEnabled(True)

    def _show_links(self, row: QBoxLayout, links: Iterable[tuple[str, Callable[[int], None]]]) -> list[LinkButton]:
        """Replace the links of a row. `press` is called with the link's position: a connection that held the link
        itself would free it while Qt is destroying it.
        """
        empty(row)
        shown = []
        for at, (text, press) in enumerate(links):
            link = LinkButton(text) if self._within else QuietLink(text)
            link.clicked.connect(partial(_pressed, press, at))
            row.addWidget(link)
            link.show()
            shown.append(link)
        return shown

    def _open_by(self, make: Callable[[], Panel], at: int) -> None:
        self.open_panel(make(), self.links[at])

    def _take_back(self, command: Command[object], at: int) -> None:
        self.back[at].setEnabled(False)  # once: the page is refreshed when it is done
        self.wanted.emit(command)

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


def _pressed(press: Callable[[int], None], at: int, _checked: bool = False) -> None:
    press(at)
