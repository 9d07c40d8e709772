"""The headings of a list, kept at the top of the page while its rows scroll under them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.ui.kit.focus_ring import follow_ring
from desktop.ui.kit.style import Size, font, theme_of
from desktop.ui.kit.widgets.rows_view import RowsView

_SIDE, _RULE = 12, 2


class StickyHeading(QWidget):
    """A picture of a list's headings, over its page. The headings themselves stay where they are, for assistive
    technology and for presses: this one is neither read nor pressed."""

    def __init__(self, view: RowsView, area: QScrollArea) -> None:
        super().__init__(area.viewport())
        self._view, self._area = view, area
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        area.verticalScrollBar().valueChanged.connect(self.place)
        for part in (area.viewport(), area.widget(), view.parentWidget(), view):
            if part is not None:
                part.installEventFilter(self)
        view.destroyed.connect(self.deleteLater)
        self.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide):
            self.place()
        return False

    def place(self) -> None:
        """Show it where the headings have gone above the page, and rows are still below."""
        header = self._view.horizontalHeader()
        top = self._view.mapTo(self._area.viewport(), QPoint(0, 0))
        high = header.height()
        hidden = not self._view.isVisible() or header.isHidden()  # of cards, each has its own headings
        stands = not hidden and top.y() < 0 and top.y() + self._view.height() > 2 * high
        if stands:
            self.setGeometry(top.x(), 0, self._view.width(), high)
            self.raise_()
            self.update()
        self.setVisible(stands)
        self._view.covered = high - top.y() if stands else 0
        follow_ring(self._view)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, header = theme_of(self), QPainter(self), self._view.horizontalHeader()
        painter.fillRect(self.rect(), QColor(theme.page))
        painter.fillRect(QRect(0, self.height() - _RULE, self.width(), _RULE), QColor(theme.edge))
        painter.setPen(QColor(theme.muted))
        painter.setFont(font(Size.SMALL, bold=True))
        model = self._view.model()
        for column in range(model.columnCount()):
            words = str(model.headerData(column, Qt.Orientation.Horizontal))
            left, wide = header.sectionViewportPosition(column), header.sectionSize(column)
            room = QRect(left + _SIDE, 0, wide - _SIDE, self.height() - _RULE)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words)
