"""A layout that is emptied lets its widgets and its items go (docs/decisions/0011)."""

from __future__ import annotations

from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import desktop
from desktop.ui.kit.layouts import FlowLayout, empty

ALLOWED = {"layouts.py"}


@pytest.mark.parametrize("make", (QVBoxLayout, QHBoxLayout, FlowLayout))
def test_its_widgets_and_its_items_go_those_too_that_python_had_asked_for(qtbot: QtBot, make: type[QLayout]) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    layout = make()
    holder.setLayout(layout)
    labels = [QLabel(name) for name in ("one", "two")]
    for label in labels:
        layout.addWidget(label)
    holder.show()
    item = layout.itemAt(0)
    assert item is not None and item.sizeHint().width() > 0
    empty(layout)
    assert layout.count() == 0 and not any(label.isVisible() for label in labels)
    assert not shiboken6.isValid(item)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not any(shiboken6.isValid(label) for label in labels)


def test_nowhere_else_are_items_taken_out_of_a_layout() -> None:
    [folder] = desktop.__path__
    found = {path.name for path in Path(folder).rglob("*.py") if ".takeAt(" in path.read_text()}
    assert found == ALLOWED
