"""The keyboard's focus: the ring around the widget that has it, and the order in which Tab moves it.

The ring is yellow with a black edge on both sides, and a window's transparent child above everything else, so it
can lie outside the widget that it marks. It follows the widget through scrolling and resizing, and is clipped where
a scroll area clips the widget, or headings that stay lie over it (`covered`). Of a list it surrounds the current
row (`ringed`), not all of it; of a page that has nothing to press, nothing unless it scrolls.
Tab follows the reading order of the layouts, whatever the order in which the widgets were created.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from operator import itemgetter

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QLayout,
    QScrollArea,
    QScrollBar,
    QStackedLayout,
    QWidget,
)

from desktop.ui.kit.presses import ancestors
from desktop.ui.kit.tokens import LIGHT

EDGE, YELLOW = 2, 4
REACH = 2 * EDGE + YELLOW
"""The distance that the ring extends beyond its widget, in pixels: layouts leave at least this much."""
_MOVES = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ZOrderChange})


class Ring(QWidget):
    """The ring: paints three rectangles, takes no pointer and no focus."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("focus-ring")
        for attribute in (Qt.WidgetAttribute.WA_TransparentForMouseEvents, Qt.WidgetAttribute.WA_NoSystemBackground):
            self.setAttribute(attribute)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hole = QRect()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for width, token, gap in (
            (EDGE, LIGHT.focus_edge, 0),
            (YELLOW, LIGHT.focus, EDGE),
            (EDGE, LIGHT.focus_edge, EDGE + YELLOW),
        ):
            pen = QPen(QColor(token), width)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            out = gap + width / 2
            painter.drawRect(self.hole.toRectF().adjusted(-out, -out, out, out))


class FocusRing(QObject):
    """Moves the ring to the widget with the focus."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._ring: Ring | None = None
        self._widget: QWidget | None = None
        self._watched: list[QWidget] = []
        self._bars: list[QScrollBar] = []
        app.focusChanged.connect(self._focus_changed)

    def _focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        for widget in self._watched:
            if shiboken6.isValid(widget):
                widget.removeEventFilter(self)
        for bar in self._bars:
            if shiboken6.isValid(bar):
                bar.rangeChanged.disconnect(self._place)
        self._watched, self._bars = [], []
        self._widget = new if new is not None and _wants_ring(new) else None
        for at in ancestors(self._widget) if self._widget is not None else ():
            at.installEventFilter(self)
            self._watched.append(at)
            if at.isWindow():
                break
        if isinstance(self._widget, QScrollArea):
            self._bars = [self._widget.verticalScrollBar(), self._widget.horizontalScrollBar()]
        for bar in self._bars:
            bar.rangeChanged.connect(self._place)
        self._place()

    def follow(self, widget: QWidget) -> None:
        """Place the ring again, if it is around a part of that widget."""
        if widget is self._widget:
            self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._place()
        return False

    @Slot()
    def _place(self) -> None:
        if self._ring is not None and not shiboken6.isValid(self._ring):
            self._ring = None
        widget = self._widget
        if widget is None or not shiboken6.isValid(widget) or not widget.isVisible() or _rests(widget):
            if self._ring is not None:
                self._ring.hide()
            return
        window = widget.window()
        if self._ring is None:
            self._ring = Ring(window)
        elif self._ring.parentWidget() is not window:
            self._ring.setParent(window)
        inner = _rectangle(widget)
        seen = _cut(widget, inner)
        shown = seen.intersected(inner.adjusted(*_OUT))
        self._ring.hole = inner.translated(-shown.topLeft()).adjusted(EDGE, EDGE, -EDGE, -EDGE)
        self._ring.setGeometry(shown)
        self._ring.setVisible(seen.intersects(inner))
        self._ring.raise_()
        self._ring.update()


_OUT = (-REACH + EDGE, -REACH + EDGE, REACH - EDGE, REACH - EDGE)


def _wants_ring(widget: QWidget) -> bool:
    return widget.window().windowType() != Qt.WindowType.Popup


def _rests(widget: QWidget) -> bool:
    """Return whether no key does anything there: an area of a page, all of which is in sight, or a page that only keeps
    the keyboard."""
    if not isinstance(widget, QScrollArea):
        return widget.focusPolicy() == Qt.FocusPolicy.NoFocus
    return widget.verticalScrollBar().maximum() == widget.horizontalScrollBar().maximum() == 0


def _rectangle(widget: QWidget) -> QRect:
    """Return what is to be surrounded, in the window: the part that `ringed` names, or all of the widget."""
    part = widget.rect()
    if (ringed := getattr(widget, "ringed", None)) is not None:
        part = ringed()
    return QRect(widget.mapTo(widget.window(), part.topLeft()), part.size())


def follow_ring(widget: QWidget) -> None:
    """Have the ring follow the part of `widget` that it is around."""
    app = QApplication.instance()
    ring = None if app is None else app.__dict__.get("focus_ring")
    if ring is not None:
        ring.follow(widget)


def _cut(widget: QWidget, inner: QRect) -> QRect:
    """Return the visible part of `widget` in the window, clipped by every scroll area above it, and by its headings.

    Of what is in sight down to its end, the ring goes on over the lower edge of the area: it is whole above a footer.
    """
    window = widget.window()
    shown, at = window.rect(), widget
    while at is not window and (above := at.parentWidget()) is not None:
        if isinstance(above.parentWidget(), QAbstractScrollArea):
            area = QRect(above.mapTo(window, above.rect().topLeft()), above.size())
            shown = shown.intersected(area.adjusted(0, 0, 0, REACH if inner.bottom() <= area.bottom() else 0))
        at = above
    if covered := getattr(widget, "covered", 0):
        shown.setTop(max(shown.top(), widget.mapTo(window, QPoint(0, covered)).y()))
    return shown


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
