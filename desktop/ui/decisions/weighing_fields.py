"""The questions about other people's information in the recording: one press where there is none.

The other four questions appear only while something about someone else can be heard.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.copies.weighing import FACTORS, Weighing, weighing_of
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField
from desktop.words import text, tr
from desktop.words.codes import words

QUESTIONS: Mapping[str, tuple[str, str]] = {
    "information": (
        text("Can anything about someone else be heard in it?"),
        text(
            "Anyone except the person asking and our own staff at work. A voice or a story can be enough "
            "to identify someone."
        ),
    ),
    "confidence": (text("Was it told in confidence?"), ""),
    "asked": (text("Was that other person asked if it can be played?"), ""),
    "capable": (
        text("Can they decide that for themselves?"),
        text("A small child cannot. Someone who is very ill may not be able to."),
    ),
    "consent": (text("What did they say?"), ""),
}


class WeighingFields(QWidget):
    """The fields of the weighing. Emits `edited` when an answer changes."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(18)
        self.fields = {name: self._field(name) for name in FACTORS}
        for field in self.fields.values():
            box.addWidget(field)
            field.edited.connect(self._edited)
        self._show_asked()

    def weighing(self) -> Weighing:
        """Return the weighing as answered now."""
        return weighing_of(dict(self.answers()))

    def first_left(self) -> ChoiceField | None:
        """Return the first question that is asked and not answered."""
        missing = self.weighing().missing
        return self.fields[missing[0]] if missing else None

    def answers(self) -> tuple[tuple[str, str | None], ...]:
        """Return the choice at each question, including those not asked now."""
        return tuple((name, field.value()) for name, field in self.fields.items())

    def set_answers(self, answers: tuple[tuple[str, str | None], ...]) -> None:
        """Choose these answers; clear every other question."""
        given = dict(answers)
        for name, field in self.fields.items():
            field.set_value(given.get(name))
        self._show_asked()

    def _field(self, name: str) -> ChoiceField:
        question, hint = QUESTIONS[name]
        choices = [Choice(answer.value, words(answer)) for answer in FACTORS[name]]
        return ChoiceField(name, tr(question), choices, tr(hint) if hint else "", across=True)

    def _edited(self) -> None:
        self._show_asked()
        self.edited.emit()

    def _show_asked(self) -> None:
        asked = self.weighing().others_can_be_heard
        for name, field in self.fields.items():
            field.setVisible(asked or name == "information")
