"""Walks a window's accessible objects, as a screen reader sees them."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot


def interface(widget: QWidget) -> QAccessibleInterface:
    found = QAccessible.queryAccessibleInterface(widget)
    assert found is not None
    return found


def walk(widget: QWidget) -> Iterator[QAccessibleInterface]:
    """Yield every accessible object from `widget` down that is shown, tables' cells left out."""
    todo = [interface(widget)]
    while todo:
        at = todo.pop(0)
        if at.state().invisible:
            continue
        yield at
        if at.role() not in (QAccessible.Role.Table, QAccessible.Role.List):
            todo[:0] = [child for i in range(at.childCount()) if (child := at.child(i)) is not None]


def name(at: QAccessibleInterface) -> str:
    return at.text(QAccessible.Text.Name)


def tab_stops(qtbot: QtBot, first: QWidget) -> list[QWidget]:
    """Return the widgets that Tab reaches from `first` on, in its order, until it comes round."""
    first.setFocus()
    found = [first]
    while (at := _tabbed(qtbot, found[-1])) is not first:
        assert at not in found, "Tab goes round without its beginning"
        found.append(at)
    return found


def _tabbed(qtbot: QtBot, widget: QWidget) -> QWidget:
    qtbot.keyClick(widget, Qt.Key.Key_Tab)
    at = QApplication.focusWidget()
    assert at is not None and at is not widget, "Tab is caught"
    return at
