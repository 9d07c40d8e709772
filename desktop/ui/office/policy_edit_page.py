"""The page on which one part of a policy is changed, whichever it is: it asks what a form says (`policy_forms`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout

from desktop.application.office.policy_edits import ChangeSettings, TypedHours
from desktop.domain.office.policies import PolicyName
from desktop.domain.office.policy import Opening
from desktop.errors import FieldsError, ListeningRoomError, PolicyRefusedError
from desktop.ui.kit.typed import read_time
from desktop.ui.kit.widgets.choice_field import Choice, TicksField
from desktop.ui.kit.widgets.date_field import DateField
from desktop.ui.kit.widgets.field import Field, LongTextField, line_edit
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.words import Words
from desktop.words import tr
from desktop.words.codes.policies import weekday_of
from desktop.words.errors import CONTRADICTION, sentence, words_of
from desktop.words.formatting import hour
from desktop.words.problems import problems_of

Typed = dict[str, Any]
"""The values of the fields, by their names."""
GONE, WHOSE = "gone", "whose"
"""The field of whether it is there no more; and of whether one more is for everybody, or for internal access."""
EVERYBODY, STAFF = "everybody", "staff"
LABEL_LETTERS = 12
"""How wide the name of a day is, in letters: room for the longest, in bold."""


class LinesField(LongTextField):
    """Several lines, each of which counts by itself."""


class HoursField(Field):
    """The opening hours of one day: two times in a row, both empty where the office is closed. Named as the day is."""

    def __init__(self, weekday: str, hours: Opening | None) -> None:
        super().__init__(weekday, weekday_of(weekday))
        self.opens, self.closes = line_edit(8), line_edit(8)
        self.text_resized()
        times = QHBoxLayout()
        times.setSpacing(14)
        for box, name in ((self.opens, tr("opens")), (self.closes, tr("closes"))):
            if box is self.closes:
                times.addWidget(Words(tr("to"), wraps=False))
            times.addWidget(box)
            self.add_input(box, name)
            box.textEdited.connect(self.edited)
        row = FlowLayout(gap=14, row_gap=7)
        row.addWidget(self._label)
        row.addLayout(times)
        self.box.addLayout(row)
        self.opens.setText(hour(hours.opens) if hours else "")
        self.closes.setText(hour(hours.closes) if hours else "")

    def text_resized(self) -> None:
        """Keep the times in one column, in the present size of text."""
        self._label.setFixedWidth(QFontMetrics(self._label.font()).averageCharWidth() * LABEL_LETTERS)

    def value(self) -> TypedHours:
        """Return what was typed."""
        opens, closes = self.opens.text().strip(), self.closes.text().strip()
        return TypedHours(not opens and not closes, read_time(opens), read_time(closes))


@dataclass(frozen=True)
class Form:
    """The questions about one part of a policy. `at`: the part; `fields`: as they begin, named as in the part.

    `shown`: when a field is asked, if not always. `typed`: makes the part's values of those of the fields.
    """

    at: tuple[str, ...]
    heading: str
    lead: str
    fields: tuple[Field, ...]
    shown: Mapping[str, Callable[[Typed], bool]]
    typed: Callable[[Typed], Typed]


def ticked(name: str, label: str, words: str, on: bool = False, hint: str = "", more: str = "") -> TicksField:
    """Make a field of one tick, which has the field's own name."""
    field = TicksField(name, label, (Choice(name, words, more),), hint)
    field.set_value((name,) if on else ())
    return field


class PolicyEditPage(Page):
    """The page. Emits `wanted(ChangeSettings)`, and `back`: a preview follows. `asked`: its fields, by name."""

    wanted = Signal(ChangeSettings)
    back = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Policy"), primary=tr("See what that changes"))
        self._name, self._form = PolicyName.OFFICE, Form((), "", "", (), {}, dict)
        self.asked: dict[str, Field] = {}
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def begin(self, name: PolicyName, form: Form) -> None:
        """Ask for another value of that part, beginning with what holds now."""
        self.set_busy("")
        for field in self.asked.values():
            self.remove(field)
        self._name, self._form = name, form
        self.asked = {field.name: field for field in form.fields}
        self.add(*form.fields)
        for field in form.fields:
            field.edited.connect(self._show_fields)
            field.show()  # at once: a hidden field cannot take the focus
        self._show_fields()
        self.set_heading(form.heading)
        self.set_lead(form.lead)
        self.set_problems(())
        self.come_anew()
        self.focus_first()

    def show_refusal(self, error: ListeningRoomError) -> bool:
        """Show what cannot be; return whether there was a field for it. What was typed stays."""
        self.set_busy("")
        if isinstance(error, FieldsError):
            self.set_problems_by_name(problems_of(error))
        elif isinstance(error, PolicyRefusedError):
            self.set_problems([(self._refused_at(error), _refusal(error))])
        else:
            return False
        return True

    def _refused_at(self, error: PolicyRefusedError) -> Field:
        """Return the field from which comes what the policy cannot say: the one it names, or what it is all about."""
        gone = self.asked.get(GONE)
        if gone is not None and _said(gone):
            return gone
        named = str(error.arguments.get("key", "")), "group", "groups"
        return next((self.asked[name] for name in named if name in self.asked), self._form.fields[0])

    def _typed(self) -> Typed:
        return {name: _said(field) for name, field in self.asked.items()}

    def _show_fields(self) -> None:
        typed = self._typed()
        for name, is_shown in self._form.shown.items():
            self.asked[name].setVisible(is_shown(typed))

    def _submit(self) -> None:
        typed, at = self._form.typed(self._typed()), self._form.at
        gone, whose = typed.pop(GONE, False), typed.pop(WHOSE, EVERYBODY)
        self.set_busy(tr("Working out what that changes."))
        self.wanted.emit(ChangeSettings(self._name, at if whose == EVERYBODY else ("internal", *at), typed, gone))


def _said(field: Field) -> Any:
    """Return what was typed, as `ChangeSettings` has it."""
    match field:
        case LinesField():
            return tuple(line.strip() for line in field.value().splitlines() if line.strip())
        case LongTextField():
            return " ".join(field.value().split())
        case TicksField() if [*field.options] == [field.name]:
            return bool(field.value())
        case DateField():
            return field.typed() if any(field.typed()) else ()
    return field.value()  # type: ignore[attr-defined]


def _refusal(error: ListeningRoomError) -> str:
    if error.code == "out_of_range":
        return tr("Type a number from {low} to {high}.").format(**error.arguments)
    if error.code == CONTRADICTION:
        return sentence(str(error.arguments["why"]))
    return words_of(error)
