"""Walks a window with Tab: each control once, in the order in which one reads, and none that keeps the keyboard.

WCAG 2.2: 2.1.1, 2.1.2, 2.4.3. The walk begins where the page has put the keyboard, and ends when it is there again.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QScrollArea, QWidget

FINISH_AFTER_PLAY = "session-4-listen-heard"
"""At the end of a call Finish comes after Play, on purpose, although it stands above the lanes."""
MOST = 400
"""Presses of Tab after which a walk that has not come round is given up."""
LINE = 24
"""Pixels down within which things stand in one line."""


def wrong_order(name: str, window: QWidget) -> list[str]:
    """Return what is wrong with the order of the keyboard in that window."""
    seen = _walked(window)
    found = [f"not reached: {_called(each)}" for each in _stops(window) if each not in seen]
    keeps = [each for each in seen[-1:] if isinstance(each, QPlainTextEdit) and not each.tabChangesFocus()]
    found += [f"keeps the keyboard: {_called(each)}" for each in keeps]
    first = _first(seen, window)
    steps = _against_reading(seen[first:] + seen[:first], window)
    return found + [f"{_called(one)} before {_called(other)}" for one, other in steps if name != FINISH_AFTER_PLAY]


def _stops(window: QWidget) -> list[QWidget]:
    """Return what Tab has to come to: all that takes the keyboard by it, and can be seen or scrolled to."""
    return [
        each
        for each in window.findChildren(QWidget)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.isVisible()
        and each.isEnabled()
        and each.focusProxy() is None
        and each.window() is window
    ]


def _walked(window: QWidget) -> list[QWidget]:
    """Press Tab until the keyboard is where it began; return where it was, each once."""
    seen: list[QWidget] = []
    QTest.qWaitForWindowActive(window)  # the first one that a program shows may not have the keyboard yet
    if QApplication.focusWidget() is None:  # something is under way, and nothing has the keyboard
        QTest.keyClick(window, Qt.Key.Key_Tab)
    for _ in range(MOST):
        at = QApplication.focusWidget()
        if at is None or at in seen:
            break
        seen.append(at)
        QTest.keyClick(at, Qt.Key.Key_Tab)
    return seen


def _against_reading(seen: list[QWidget], window: QWidget) -> Iterator[tuple[QWidget, QWidget]]:
    """Yield steps that go back up in a column, or back to the left in a line."""
    for one, other in pairwise(seen):
        if _before(_place(other, one, window), _place(one, other, window)):
            yield one, other


def _before(other: QRect, one: QRect) -> bool:
    across = min(one.right(), other.right()) - max(one.left(), other.left())
    down = min(one.bottom(), other.bottom()) - max(one.top(), other.top())
    if across > 0 and down <= 0:
        return other.bottom() <= one.top()
    return down > min(one.height(), other.height()) // 2 and other.right() <= one.left()


def _place(widget: QWidget, seen_from: QWidget, window: QWidget) -> QRect:
    """Return where it is in the window: of what scrolls, seen from outside, where the part is that scrolls."""
    at, place = widget, widget
    while (above := at.parentWidget()) is not None and at is not window:
        if isinstance(above, QScrollArea) and not above.isAncestorOf(seen_from):
            place = above
        at = above
    return QRect(place.mapTo(window, QPoint(0, 0)), place.size())


def _first(seen: list[QWidget], window: QWidget) -> int:
    """Return which of them is the first in the window: the one nearest to its top, and of those to its left.

    What scrolls counts by the part that scrolls, since its beginning may be out of sight, and then by itself.
    """
    places = [(_place(each, window, window), _place(each, each, window)) for each in seen]
    return min(range(len(seen)), key=lambda at: [(rect.top() // LINE, rect.left()) for rect in places[at]], default=0)


def _called(widget: QWidget) -> str:
    return f"{type(widget).__name__} “{widget.accessibleName()[:40]}”"
