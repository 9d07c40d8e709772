"""A check whether any words on a screen are cut: by their own edge, or by the edge of a widget around them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QWidget

SLACK = 1
"""Pixels: fonts are measured in fractions of one."""


def cut_text(window: QWidget) -> list[str]:
    """Return the words on `window` that need more room than they have, each with what it lacks."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)  # what has just changed is laid out first
    found = []
    worded: list[QLabel | QAbstractButton] = [*window.findChildren(QLabel), *window.findChildren(QAbstractButton)]
    for widget in worded:
        text = widget.text().replace("\u200b", "").strip()
        if text and widget.isVisibleTo(window) and (lack := _lack(widget, window)):
            found.append(f"{text[:60]!r} {lack}")
    return found


def _lack(widget: QLabel | QAbstractButton, window: QWidget) -> str:
    wide, high = _needed(widget)
    if wide > widget.width() + SLACK:
        return f"needs {wide} across and has {widget.width()}"
    if high > widget.height() + SLACK:
        return f"needs {high} down and has {widget.height()}"
    return _outside(widget, window)


def _needed(widget: QLabel | QAbstractButton) -> tuple[int, int]:
    if widget.hasHeightForWidth():  # its words wrap
        return 0, widget.heightForWidth(widget.width())
    hint = widget.sizeHint()
    return hint.width(), hint.height()


def _outside(widget: QWidget, window: QWidget) -> str:
    """Return whether it is beyond the edge of an enclosing widget. Content of a scroll area can be scrolled to."""
    above = widget.parentWidget()
    while above is not None and above is not window.parentWidget():
        if isinstance(above.parentWidget(), QAbstractScrollArea):
            return ""
        place = QRect(widget.mapTo(above, QPoint(0, 0)), widget.size())
        room = above.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK)
        if not room.contains(place):
            return f"reaches out of {type(above).__name__}: {place.getRect()} in {above.rect().getRect()}"
        above = above.parentWidget()
    return ""
