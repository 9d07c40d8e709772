"""A document as it will look on paper: read only, as long as it is, and on white whatever the theme."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QPalette, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QFrame, QTextEdit

MARGIN = 24


class Paper(QTextEdit):
    """Shows a document and never scrolls: the page does."""

    def __init__(self, document: QTextDocument, name: str) -> None:
        super().__init__()
        document.setParent(self)
        self.setFont(document.defaultFont())  # else the document takes the screen's, and prints in it
        document.setDocumentMargin(MARGIN)
        self.setDocument(document)
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.Box)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.white)
        palette.setColor(QPalette.ColorRole.Text, Qt.GlobalColor.black)
        self.setPalette(palette)
        self.setStyleSheet("QTextEdit { background: #ffffff; color: #000000; }")
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        line = QFontMetrics(self.font()).height()
        self.setFixedHeight(int(self.document().size().height()) + line)
