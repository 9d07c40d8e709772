"""Fingers that press real keys and click real places of the windows, and count each.

Rules:
- A key goes to the window that has the keyboard, and there to whatever has the focus: no focus is set by hand. To get
  to a widget by keyboard is to press Tab until the focus is there, and each Tab counts.
- A click goes to the place of a widget on its window, if that place is in sight.
- A wait costs nothing; a screen counts once, when it has come.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from desktop.showcase.hands import Hands
from desktop.ui.kit.keyboard import takes_presses
from desktop.ui.kit.rows import RowsView
from tests.counting.tally import Tally

MOST_TABS = 40
NONE = Qt.KeyboardModifier.NoModifier


class Way(StrEnum):
    """How the pages are worked: by keyboard alone, or with the mouse for all that is not typed."""

    KEYS = "keys"
    MOUSE = "mouse"


class Fingers:
    """One person's fingers. `hands` waits for what is to be seen; what it does itself is not counted."""

    def __init__(self, hands: Hands, task: str, way: Way) -> None:
        self.hands, self.way = hands, way
        self.tally = Tally(task)
        self._at_mouse: bool | None = None

    def screen(self, name: str, page: QWidget) -> None:
        """Note that a page has come, and whether it has to be scrolled."""
        self.hands.until("page_takes_presses", lambda: takes_presses(page))
        self.tally.screens += 1
        self.look(name, page)

    def look(self, name: str, page: QWidget) -> None:
        """Note whether a page has to be scrolled as it is now: it may have grown."""
        self.hands.until("everything_saved", lambda: not self.hands.screens.tasks.busy)
        self.hands.lay_out()
        areas = [area for area in page.findChildren(QScrollArea) if area.isVisible()]
        if any(area.verticalScrollBar().maximum() > 0 for area in areas):
            self.tally.scrolled.append(name)

    def think(self) -> None:
        """Note a decision: which of several, or that it is so."""
        self.tally.units += 1

    # Keys

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press a key, for whatever has the keyboard."""
        window = QGuiApplication.focusWindow()
        assert window is not None, "no window has the keyboard"
        self._move(mouse=False)
        self.tally.keys += 1
        QTest.keyClick(window, key, modifier)
        self.hands.settle()

    def digits(self, text: str) -> None:
        """Type what stands on a document."""
        for letter in text:
            self.key(Qt.Key(ord(letter)))

    def text(self, text: str) -> None:
        """Type words of one's own."""
        before = self.tally.keys
        for letter in text:
            window = QGuiApplication.focusWindow()
            assert window is not None
            QTest.keyClick(window, ord(letter))
        self._move(mouse=False)
        self.tally.keys, self.tally.text = before, self.tally.text + len(text)

    def reach(self, widget: QWidget) -> None:
        """Press Tab until the focus is at the widget or within it."""
        for _ in range(MOST_TABS):
            if self.is_at(widget):
                return
            self.key(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not lead to {widget.accessibleName()}")

    def unmoved(self, do: Callable[[], None]) -> None:
        """Do what is no part of the task's count: listening, or putting the cursor where words are typed."""
        before = self.tally.keys, self.tally.clicks
        do()
        self.tally.keys, self.tally.clicks = before

    # Either way

    def choose(self, option: QWidget, among: QWidget) -> None:
        """Choose an option of a question: a click, or the arrow keys once the focus is there."""
        self.think()
        if self.way is Way.MOUSE:
            self.click(option)
            return
        self.reach(among)
        if option.hasFocus():
            self.key(Qt.Key.Key_Space)
        for _ in range(MOST_TABS):
            if option.isChecked():  # type: ignore[attr-defined]
                return
            focused = QApplication.focusWidget()
            beside = focused is not None and focused is not option and focused.y() == option.y()
            self.key(Qt.Key.Key_Right if beside else Qt.Key.Key_Down)
        raise AssertionError(f"arrow keys do not lead to {option.accessibleName()}")

    def tick(self, option: QWidget) -> None:
        """Tick a box."""
        self.think()
        if self.way is Way.MOUSE:
            self.click(option)
        else:
            self.reach(option)
            self.key(Qt.Key.Key_Space)

    def press(self, button: QWidget, *, primary: bool = False) -> None:
        """Press a button: a click; or Enter where the focus is on it, Ctrl+Enter for the page's own, else by Tab."""
        self.think()
        self.hands.until("page_takes_presses", lambda: takes_presses(button))
        if self.way is Way.MOUSE:
            self.click(button)
        elif primary and not self.is_at(button):
            self.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        else:
            self.reach(button)
            self.key(Qt.Key.Key_Return)

    def open_first(self, name: str, page: QWidget, view: RowsView) -> None:
        """Open the first row of the list on a page that has come, once its rows are there."""
        self.hands.until(name, lambda: view.model().rowCount() > 0)
        self.screen(name, page)
        self.think()
        if self.way is Way.MOUSE:
            self.click(view.viewport(), view.visualRect(view.model().index(0, 0)).center())
        else:
            self.reach(view)
            self.key(Qt.Key.Key_Return)

    def hold(self, button: QWidget, key: Qt.Key, until: Callable[[], bool]) -> None:
        """Hold a button, or the key that does the same, until something is seen."""
        window = button.window().windowHandle()
        assert window is not None
        mouse, at = self.way is Way.MOUSE, button.mapTo(button.window(), button.rect().center())
        self._move(mouse=mouse)
        if mouse:
            self.tally.clicks += 1
            QTest.mousePress(window, Qt.MouseButton.LeftButton, pos=at)
        else:
            self.tally.keys += 1
            QTest.keyPress(window, key)
        self.hands.until("answers_seen", until)
        if mouse:
            QTest.mouseRelease(window, Qt.MouseButton.LeftButton, pos=at)
        else:
            QTest.keyRelease(window, key)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click a widget that is in sight."""
        place = at or widget.rect().center()
        assert widget.isVisible(), f"{widget.accessibleName()} is not shown"
        if not widget.visibleRegion().contains(place):
            self._scroll_to(widget)
        window = widget.window()
        handle = window.windowHandle()
        assert handle is not None
        self._move(mouse=True)
        self.tally.clicks += 1
        QTest.mouseClick(handle, Qt.MouseButton.LeftButton, pos=widget.mapTo(window, place))
        self.hands.settle()

    def drag(self, widget: QWidget, start: QPoint, end: QPoint) -> None:
        """Drag over a widget that is in sight: one action, with two places to point at."""
        window = widget.window()
        handle = window.windowHandle()
        assert handle is not None
        self._move(mouse=True)
        self.tally.clicks += 1
        self.tally.drags += 1
        places = [widget.mapTo(window, at) for at in (start, (start + end) / 2, end)]
        left = Qt.MouseButton.LeftButton
        self.hands.until("page_takes_presses", lambda: takes_presses(widget))
        QTest.mouseMove(handle, places[0])
        self.hands.settle()
        QTest.mousePress(handle, left, pos=places[0])
        for place in places[1:]:
            QTest.mouseMove(handle, place)
            self.hands.settle()
        QTest.mouseRelease(handle, left, pos=places[-1])
        self.hands.settle()

    def _scroll_to(self, widget: QWidget) -> None:
        """Bring a widget into sight as a wheel does; the screen has been counted as one that scrolls."""
        parent = widget.parentWidget()
        while parent is not None and not isinstance(parent, QScrollArea):
            parent = parent.parentWidget()
        assert isinstance(parent, QScrollArea), f"{widget.accessibleName()} is out of sight"
        parent.ensureWidgetVisible(widget)
        self.hands.settle()

    def is_at(self, widget: QWidget) -> bool:
        """Whether the keyboard is at the widget, or within it."""
        focused = QApplication.focusWidget()
        return focused is not None and (focused is widget or widget.isAncestorOf(focused))

    def _move(self, *, mouse: bool) -> None:
        if self._at_mouse is not None and self._at_mouse is not mouse:
            self.tally.hands += 1
        self._at_mouse = mouse
