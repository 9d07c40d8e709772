"""The largest words of the listening page, with a speaker's mark before them; those of a removed part in a frame."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.ui.kit.style import Size, font, theme_of
from desktop.ui.kit.widgets.accessible import unspoken
from desktop.ui.kit.widgets.speaker_mark import Mark, paint_mark
from desktop.ui.kit.widgets.words import Words

_SIDE, _AROUND = 22, 10


class NowLine(QWidget):
    """The words. They change without a word to assistive technology: it would talk over the call."""

    def __init__(self) -> None:
        super().__init__()
        self.said = Words(size=Size.CLOCK, bold=True)
        self.mark, self.removed, self._large = _Shape(), False, False
        self._box = QHBoxLayout(self)
        self._box.setSpacing(_SIDE)
        self._box.addWidget(self.mark)
        self._box.addWidget(self.said, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_said("", Mark.NONE, removed=False)

    @property
    def words(self) -> str:
        return self.said.words

    def set_large(self, large: bool) -> None:
        """Use larger type, on a large display; or the usual."""
        if large != self._large:
            self._large = large
            self._wear()

    def show_said(self, words: str, mark: Mark, *, removed: bool) -> None:
        """Show these words."""
        if (words, mark, removed) == (self.said.words, self.mark.mark, self.removed):
            return
        self.removed = removed
        side = 2 * _AROUND if removed else 0
        self._box.setContentsMargins(side, _AROUND, side, _AROUND)
        with unspoken():
            self._wear()
            self.said.set_parts(words)
        self.mark.show_mark(mark)
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Return its size; of one line it keeps the height, so that nothing moves as speakers change."""
        least = super().minimumSizeHint()
        usual = font(Size.POSTER if self._large else Size.CLOCK)
        return QSize(least.width(), max(least.height(), round(usual.pixelSize() * 1.3) + 2 * _AROUND))

    def _wear(self) -> None:
        usual, removed = (Size.POSTER, Size.CLOCK) if self._large else (Size.CLOCK, Size.HEADING)
        self.said.setFont(font(removed if self.removed else usual, bold=True))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.removed:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(theme_of(self).hatch), 3)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        before = 2 * _SIDE if self.mark.mark is not Mark.NONE else 0
        inside = self.said.sizeHint().width() + before + 4 * _AROUND + 4
        frame = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        frame.setWidth(min(inside, frame.width()))
        painter.drawRoundedRect(frame, 8, 8)


class _Shape(QWidget):
    """The mark; hidden where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.mark = Mark.NONE
        self.setFixedSize(_SIDE, _SIDE)
        self.hide()

    def show_mark(self, mark: Mark) -> None:
        self.mark = mark
        self.setVisible(mark is not Mark.NONE)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_mark(painter, self.mark, QRectF(self.rect()), theme_of(self).text)
