"""A few bars side by side, each with its number above and its name below: there is no scale to be read.

One bar can stand out (`now`), one can be hatched (`bad`): its name says what it is, so that colour tells nothing alone.
A screen reader gets the title and all of the bars as one text; Tab reaches it.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.kit.style import Size, font, theme_of
from desktop.ui.kit.widgets.accessible import set_role
from desktop.ui.kit.widgets.hatch import paint_hatch
from desktop.ui.kit.widgets.where import in_sentences

_TALL, _GAP, _WIDEST, _LEAST = 72, 16, 64, 2


@dataclass(frozen=True)
class Bar:
    """A bar: its name, its length (0 or more), and its number in words. `now`, `bad`: as of the module."""

    name: str
    value: float
    words: str
    now: bool = False
    bad: bool = False


class Bars(QWidget):
    """The bars. The longest has the whole height, or `most` has."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title, self._most = title, 0.0
        self.bars: tuple[Bar, ...] = ()
        set_role(self, QAccessible.Role.Chart)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: tuple[Bar, ...], most: float = 0.0) -> None:
        """Show these. `most`: the value of the whole height, where that is not the longest bar's."""
        self.bars, self._most = bars, most
        said = (f"{bar.name} {bar.words}" for bar in bars)
        self.setAccessibleName(in_sentences(self._title, ", ".join(said)))
        self.updateGeometry()
        self.update()

    @property
    def words(self) -> str:
        """What a screen reader says of it."""
        return self.accessibleName()

    def sizeHint(self) -> QSize:
        return QSize(80 * max(1, len(self.bars)), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self._height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.bars:
            return
        painter, theme = QPainter(self), theme_of(self)
        line = QFontMetrics(font(Size.SMALL)).height()
        wide = self.width() / len(self.bars)
        foot = line + 4 + _TALL
        most = self._most or max(bar.value for bar in self.bars) or 1.0
        for at, bar in enumerate(self.bars):
            cell = QRectF(at * wide, 0, wide, self.height())
            tall = max(_TALL * bar.value / most, _LEAST if bar.value else 0)
            across = min(wide - _GAP, _WIDEST)
            rect = QRectF(cell.center().x() - across / 2, foot - tall, across, tall)
            if bar.bad and bar.value:
                paint_hatch(painter, rect, theme.error, theme.page)
            else:
                painter.fillRect(rect, QColor(theme.accent if bar.now else theme.unheard))
            painter.setPen(QColor(theme.text))
            painter.setFont(font(Size.SMALL, bold=bar.now))
            above = QRectF(cell.left(), rect.top() - line - 4, wide, line + 2)
            painter.drawText(above, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, bar.words)
            below = QRectF(cell.left() + 2, foot + 6, wide - 4, self.height() - foot - 6)
            wrapped = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(below, wrapped, bar.name)
        painter.setPen(QPen(QColor(theme.edge), 1))
        painter.drawLine(0, int(foot), self.width(), int(foot))

    def _height(self) -> int:
        line = QFontMetrics(font(Size.SMALL)).height()
        return line + 4 + _TALL + 6 + 2 * line
