"""A scroll area as tall as its content, and no taller: it scrolls vertically only, and only when it must."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget


class FittedScroll(QScrollArea):
    """The scroll area. In a column with a stretch below it, what follows is right below short content, and stays in
    view below long content."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self.setViewport(QWidget())  # one of ours: to wrap Qt's own, PySide goes through every kind of widget (12 ms)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)
        content.setAutoFillBackground(False)
        content.installEventFilter(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        hint = self._content.sizeHint()
        width = self.viewport().width()
        height = self._content.heightForWidth(width) if self._content.hasHeightForWidth() else hint.height()
        return QSize(hint.width(), height)

    def bring_into_sight(self, widget: QWidget, margin: int) -> None:
        """Scroll until all of `widget` is visible, or its top if it is taller than the area."""
        bring_into_sight(self, widget, margin)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._content.minimumSizeHint().width(), 80)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._content and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


def bring_into_sight(area: QScrollArea, widget: QWidget, margin: int) -> None:
    """Scroll `area` until all of `widget` is visible with `margin` pixels around it, or its top if it is taller."""
    inside, bar, height = area.widget(), area.verticalScrollBar(), area.viewport().height()
    if inside is None:
        return
    top = widget.mapTo(inside, widget.rect().topLeft()).y() - margin
    bottom = top + widget.height() + 2 * margin
    if top < bar.value():
        bar.setValue(top)
    elif bottom > bar.value() + height:
        bar.setValue(min(top, bottom - height))
