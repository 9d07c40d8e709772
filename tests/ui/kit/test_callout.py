"""A callout beside what it is about (WCAG 2.2, 1.4.13): it can be pointed at, put away and comes with the keyboard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QCursor, QHelpEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import desktop
from desktop.ui.kit.bar import BarName
from desktop.ui.kit.buttons import SecondaryButton

WHOLE = "Demo information officer for housing, highways and public spaces"


def point(widget: QWidget, at: QPoint) -> None:
    """Move the pointer, and have Qt tell whatever it left and came to."""
    QCursor.setPos(widget.mapToGlobal(at))
    QApplication.processEvents()


def rest(widget: QWidget, at: QPoint | None = None) -> None:
    """Rest the pointer on `widget`, until the toolkit would show a tooltip."""
    where = widget.rect().center() if at is None else at
    point(widget, where)
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, where, widget.mapToGlobal(where)))


@pytest.fixture
def name(qtbot: QtBot) -> BarName:
    """A name that is cut, above a button."""
    window, name, button = QWidget(), BarName(), SecondaryButton("Lock")
    qtbot.addWidget(window)
    box = QVBoxLayout(window)
    for each in (name, button):
        box.addWidget(each, 0, Qt.AlignmentFlag.AlignLeft)
    box.addStretch(1)
    name.show_cut(WHOLE, 160)
    window.resize(600, 300)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    point(window, QPoint(590, 290))
    button.setFocus()
    return name


def test_the_pointer_can_move_onto_it_and_it_goes_when_the_pointer_leaves_both(qtbot: QtBot, name: BarName) -> None:
    rest(name)
    callout = name.callout
    assert callout.isVisible() and callout.words == WHOLE
    assert callout.geometry().top() == name.mapTo(name.window(), name.rect().bottomLeft()).y() + 1
    point(callout, callout.rect().center())
    qtbot.waitUntil(callout.underMouse)
    assert callout.isVisible()
    point(name.window(), QPoint(590, 290))
    qtbot.waitUntil(lambda: not callout.isVisible())
    assert callout.parentWidget() is name


def test_it_comes_and_goes_with_the_keyboard(qtbot: QtBot, name: BarName) -> None:
    window = name.window()
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert name.hasFocus() and name.callout.isVisible() and not name.callout.hasFocus()
    qtbot.keyClick(name, Qt.Key.Key_Tab)
    assert not name.callout.isVisible()


@pytest.mark.parametrize("by_keyboard", [False, True])
def test_escape_puts_it_away_and_moves_neither_pointer_nor_keyboard(
    qtbot: QtBot, name: BarName, by_keyboard: bool
) -> None:
    name.setFocus() if by_keyboard else rest(name)
    before = name.window().focusWidget()
    assert name.callout.isVisible() and before is not None
    qtbot.keyClick(before, Qt.Key.Key_Escape)
    assert not name.callout.isVisible() and name.window().focusWidget() is before


def test_it_has_its_place_in_the_window_whatever_it_is_about(name: BarName) -> None:
    window = name.window()
    window.resize(170, 300)
    rest(name)
    assert window.rect().contains(name.callout.geometry()) and name.callout.height() > 2 * name.height()


def test_nothing_in_the_program_uses_the_tooltips_of_the_toolkit() -> None:
    [folder] = desktop.__path__
    found = [path.name for path in Path(folder).rglob("*.py") if re.search("setToolTip|QToolTip", path.read_text())]
    assert found == []
