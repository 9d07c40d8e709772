"""The meaning of an option is read with it: a hint beside a choice describes that option to a screen reader."""

from __future__ import annotations

from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from desktop.ui.kit.choices import Choice, ChoiceField, TicksField


def described(field: ChoiceField, key: str) -> str:
    at = QAccessible.queryAccessibleInterface(field.options[key])
    return at.text(QAccessible.Text.Description)


def test_each_option_is_described_by_its_own_hint_and_what_is_wrong_with_the_answer(qtbot: QtBot) -> None:
    choices = (Choice("share", "On a share", "Other PCs reach it."), Choice("here", "Here"))
    field = ChoiceField("where", "Where?", choices, "You can change it later.")
    qtbot.addWidget(field)
    assert described(field, "share") == "Other PCs reach it. You can change it later."
    assert described(field, "here") == "You can change it later."
    field.set_problem("Choose one.")
    assert described(field, "share") == "Other PCs reach it. Problem: Choose one. You can change it later."


def test_options_side_by_side_are_level_with_a_hint_and_without(qtbot: QtBot) -> None:
    choices = (Choice("friend", "Companion"), Choice("words", "Interpreter", "An adult."))
    for field in (
        TicksField("here", "Who is here?", choices, across=True),
        ChoiceField("one", "Who is it?", choices, across=True),
    ):
        qtbot.addWidget(field)
        field.resize(600, 200)
        field.show()
        without, hinted = field.options.values()
        assert without.height() < hinted.height() and without.y() == hinted.y()
