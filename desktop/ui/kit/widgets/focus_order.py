"""The Tab order follows the reading order of the layouts, whatever the order in which the widgets were created."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from operator import itemgetter

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QStackedLayout, QWidget


def set_reading_order(top: QWidget) -> None:
    """Chain the tab stops within `top` in reading order; cheap enough to do whenever Tab is pressed."""
    for one, next_one in pairwise(_stops(top)):
        QWidget.setTabOrder(one, next_one)


def _stops(widget: QWidget) -> Iterator[QWidget]:
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    if isinstance(widget, QScrollArea):
        inside = widget.widget()
        if inside is not None:
            yield from _stops(inside)
    elif isinstance(stack := widget.layout(), QStackedLayout):
        current = stack.currentWidget()
        if current is not None:
            yield from _stops(current)
    elif (layout := widget.layout()) is not None:
        yield from _in_layout(layout, widget)


def _in_layout(layout: QLayout, owner: QWidget) -> Iterator[QWidget]:
    """Yield the widgets of a layout without `itemAt`: the item it passes to Python stays with the layout even when Qt
    has deleted it, and then stands for whatever is allocated at its address (decision 0011)."""
    inside: list[tuple[int, QWidget | QLayout]] = []
    for child in owner.children():
        if isinstance(child, QWidget) and (index := layout.indexOf(child)) >= 0:
            inside.append((index, child))
    for inner in layout.children():
        if isinstance(inner, QLayout):
            inside.append((layout.indexOf(inner), inner))
    for _, found in sorted(inside, key=itemgetter(0)):
        if isinstance(found, QWidget):
            yield from _stops(found)
        else:
            yield from _in_layout(found, owner)
