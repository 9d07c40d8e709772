"""The customer's side of the counter: which display is theirs, and the dark panel that fills its window.

What is pinned to the panel's foot stays in sight; in a very low window it scrolls along, so that the rest can be read.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent, QScreen
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from desktop.ui.kit.focus import set_reading_order
from desktop.ui.kit.layouts import VerticalScroll, column_in
from desktop.ui.kit.style import mark_theme, scaled, the_app


@dataclass(frozen=True)
class Displays:
    """The two displays. `customer` is None where both look at one."""

    staff: QScreen
    customer: QScreen | None


def displays(staff_window: QWidget) -> Displays:
    """Return the current displays. A mirror of the staff display does not count as another."""
    staff = staff_window.screen() or QGuiApplication.primaryScreen()
    others = [screen for screen in QGuiApplication.screens() if not screen.geometry().intersects(staff.geometry())]
    return Displays(staff, others[0] if others else None)


_WIDE, _NARROW, _NARROW_BELOW = (56, 36, 56, 30), (24, 16, 24, 16), 900
_LOW, _LOW_BELOW = (56, 20, 56, 16), 700
"""Margins in pixels: of a window that is wide, narrow, or low."""
_ABOVE_FOOT = 12
_PINNED_FROM = 300
"""The height from which on the foot is pinned, in pixels."""


class _Area(VerticalScroll):
    """A scroll area that leaves all keys to the window, where the arrows move the sound; it still follows the focus."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


class Panel(QWidget):
    """A panel. `add` widgets and layouts from the top down; one of them may take the remaining room (`grows`)."""

    def __init__(self) -> None:
        super().__init__()
        mark_theme(self, "listening")
        inside = QWidget()
        self._box = QVBoxLayout(inside)
        self._box.setSpacing(16)
        self.area, self._foot = _Area(inside), QWidget()
        self._outer = column_in(self, self.area, self._foot, gap=6)
        self._outer.setStretch(0, 1)
        self._foot_box = QVBoxLayout(self._foot)
        self._foot.hide()
        the_app().focusChanged.connect(self._follow_focus)

    def add(self, part: QWidget | QLayout, grows: bool = False) -> None:
        """Add `part` below the others."""
        if isinstance(part, QWidget):
            self._box.addWidget(part, int(grows))
        else:
            self._box.addLayout(part, int(grows))

    def pin(self, part: QLayout) -> None:
        """Keep `part` at the foot, in sight wherever the rest is scrolled to."""
        self._foot_box.addLayout(part)
        self._foot.show()

    def set_order(self) -> None:
        """Chain the tab stops; a panel with another order than that of reading extends this."""
        set_reading_order(self)

    def focusNextPrevChild(self, forward: bool) -> bool:
        self.set_order()
        return super().focusNextPrevChild(forward)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = _LOW if self.height() < _LOW_BELOW else _WIDE
        left, top, right, bottom = _NARROW if self.width() < _NARROW_BELOW else wide
        if self._foot_box.isEmpty():
            self._box.setContentsMargins(left, top, right, bottom)
            return
        pinned = self.height() >= scaled(_PINNED_FROM)
        self._box.setContentsMargins(left, top, right, 0 if pinned else bottom)
        self._foot_box.setContentsMargins(*((left, _ABOVE_FOOT, right, bottom) if pinned else (0, 0, 0, 0)))
        if pinned and self._outer.indexOf(self._foot) < 0:
            self._outer.addWidget(self._foot)
        elif not pinned and self._box.indexOf(self._foot) != self._box.count() - 1:
            self._box.addWidget(self._foot)

    def _follow_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        inside = self.area.widget()
        if new is not None and inside is not None and inside.isAncestorOf(new):
            self.area.scroll_to(new)
