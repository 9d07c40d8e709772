"""Facts for assistive technology beside names: roles, and the current place. Its speech: `end_to_end`."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit.accessible import StackOfPages, before_somebody, unspoken
from desktop.ui.kit.facts import Fact, Facts, Passage
from desktop.ui.kit.fields import PasswordField, TextField
from desktop.ui.kit.page import Page, ProblemSummary
from desktop.ui.kit.paper import Sheets
from desktop.ui.kit.text import heading, in_sentences, small, subtitle, title
from tests.ui.accessible import interface, name
from tests.ui.presses import put_up


def test_headings_are_headings_and_other_words_are_not(qtbot: QtBot) -> None:
    made = [heading("Two forms of ID"), title("There is a problem"), subtitle("Who is here"), small("Look.")]
    for words in made:
        qtbot.addWidget(words)
    roles = [interface(words).role() for words in made]
    assert roles == [*[QAccessible.Role.Heading] * 3, QAccessible.Role.StaticText]
    assert name(interface(made[0])) == "Two forms of ID"


def test_each_part_has_the_role_of_what_it_is(qtbot: QtBot) -> None:
    roles = QAccessible.Role
    for widget, role in (
        (StackOfPages(), roles.Client),
        (ProblemSummary(), roles.Grouping),
        (Sheets(), roles.Document),
    ):
        qtbot.addWidget(widget)
        assert interface(widget).role() == role


def test_what_is_read_as_a_whole_can_be_come_to_with_tab(qtbot: QtBot) -> None:
    passage = Passage("You’re about to hear your call.", "Please do not record.")
    facts = Facts(Fact("Passport +\nBank statement", "confirmed in 2 min"), Fact("Heard in full"))
    for read, words in (
        (passage, "You’re about to hear your call. Please do not record."),
        (facts, "Passport + Bank statement, confirmed in 2 min. Heard in full."),
    ):
        qtbot.addWidget(read)
        assert read.focusPolicy() == Qt.FocusPolicy.TabFocus
        assert name(interface(read)) == words and interface(read).role() == QAccessible.Role.StaticText


def test_a_field_can_be_called_more_than_its_label(qtbot: QtBot) -> None:
    field = TextField("name", "Name")
    qtbot.addWidget(field)
    field.call("Supervisor: Name")
    assert name(interface(field.input)) == "Supervisor: Name" == field._label.accessibleName()
    assert field._label.words == "Name"


def test_a_secret_says_that_it_was_typed_in_whatever_way(qtbot: QtBot) -> None:
    field = PasswordField("password", "Password")
    put_up(qtbot, field)
    told: list[str] = []
    field.edited.connect(lambda: told.append(field.value()))
    qtbot.keyClicks(field.input, "ab")
    qtbot.keyClick(field.input, Qt.Key.Key_Backspace)
    qtbot.keyClick(field.input, Qt.Key.Key_Home)
    QApplication.clipboard().setText("xyz")
    qtbot.keyClick(field.input, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert told == ["a", "ab", "a", "xyza"]
    field.wipe()
    assert field.value() == "" and told[-1] == "xyza"


def test_its_menu_pastes_and_deletes_by_the_same_way(qtbot: QtBot) -> None:
    field = PasswordField("password", "Password")
    put_up(qtbot, field)
    QApplication.clipboard().setText("xyz")
    menu = field.input.menu()
    qtbot.addWidget(menu)
    told: list[str] = []
    field.edited.connect(lambda: told.append(field.value()))
    actions = {action.objectName(): action for action in menu.actions()}
    actions["edit-paste"].trigger()
    assert told == ["xyz"]
    field.input.selectAll()
    actions["edit-delete"].setEnabled(True)
    actions["edit-delete"].trigger()
    assert told == ["xyz", ""]


def test_nothing_is_told_within_and_all_is_told_after(qtbot: QtBot) -> None:
    QAccessible.setActive(True)
    try:
        with unspoken():
            assert not QAccessible.isActive()
        assert QAccessible.isActive()
    finally:
        QAccessible.setActive(False)
    with unspoken():
        pass
    assert not QAccessible.isActive()


def test_only_what_is_before_somebody_speaks(qtbot: QtBot) -> None:
    behind, front = QLineEdit(), QLineEdit()
    for window in (behind, front):
        put_up(qtbot, window)
    assert before_somebody(front) and not before_somebody(behind)
    over_all = QWidget(None, Qt.WindowType.Window | Qt.WindowType.WindowStaysOnTopHint)
    put_up(qtbot, over_all)
    assert before_somebody(over_all)
    over_all.hide()
    assert not before_somebody(over_all)


def test_a_page_says_its_heading_and_what_to_do(qtbot: QtBot) -> None:
    page = Page("Two forms of ID", "Look at the originals.")
    qtbot.addWidget(page)
    assert page.where() == "Two forms of ID. Look at the originals."
    page.set_lead()
    assert page.where() == "Two forms of ID."
    assert in_sentences("“Please.”", "", "Ready?", "Go") == "“Please.” Ready? Go."
