"""Facts for assistive technology beside names: roles, and the current place. Its speech: `end_to_end`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit.accessible import StackOfPages, before_somebody, unspoken
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.facts import Fact, Facts, Passage
from desktop.ui.kit.forms.choices import Adjuster
from desktop.ui.kit.forms.fields import PasswordField, TextField
from desktop.ui.kit.forms.page import Page, ProblemSummary
from desktop.ui.kit.printing.paper import Sheets
from desktop.ui.kit.style import the_app
from desktop.ui.kit.text import announce, heading, in_sentences, small, subtitle, title, what_is_new
from desktop.ui.running.tasks import Tasks
from desktop.ui.shell.window import Shell
from tests.plugins.measuring import measured_alike
from tests.ui.accessible import interface, name
from tests.ui.presses import put_up


def test_each_part_has_the_role_of_what_it_is_and_what_is_read_as_a_whole_can_be_come_to_with_tab(qtbot: QtBot) -> None:
    roles = QAccessible.Role
    passage = Passage("You’re about to hear your call.", "Please do not record.")
    facts = Facts(Fact("Passport +\nBank statement", "confirmed in 2 min"), Fact("Heard in full"))
    for widget, role, said in (
        (heading("Two forms of ID"), roles.Heading, "Two forms of ID"),
        (title("There is a problem"), roles.Heading, "There is a problem"),
        (subtitle("Who is here"), roles.Heading, "Who is here"),
        (small("Look."), roles.StaticText, "Look."),
        (StackOfPages(), roles.Client, ""),
        (ProblemSummary(), roles.Grouping, ""),
        (Sheets(), roles.Document, ""),
        (passage, roles.StaticText, "You’re about to hear your call. Please do not record."),
        (facts, roles.StaticText, "Passport + Bank statement, confirmed in 2 min. Heard in full."),
    ):
        qtbot.addWidget(widget)
        assert (interface(widget).role(), name(interface(widget))) == (role, said)
    assert passage.focusPolicy() == facts.focusPolicy() == Qt.FocusPolicy.TabFocus


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


# Spontaneous announcements to a screen reader, each once: the place, the changes, and the errors


def test_only_what_is_new_is_said() -> None:
    assert what_is_new("", "Requests.") == "Requests."
    assert what_is_new("Requests.", "Requests. 9 open. “Look.” None overdue.") == "9 open. “Look.” None overdue."
    assert what_is_new("Days. Week of 2 March. Choose.", "Days. Week of 9 March. Choose.") == "Week of 9 March. Choose."
    assert what_is_new("Requests. 9 open.", "Decisions. 9 open.") == "Decisions. 9 open."
    assert what_is_new("Requests. 9 open.", "Requests.") == ""


def test_a_page_that_is_filled_later_says_what_came(qtbot: QtBot, announced: list[str]) -> None:
    page = Page("Requests")
    put_up(qtbot, page)
    qtbot.waitUntil(lambda: announced == ["Requests."])
    page.set_lead("9 open.")
    qtbot.waitUntil(lambda: announced == ["Requests.", "9 open."])


def test_a_banner_is_said_when_it_comes_before_somebody_and_once(qtbot: QtBot, announced: list[str]) -> None:
    window, front, banner = QWidget(), QLineEdit(), Banner("success")
    QVBoxLayout(window).addWidget(banner)
    put_up(qtbot, window)
    put_up(qtbot, front)
    banner.set_parts("The copy is ready.")
    QApplication.processEvents()
    assert announced == []
    window.activateWindow()
    qtbot.waitUntil(lambda: announced == ["The copy is ready."])
    for way in (window.hide, window.show, front.activateWindow, window.activateWindow):
        way()
        QApplication.processEvents()
    banner.set_parts("The copy is ready.")
    QApplication.processEvents()
    assert announced == ["The copy is ready."]


def test_a_banner_that_is_empty_again_says_nothing_later(qtbot: QtBot, announced: list[str]) -> None:
    page, banner = Page("Requests"), Banner("success")
    page.add(banner)
    banner.set_parts("SAR-2026-0001 is taken.")
    banner.set_parts()
    put_up(qtbot, page)
    qtbot.waitUntil(lambda: announced == ["Requests."])


def test_problems_are_read_with_the_keyboard_and_announced_where_it_is_there_already(
    qtbot: QtBot, announced: list[str]
) -> None:
    page, name = Page("Who"), TextField("name", "Name")
    page.add(name)
    put_up(qtbot, page)
    qtbot.waitUntil(lambda: announced == ["Who."])
    page.set_problems([(name, "Type a name.")])
    assert announced == ["Who."] and page._summary.hasFocus()
    page.set_problems([(name, "Type a name.")])
    assert announced == ["Who.", "There is a problem. Type a name."]


def test_a_window_is_a_window_and_says_what_is_announced_in_it(qtbot: QtBot) -> None:
    """Orca drops the second of two announcements, unless a window makes it."""
    shell = Shell(Tasks())
    qtbot.addWidget(shell)
    assert interface(shell).role() == QAccessible.Role.Window
    shell.tasks.close()


def test_a_page_that_goes_hands_its_keyboard_to_the_page_that_comes_alone(qtbot: QtBot) -> None:
    window, bar, stack = QWidget(), QLineEdit(), StackOfPages()
    box = QVBoxLayout(window)
    first, second = Page("Form", primary="Take it"), Page("List", primary="Begin")
    field = TextField("name", "Name")
    first.add(field)
    for page in (first, second):
        stack.addWidget(page)
    for part in (stack, bar):
        box.addWidget(part)
    put_up(qtbot, window)
    focused: list[object] = []
    the_app().focusChanged.connect(lambda _old, new: focused.append(new))
    field.input.setFocus()
    stack.setCurrentWidget(second)
    qtbot.waitUntil(second.primary.hasFocus)
    stack.setCurrentWidget(first)
    first.primary.setFocus()
    QApplication.processEvents()
    assert first.primary.hasFocus() and bar not in focused
    stack.setCurrentWidget(second)
    qtbot.waitUntil(second.primary.hasFocus)


def test_an_adjuster_asks_for_more_stops_at_its_ends_and_says_its_value_once_or_not_at_all(
    qtbot: QtBot, announced: list[str]
) -> None:
    start = Adjuster("Start", "Earlier", "", "Later")
    put_up(qtbot, start)
    with qtbot.waitSignal(start.more):
        qtbot.keyClick(start.more_button, Qt.Key.Key_Return)
    start.set_value("0:12")
    start.set_value("0:13", can_more=False, aloud=False)
    assert not start.more_button.isEnabled() and start.less_button.isEnabled()
    announce(start, "Something else.")
    assert announced == ["Start: 0:12", "Something else."]
    assert start.middle.accessibleName() == "Start: 0:13" and start.middle.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_button_whose_press_is_being_done_takes_the_keyboard_back(qtbot: QtBot) -> None:
    page = Page("Book", primary="Book it")
    page.add(TextField("name", "Name"))
    link = page.add_link("Back", lambda: None)
    put_up(qtbot, page)
    page.primary.setFocus()
    page.primary.hold()
    assert not page.primary.isEnabled() and not link.hasFocus() and page.focusWidget() is None
    page.primary.setEnabled(True)
    assert page.primary.hasFocus()
    page.primary.hold()
    link.setFocus()
    page.primary.setEnabled(True)
    assert link.hasFocus()


# The kit over the accessibility bus, in a process of its own: the bus has to be there before Qt starts

ROOT = Path(__file__).parents[3]
SET = {
    "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
    "QT_LOGGING_RULES": "qt.accessibility.atspi.warning=false",
    "LC_ALL": "de_DE.UTF-8",  # the program speaks English on a PC that speaks German
}


def test_the_kit_can_be_worked_over_the_accessibility_bus(pytestconfig: pytest.Config) -> None:
    run = subprocess.run(
        [
            *("script/with-desktop", "--keyring", sys.executable, *measured_alike(pytestconfig), "-q"),
            *("-p", "no:cacheprovider", "-o", "qt_log_ignore=Detected locale"),
            "tests/accessibility/acted_on_the_bus.py",
        ],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **SET},
        check=False,
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
