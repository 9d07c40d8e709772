"""Tab goes the way one reads: in the order of the layouts, whatever the order in which the widgets were made."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from operator import itemgetter

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QStackedWidget, QWidget


def set_reading_order(top: QWidget) -> None:
    """Chain what Tab stops at within `top` in reading order; cheap enough to do whenever Tab is pressed."""
    for one, next_one in pairwise(_stops(top)):
        QWidget.setTabOrder(one, next_one)


def _stops(widget: QWidget) -> Iterator[QWidget]:
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    if isinstance(widget, QScrollArea):
        inside = widget.widget()
        if inside is not None:
            yield from _stops(inside)
    elif isinstance(widget, QStackedWidget):
        current = widget.currentWidget()
        if current is not None:
            yield from _stops(current)
    elif (layout := widget.layout()) is not None:
        yield from _in_layout(layout, widget)


def _in_layout(layout: QLayout, owner: QWidget) -> Iterator[QWidget]:
    """Asked without `itemAt`: what that hands to Python stays with the layout, also when Qt has deleted the item, and
    then stands for whatever comes to lie at its place in memory (decision 0011)."""
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
