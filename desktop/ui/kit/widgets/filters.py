"""Filters of a list, each a pill with its words and how many there are; one of them is chosen.

One tab stop; the arrow keys move and choose. A number that arrives during a press is shown on release, so that nothing
moves under the pointer. A chosen one is filled and bold: colour alone never tells it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit.style import Size, font
from desktop.ui.kit.tokens import Tokens
from desktop.ui.kit.widgets.accessible import unspoken
from desktop.ui.kit.widgets.buttons import WordsButton, fill
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.words.formatting import grouped

_PREVIOUS, _NEXT = (Qt.Key.Key_Left, Qt.Key.Key_Up), (Qt.Key.Key_Right, Qt.Key.Key_Down)
_ROOM = "  888"
"""The room kept for a number, so that a few more or fewer move nothing."""


class Filter(WordsButton):
    """One filter."""

    padding = QSize(16, 7)
    least = 40

    def __init__(self, words: str) -> None:
        super().__init__(words, Size.SMALL)
        self.words = words
        self.setCheckable(True)
        self.setAutoExclusive(True)  # makes it a radio button to assistive technology

    def show_count(self, count: int) -> None:
        """Show how many there are. A screen reader says them at the filter, and not whenever they change."""
        with unspoken():
            self.setText(f"{self.words}  {grouped(count)}")
            self.setAccessibleName(f"{self.words}: {grouped(count)}")
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        bold = QFontMetrics(font(Size.SMALL, bold=True))
        room = f"{self.words}{_ROOM}" if self.text() != self.words else self.words
        width = max(bold.horizontalAdvance(room), bold.horizontalAdvance(self.text())) + 2 * self.padding.width() + 2
        return QSize(width, self.heightForWidth(width))

    def paint_shape(self, painter: QPainter, theme: Tokens) -> str:
        self.setFont(font(Size.SMALL, bold=self.isChecked()))
        inside = theme.chosen if self.isChecked() else theme.soft if self.hovered() else theme.panel
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill(painter, self.rect(), inside, theme.edge, radius=self.height() / 2 - 1)
        return theme.on_chosen if self.isChecked() else theme.text


class Filters(QWidget):
    """A row of filters. Emits `chosen(key)` when someone chooses another one."""

    chosen = Signal(str)

    def __init__(self, label: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setAccessibleName(label)
        self.options = {key: Filter(words) for key, words in choices}
        self._later: Mapping[str, int] | None = None
        row = FlowLayout(self, gap=10, row_gap=8)
        for key, option in self.options.items():
            option.toggled.connect(partial(self._toggled, key))  # not a click: assistive technology toggles it
            option.released.connect(self._let_go)
            row.addWidget(option)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._key = next(iter(self.options))
        self.set_chosen(self._key)

    @property
    def key(self) -> str:
        """The chosen one."""
        return self._key

    def set_chosen(self, key: str) -> None:
        """Choose one, without a signal."""
        self._key = key
        for each, option in self.options.items():
            option.setChecked(each == key)
            option.setFocusPolicy(Qt.FocusPolicy.StrongFocus if each == key else Qt.FocusPolicy.ClickFocus)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many there are of each that is named."""
        if any(option.isDown() for option in self.options.values()):
            self._later = counts
            return
        for key, count in counts.items():
            if key in self.options:
                self.options[key].show_count(count)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = list(self.options.values())
        at = next((index for index, option in enumerate(row) if option.hasFocus()), None)
        if at is None or event.key() not in (*_PREVIOUS, *_NEXT):
            super().keyPressEvent(event)
            return
        to = row[min(max(at + (1 if event.key() in _NEXT else -1), 0), len(row) - 1)]
        to.setFocus(Qt.FocusReason.OtherFocusReason)
        to.click()

    def _let_go(self) -> None:
        later, self._later = self._later, None
        if later is not None:
            self.show_counts(later)

    def _toggled(self, key: str, on: bool) -> None:
        if on and key != self._key:
            self.set_chosen(key)
            self.chosen.emit(key)
