"""Spontaneous announcements to a screen reader, each once: the place, the changes, and the errors."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit.accessible import StackOfPages
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.choices import Adjuster
from desktop.ui.kit.fields import TextField
from desktop.ui.kit.page import Page
from desktop.ui.kit.style import the_app
from desktop.ui.kit.text import announce, what_is_new
from desktop.ui.running.tasks import Tasks
from desktop.ui.shell.window import Shell
from tests.ui.accessible import interface
from tests.ui.presses import put_up


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


def test_an_adjuster_says_its_value_once_or_not_at_all(qtbot: QtBot, announced: list[str]) -> None:
    start = Adjuster("Start", "Earlier", "", "Later")
    put_up(qtbot, start)
    start.set_value("0:12")
    start.set_value("0:13", aloud=False)
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


def test_a_page_that_is_busy_keeps_the_keyboard_for_what_had_it(qtbot: QtBot) -> None:
    window, bar, page = QWidget(), QLineEdit(), Page("Decide", primary="Decide")
    box = QVBoxLayout(window)
    for part in (page, bar):
        box.addWidget(part)
    put_up(qtbot, window)
    page.primary.setFocus()
    page.set_busy("It is being opened.")
    assert window.focusWidget() is None
    page.set_busy("")
    assert page.primary.hasFocus()
