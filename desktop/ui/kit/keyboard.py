"""The keyboard: its keys, the order in which Tab moves its focus, the ring around what has it, and presses that come
too soon.

- The ring is yellow with a black edge on both sides, and a window's transparent child above everything else, so it can
  lie outside the widget that it marks. It follows the widget through scrolling and resizing, and is clipped where a
  scroll area clips the widget, or headings that stay lie over it (`covered`). Of a list it surrounds the current row
  (`ringed`), not all of it; of a page that has nothing to press, nothing unless it scrolls.
- Tab follows the reading order of the layouts, whatever the order in which the widgets were created.
- A new page takes no press until it has been painted and visible for 400 ms, or for this PC's double-click interval
  where that is longer. So the second half of a double click never reaches what the first half opened.
- A press is a mouse button, Enter, or Space outside a text field. Everything else works at once: typing, scrolling,
  the keys that stop the sound.
- Presses are filtered at the window, through which all of them come, whichever of our widgets they are meant for. A
  page that is hidden guards nothing, and lets everything through.
- The window's handle is looked up whenever it is needed, and never stored: PySide drops it with the object by which
  the window was found, or with whichever widget was last asked for its window, while the window itself goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QLayout,
    QScrollArea,
    QScrollBar,
    QStackedLayout,
    QWidget,
)

ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


def is_enter(event: QKeyEvent) -> bool:
    """Return whether Enter was pressed without Ctrl, with which it belongs to the page."""
    return event.key() in ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier


ARROWS: dict[int, int] = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
"""The arrow keys: on to the next one, or back to the one before."""

W = TypeVar("W", bound=QWidget)


def step_among(row: Sequence[W], event: QKeyEvent, *, around: bool = False) -> W | None:
    """Return the widget in `row` that an arrow key leads to from the one with the focus; None for another key.

    It stops at both ends, or goes `around`.
    """
    at, step = next((index for index, each in enumerate(row) if each.hasFocus()), None), ARROWS.get(event.key())
    if at is None or step is None:
        return None
    return row[(at + step) % len(row) if around else min(max(at + step, 0), len(row) - 1)]


def ancestors(widget: QWidget) -> Iterator[QWidget]:
    """Yield `widget`, and what it is in, from the inside out, up to its window and the owner of that."""
    at: QWidget | None = widget
    while at is not None:
        yield at
        at = at.parentWidget()


EDGE, YELLOW = 2, 4
REACH = 2 * EDGE + YELLOW
"""The distance that the ring extends beyond its widget, in pixels: layouts leave at least this much."""
_MOVES = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ZOrderChange})


class Ring(QWidget):
    """The ring: paints three rectangles, takes no pointer and no focus."""

    def __init__(self, window: QWidget, ink: str, edge: str) -> None:
        super().__init__(window)
        self._ink, self._edge = ink, edge
        self.setObjectName("focus-ring")
        for attribute in (Qt.WidgetAttribute.WA_TransparentForMouseEvents, Qt.WidgetAttribute.WA_NoSystemBackground):
            self.setAttribute(attribute)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hole = QRect()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for width, ink, gap in ((EDGE, self._edge, 0), (YELLOW, self._ink, EDGE), (EDGE, self._edge, EDGE + YELLOW)):
            pen = QPen(QColor(ink), width)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            out = gap + width / 2
            painter.drawRect(self.hole.toRectF().adjusted(-out, -out, out, out))


class FocusRing(QObject):
    """Moves the ring, in those colours, to the widget with the focus."""

    def __init__(self, app: QApplication, ink: str, edge: str) -> None:
        super().__init__(app)
        self._ink, self._edge = ink, edge
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
            self._ring = Ring(window, self._ink, self._edge)
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


STANDS_MS = 400
_BUTTONS = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick})
_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride})
_TEXT = ("QLineEdit", "QTextEdit", "QPlainTextEdit")
"""Named: the first window does without two of them."""


class PressGuard(QObject):
    """The guard of one page or window. Emits `opened` when it begins to take presses.

    Windows send it every event, even while they are being destroyed: then nothing here may be touched.
    """

    opened = Signal()

    def __init__(self, guarded: QWidget) -> None:
        super().__init__(guarded)
        self._guarded = guarded
        self._guards = self._painted = self._dropped = False
        self._stands = QTimer(self, singleShot=True)
        self._stands.timeout.connect(self.opened)

    @property
    def takes_presses(self) -> bool:
        """Whether it has been painted since it appeared, and visible long enough."""
        return self._painted and not self._stands.isActive()

    def begin(self) -> None:
        """Begin to hold presses: it has appeared, or shows something else. While hidden there is nothing to hold."""
        if not self._guarded.isVisible():
            return
        self._guards, self._painted = True, False
        self._stands.stop()
        window = self._guarded.window()  # held while its handle is used
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)
        self._guarded.update()

    def painted(self) -> None:
        """Note that it was painted."""
        if not self._painted:
            self._painted = True
            self._stands.start(max(STANDS_MS, QApplication.doubleClickInterval()))

    def end(self) -> None:
        """Stop: it is gone."""
        self._guards = self._painted = self._dropped = False
        self._stands.stop()
        window = self._guarded.window()
        handle = window.windowHandle()
        if handle is not None:
            handle.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._guards:
            return False
        kind = event.type()
        if kind in _BUTTONS:
            self._dropped = not self.takes_presses
            return self._dropped
        if kind == QEvent.Type.MouseButtonRelease:
            dropped, self._dropped = self._dropped, False
            return dropped
        if kind in _KEYS and isinstance(event, QKeyEvent) and _presses(event) and not self.takes_presses:
            event.accept()  # else a shortcut would take it
            return True
        return False


class Guarded(QWidget):
    """A widget with a guard: the base of a page, and of a window that can be operated at once."""

    def __init__(self, flags: Qt.WindowType = Qt.WindowType.Widget) -> None:
        super().__init__(None, flags)
        self.guard = PressGuard(self)

    @property
    def takes_presses(self) -> bool:
        """Whether it has been visible long enough; `guard.opened` says when."""
        return self.guard.takes_presses

    def reset(self) -> None:
        """Hold presses again: it now shows something else, and a press on its way was not meant for that."""
        self.guard.begin()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.guard.begin()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.guard.end()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.guard.painted()


def takes_presses(widget: QWidget) -> bool:
    """Return whether a press on `widget` is taken: neither its page nor its window has just appeared."""
    return all(each.takes_presses for each in ancestors(widget) if isinstance(each, Guarded))


def _presses(event: QKeyEvent) -> bool:
    if event.key() in ENTER:
        return True
    focused = QApplication.focusWidget()
    in_text = focused is not None and any(map(focused.inherits, _TEXT))
    return event.key() == Qt.Key.Key_Space and not in_text
