"""Banners for a requirement, a notice, a success or a problem, and the panel of a grave finding: not to be missed.

The edge at the left, a drawn mark (a tick, an exclamation mark), the size and the first words give the kind; the
ground is of its own colour, which only helps.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QRect, QRectF, QTimer, Slot
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.kit.accessible import before_somebody
from desktop.ui.kit.buttons import draw_disc, fill
from desktop.ui.kit.layouts import column_in
from desktop.ui.kit.style import Size, theme_of
from desktop.ui.kit.text import Words, announce, in_sentences

Kind = Literal["notice", "success", "problem"]
_EDGE, _SIDE, _MARK, _BEFORE_WORDS = 6, 16, 20, 8
BESIDE = _EDGE + _BEFORE_WORDS + _MARK
"""Pixels from the left to the end of the mark."""


class Banner(QWidget):
    """A banner, hidden while it has no words. A screen reader announces a change at once, or as soon as the banner is
    visible to someone, unless it is not `aloud`: what it says is said elsewhere too."""

    def __init__(self, kind: Kind = "notice", *parts: str, aloud: bool = True) -> None:
        super().__init__()
        self._aloud = aloud
        self.kind: Kind = kind
        self._words = Words(tone="notice")
        self._untold = False
        self._box = QHBoxLayout(self)
        self._margins = (_EDGE + _SIDE, 11, _SIDE)
        self._set_margins()
        self._box.addWidget(self._words)
        self._words.set_parts(*parts)
        if not self.words:  # never `show`: without a parent it would be a window of its own for a moment
            self.hide()

    @property
    def words(self) -> str:
        return self._words.words

    def set_margin(self, side: int) -> None:
        """Set the margin on both sides of the words."""
        self._margins = (side, 14, side)
        self._set_margins()

    def set_kind(self, kind: Kind) -> None:
        self.kind = kind
        self._set_margins()
        self.update()

    def _set_margins(self) -> None:
        """Leave room for the mark beside the words."""
        left, over, right = self._margins
        least = 0 if self.kind == "notice" else BESIDE + _EDGE
        self._box.setContentsMargins(max(left, least), over, right, over)

    def set_parts(self, *parts: str) -> None:
        """Say this (`strong` parts bold), or nothing."""
        before = self.words
        self._words.set_parts(*parts)
        if self.words != before:
            self._untold = bool(self.words)
        self.setVisible(bool(self.words))
        self._tell_soon()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.WindowActivate):
            self._tell_soon()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        edge = {"notice": theme.notice_edge, "success": theme.accent, "problem": theme.error}[self.kind]
        ground = {"notice": theme.notice, "success": theme.done, "problem": theme.wrong}[self.kind]
        painter = QPainter(self)
        fill(painter, self.rect(), ground, radius=0)
        fill(painter, QRect(0, 0, _EDGE, self.height()), edge, radius=0)
        if self.kind != "notice":
            line = self._words.fontMetrics().height()
            top = self._margins[1] + (line - _MARK) / 2
            left = self._box.contentsMargins().left() - _MARK - _BEFORE_WORDS
            draw_disc(painter, QRectF(left, top, _MARK, _MARK), edge, ground, tick=self.kind == "success")
        self._words.set_tone("notice" if self.kind == "notice" else "")

    def _tell_soon(self) -> None:
        """Announce the words after those of the page."""
        if self._aloud and self._untold and self.isVisible():
            QTimer.singleShot(0, self, self._tell)

    @Slot()
    def _tell(self) -> None:
        if self._untold and QAccessible.isActive() and before_somebody(self):
            self._untold = False
            announce(self, self.words)


_GRAVE_EDGE = 12


class GravePanel(QWidget):
    """The panel. Hidden while nothing was found."""

    def __init__(self) -> None:
        super().__init__()
        self._head = Words(size=Size.TITLE, tone="muted")
        self.found, self.todo = Words(size=Size.HEADING, bold=True), Words(size=Size.BODY)
        column_in(self, self._head, self.found, self.todo, gap=6).setContentsMargins(_GRAVE_EDGE + 24, 20, 24, 22)
        self.hide()

    @property
    def words(self) -> str:
        """All that it says."""
        return in_sentences(self._head.words, self.found.words, self.todo.words)

    def show_found(self, head: str, found: str, *todo: str) -> None:
        """Show what was found, under its heading, and what to do. Nothing found hides it."""
        self._head.set_parts(head if found else "")
        self.found.set_parts(found)
        self.todo.set_parts(*(todo if found else ()))
        self.setVisible(bool(found))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = theme_of(self), QPainter(self)
        fill(painter, self.rect(), theme.wrong, radius=0)
        for side in (0, self.width() - _GRAVE_EDGE):
            fill(painter, QRect(side, 0, _GRAVE_EDGE, self.height()), theme.error, radius=0)
