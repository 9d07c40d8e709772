"""Tab follows the reading order, and asking for it leaves none of Qt's objects with Python."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.ui.kit.fields import TextField
from desktop.ui.kit.keyboard import set_reading_order
from desktop.ui.kit.page import ProblemSummary


def a_page() -> tuple[QWidget, list[QLineEdit]]:
    """Return boxes to type in, not made in reading order; in a column, a row, a grid and a scroll area."""
    boxes = [QLineEdit() for _ in range(6)]
    page, scrolled = QWidget(), QScrollArea()
    column, row, grid, inside = QVBoxLayout(page), QHBoxLayout(), QGridLayout(), QWidget()
    scrolled.setWidget(inside)
    within = QVBoxLayout(inside)
    within.addWidget(boxes[5])
    grid.addWidget(boxes[3], 0, 0)
    grid.addWidget(QLabel("words"), 0, 1)
    grid.addWidget(boxes[4], 1, 0)
    row.addWidget(boxes[1])
    row.addWidget(boxes[2])
    column.addWidget(boxes[0])
    column.addLayout(row)
    column.addStretch(1)
    column.addLayout(grid)
    column.addWidget(scrolled)
    return page, boxes


def items_of_qt() -> list[object]:
    return [found for found in shiboken6.getAllValidWrappers() if type(found).__name__ == "QWidgetItem"]


def test_tab_goes_in_the_order_of_the_layouts(qtbot: QtBot) -> None:
    page, boxes = a_page()
    qtbot.addWidget(page)
    set_reading_order(page)
    found, at = [], boxes[0]
    for _ in range(40):
        if at in boxes and at not in found:
            found.append(at)
        at = at.nextInFocusChain()  # type: ignore[assignment]
    assert found == boxes


def test_no_item_of_a_problem_that_is_gone_stays_with_python(qtbot: QtBot) -> None:
    """Decision 0011: it would stand for whatever comes to lie at its address."""
    summary, fields = ProblemSummary(compact=True), [TextField("one", "One"), TextField("two", "Two")]
    for widget in (summary, *fields):
        qtbot.addWidget(widget)
    without = len(items_of_qt())
    summary.show_problems([(field, "Type it.") for field in fields])
    assert summary.heightForWidth(300) > 0
    shown = len(items_of_qt())
    summary.drop(fields[0])
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert len(items_of_qt()) == shown - 1
    summary.show_problems([])
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert len(items_of_qt()) == shown - 2 >= without


def test_no_item_of_a_layout_stays_with_python(qtbot: QtBot) -> None:
    page, _ = a_page()
    qtbot.addWidget(page)
    before = len(items_of_qt())
    set_reading_order(page)
    assert len(items_of_qt()) == before
