"""The current row of a list, kept in sight in what scrolls around it.

A row is scrolled to when the keyboard goes to it, no further than it takes, and to the top where it is in sight there;
and again while the page around it is still laid out: headings and other rows may get taller. Whoever scrolls elsewhere
stays there, also when the rows come again.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QScrollArea, QTableView, QWidget

_ROUND = 12
"""Pixels below the row: room for the focus ring."""


class InSight(QObject):
    """Scrolls to the current row of `view`, whatever it is in."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self._followed: dict[QScrollArea, int] = {}
        """The areas around the list, and where each was left."""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._again)
        self._asked = False

    @property
    def follows(self) -> bool:
        """Whether nobody has scrolled since the row was last scrolled to."""
        left = self._followed.items()
        return bool(left) and all(area.verticalScrollBar().value() == value for area, value in left)

    @Slot()
    def bring(self) -> None:
        """Scroll to the current row, if the list has the keyboard."""
        rect = self._view.visualRect(self._view.currentIndex())
        if QApplication.mouseButtons() or not self._view.hasFocus() or not rect.isValid():
            return  # it was pressed where it is, or nobody is there
        header = self._view.horizontalHeader()
        headings = 0 if header.isHidden() else header.height()  # they stay at the top, over the rows
        for area in self._areas():
            inside, bar, high = area.widget(), area.verticalScrollBar(), area.viewport().height()
            assert inside is not None
            top = self._view.viewport().mapTo(inside, rect.topLeft()).y()
            bottom = top + rect.height() + _ROUND
            if top - headings < bar.value():
                bar.setValue(0 if bottom <= high else top - headings)
            elif bottom > bar.value() + high:
                bar.setValue(min(top - headings, bottom - high))
            self._followed[area] = area.verticalScrollBar().value()

    def bring_soon(self) -> None:
        """Scroll to it once everything is laid out."""
        self._asked = True
        self._soon.start()

    def stay(self) -> None:
        """Scroll to it again once everything is laid out, unless someone scrolls elsewhere."""
        self._soon.start()

    @Slot()
    def _again(self) -> None:
        asked, self._asked = self._asked, False
        if asked or self.follows:
            self.bring()

    @Slot()
    def _grown(self) -> None:
        """Stay with the row: the page gets taller or lower while it is laid out."""
        if self.follows:
            self.stay()

    def _areas(self) -> list[QScrollArea]:
        """Return the areas around the list, the inner one first."""
        found, at = [], self._view.parentWidget()
        while at is not None:
            if isinstance(at, QScrollArea) and at.widget() is not None:
                found.append(at)
                self._heed(at)
            at = at.parentWidget()
        return found

    def _heed(self, area: QScrollArea) -> None:
        if area not in self._followed:
            area.verticalScrollBar().rangeChanged.connect(self._grown)


def area_of(widget: QWidget) -> QScrollArea | None:
    """Return the scroll area that a widget is in."""
    at = widget.parentWidget()
    while at is not None and not isinstance(at, QScrollArea):
        at = at.parentWidget()
    return at
