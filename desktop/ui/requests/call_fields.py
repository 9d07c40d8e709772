"""The calls requested: one at first, and as many more as someone adds."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.requests.intake import call_field
from desktop.domain.requests.request import WITHHELD, Call
from desktop.errors import FieldsError
from desktop.ui.kit.style import Size
from desktop.ui.kit.typed import read_call, read_time
from desktop.ui.kit.widgets.buttons import LinkButton, SecondaryButton
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField
from desktop.ui.kit.widgets.date_field import DateField
from desktop.ui.kit.widgets.field import Field, TextField
from desktop.ui.kit.widgets.options import TickOption
from desktop.ui.kit.widgets.words import Words, announce, title
from desktop.ui.running.context import Context
from desktop.words import counted, tr
from desktop.words.problems.sentences import PROBLEMS

GAP = 20
IN, OUT, OTHER = "in", "out", "other"


class CallFields(QWidget):
    """The fields of one call. `number` counts from 1 and is in the field names, so that a problem names its call."""

    def __init__(self, number: int, context: Context) -> None:
        super().__init__()
        self.number = number
        self._numbers, self._most = context.desk.numbers, context.desk.keeping.held_without_number
        self.title = title()
        self._make_fields(number)
        self.remove = LinkButton(tr("Remove call {n}").format(n=number))
        box = column(self)
        for part in (self.title, self.day, self.time, self.direction, self.telephone, self.unknown, self.without):
            box.addWidget(part)
        box.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignLeft)
        self.remove.setVisible(number > 1)
        self.day.completed.connect(self._day_typed)
        self.time.input.editingFinished.connect(self._look_at_time)
        self.telephone.input.editingFinished.connect(self._look_at_telephone)
        for field in (self.time, self.telephone):
            field.edited.connect(partial(field.set_problem, ""))
        self.telephone.edited.connect(self._number_typed)
        self.unknown.toggled.connect(self._number_not_known)

    def say(self, alone: bool) -> None:
        """Set the title: "The call", or "Call 2" among several."""
        self.title.set_parts(tr("The call") if alone else tr("Call {n}").format(n=self.number))

    def read(self, zone: ZoneInfo) -> Call:
        """Return the call as typed. Raises FieldsError."""
        problems = {} if self.direction.value() else {self.direction.name: "direction_missing"}
        if not self.telephone.value() and not self.unknown.isChecked():
            problems[self.telephone.name] = "number_missing"
        outbound = self.direction.value() == OUT
        try:
            call = read_call(self.day, self.time, self.telephone.value(), outbound, zone)
        except FieldsError as error:
            raise FieldsError(problems | error.problems) from None
        if problems:
            raise FieldsError(problems)
        return replace(call, by_somebody_else=self.direction.value() == OTHER)

    def values(self) -> tuple[tuple[str, str, str], str, str | None, str, bool]:
        """Return the current contents; the last is whether nobody knows the number."""
        number, unknown = self.telephone.value(), self.unknown.isChecked()
        return self.day.typed(), self.time.value(), self.direction.value(), number, unknown

    def set_values(
        self, day: tuple[str, str, str], time: str, direction: str | None, telephone: str, unknown: bool = False
    ) -> None:
        """Fill in the fields."""
        for box, text in zip(self.day.boxes, day, strict=True):
            box.setText(text)
        self.time.set_value(time)
        self.direction.set_value(direction)
        self.telephone.set_value(telephone)
        self.unknown.setChecked(unknown)

    def clear(self) -> None:
        """Clear the fields."""
        self.set_values(("", "", ""), "", None, "", False)
        for field in (self.day, self.time, self.direction, self.telephone):
            field.set_problem("")

    def _make_fields(self, number: int) -> None:
        name = partial(call_field, number)
        self.day = DateField(name("day"), _named(number, tr("Which day was the call?")))
        hint = tr("For example, 2:30pm or 14:30.")
        self.time = TextField(name("time"), _named(number, tr("About what time?")), hint, letters=10, free=False)
        directions = (
            Choice(IN, tr("They rang the council")),
            Choice(OUT, tr("The council rang them")),
            Choice(OTHER, tr("Someone else rang about them")),
        )
        self.direction = ChoiceField(name("direction"), _named(number, tr("Who rang?")), directions, across=True)
        hint = tr("Type “withheld” if it was withheld.")
        label = _named(number, tr("Their telephone number in that call"))
        self.telephone = TextField(name("number"), label, hint, letters=18, free=False)
        self.unknown = TickOption(tr("Nobody knows the number"))
        self.unknown.setAccessibleName(_named(number, self.unknown.text()))
        self.without = Words(_without_number(self._most), size=Size.SMALL, tone="muted")
        self.without.hide()

    def _day_typed(self) -> None:
        """Go on from a day that is in order."""
        if self.day.value() is not None and not self.day.problem:
            self.time.input.setFocus(Qt.FocusReason.OtherFocusReason)

    def _number_not_known(self, unknown: bool) -> None:
        """Say what is held without it, and what to do first."""
        self.without.setVisible(unknown)
        if unknown:
            self.telephone.set_value("")
            self.telephone.set_problem("")
            announce(self.without, self.without.words)

    def _number_typed(self) -> None:
        if self.telephone.value():
            self.unknown.setChecked(False)

    def _look_at_time(self) -> None:
        typed = self.time.value()
        _say(self.time, "call_time_unreadable" if typed and read_time(typed) is None else "")

    def _look_at_telephone(self) -> None:
        typed = self.telephone.value()
        read = not typed or typed.casefold() == WITHHELD or self._numbers.normal(typed) is not None
        _say(self.telephone, "" if read else "number_unreadable")


class Calls(QWidget):
    """The calls one under another, and a button that adds one. Emits `changed` when one is added or removed."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.calls: list[CallFields] = []
        self._spare: list[CallFields] = []
        self._box = column(self)
        holder = QWidget()
        self._list = column(holder)
        self.more = SecondaryButton(tr("Add another call"))
        self.hint = Words(tr("Each call is found, prepared and decided separately, under one reference."), tone="muted")
        self._box.addWidget(holder)
        self._box.addWidget(self.hint)
        self._box.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.more.clicked.connect(self._add_and_go)
        self._add()

    def clear(self) -> None:
        """Reset to one empty call."""
        while len(self.calls) > 1:
            self._drop_last()
        self.calls[0].clear()
        self._say()

    def read(self, zone: ZoneInfo) -> tuple[Call, ...]:
        """Return all calls. Raises FieldsError for everything that cannot be read."""
        read: list[Call] = []
        problems: dict[str, str] = {}
        for call in self.calls:
            try:
                read.append(call.read(zone))
            except FieldsError as error:
                problems |= error.problems
        if problems:
            raise FieldsError(problems)
        return tuple(read)

    def _add(self) -> None:
        """Add a call. A removed one is reused: it is empty, and has the same number."""
        made = self._spare.pop() if self._spare else self._make()
        self.calls.append(made)
        made.show()  # at once: a hidden widget is no field of the page
        self._say()

    def _make(self) -> CallFields:
        made = CallFields(len(self.calls) + 1, self._context)
        made.remove.clicked.connect(partial(self._remove, made))
        self._list.addWidget(made)
        return made

    def _add_and_go(self) -> None:
        self._add()
        self.changed.emit()
        self.calls[-1].day.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self, gone: CallFields, _checked: bool = False) -> None:
        """Remove a call and move later ones up: a call's number is its position."""
        at = self.calls.index(gone)
        for here, below in zip(self.calls[at:], self.calls[at + 1 :], strict=False):
            here.set_values(*below.values())
        self._drop_last()
        self._say()
        self.changed.emit()
        self.more.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop_last(self) -> None:
        last = self.calls.pop()
        last.hide()
        last.clear()
        self._spare.append(last)

    def _say(self) -> None:
        for call in self.calls:
            call.say(alone=len(self.calls) == 1)
        self.hint.setVisible(len(self.calls) > 1)


def who_rang(call: Call) -> str:
    """Return the choice of that call."""
    return OTHER if call.by_somebody_else else OUT if call.outbound else IN


def column(widget: QWidget) -> QVBoxLayout:
    """Return a layout of fields one under another, without a margin."""
    box = QVBoxLayout(widget)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(GAP)
    return box


def _named(number: int, label: str) -> str:
    """Return the label with its call's number, from the second on, so that every question has its own name."""
    return label if number == 1 else tr("Call {n}: {label}").format(n=number, label=label)


def _without_number(most: int) -> str:
    """Say what to do where nobody knows the number, and what is held all the same."""
    return counted(
        most,
        "Ask for it first: it may be on a telephone bill, or in their phone’s list of calls. Without it, only the one "
        "recording nearest to that time is held, and searches show no more.",
        "Ask for it first: it may be on a telephone bill, or in their phone’s list of calls. Without it, at most the "
        "{n} recordings nearest to that time are held, and searches show no more.",
    )


def _say(field: Field, code: str) -> None:
    field.set_problem(tr(PROBLEMS[code]) if code else "")
