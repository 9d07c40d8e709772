"""Documents on sheets of A4, laid out once for screen, printer and file alike. There is no other way onto paper.

Rules:
- Everything is measured in pixels of which 96 make an inch, whatever the screen: what is shown is what is printed.
- Paper has its own size of type: nobody's enlarged screen makes a document longer. `style.font` is for screens only:
  its pixels are those of the device, of which a printer has 1200 to the inch.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPageSize, QPainter, QPaintEvent, QPdfWriter, QPen, QTextDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from desktop.errors import SurroundingsError
from desktop.ui.kit.paper.pdf_file import save_pdf_file
from desktop.ui.kit.style import theme_of

MM = 96 / 25.4
A4 = QSizeF(210 * MM, 297 * MM)
SIDES, TOP, BOTTOM = 20 * MM, 15 * MM, 15 * MM
POINT = 96 / 72
FOLDS = (105 * MM, 210 * MM)
"""Where a sheet is folded for a DL envelope, from the top (as DIN 5008 has it)."""
_GAP = 16


class FoldedSheets(QTextDocument):
    """A document whose first sheet goes into an envelope with a window: it has marks where it is folded."""


def sheet_font(points: float, *, bold: bool = False) -> QFont:
    """The program's type at that size on paper."""
    made = QFont(QApplication.font().family())
    made.setPixelSize(round(points * POINT))
    made.setBold(bold)
    return made


def on_sheets(document: QTextDocument) -> QTextDocument:
    """Lay it out on A4, with the margins of a letter."""
    document.setDocumentMargin(0)
    document.setUseDesignMetrics(True)
    frame = document.rootFrame().frameFormat()
    frame.setLeftMargin(SIDES)
    frame.setRightMargin(SIDES)
    frame.setTopMargin(TOP)
    frame.setBottomMargin(BOTTOM)
    document.rootFrame().setFrameFormat(frame)
    document.setPageSize(A4)
    return document


def sheet_of(place: QRectF) -> int:
    """On which sheet, from 0, that part of a document begins."""
    return int(place.top() // A4.height())


def paint_sheet(painter: QPainter, document: QTextDocument, number: int) -> None:
    """The sheet of that number, from 0, its top left corner where the painter stands."""
    painter.save()
    painter.translate(0, -number * A4.height())
    document.drawContents(painter, QRectF(0, number * A4.height(), A4.width(), A4.height()))
    painter.restore()
    if number == 0 and isinstance(document, FoldedSheets):
        _mark_folds(painter)


def _mark_folds(painter: QPainter) -> None:
    painter.save()
    painter.setPen(QPen(QColor("#808080"), 0.75))
    for fold in FOLDS:
        painter.drawLine(QPointF(5 * MM, fold), QPointF(10 * MM, fold))
    painter.restore()


def save_sheets(document: QTextDocument, title: str, path: Path) -> None:
    """Write it as a PDF. Raises SurroundingsError (`paper_not_written`) where it cannot be written there."""
    try:
        save_pdf_file(path, title, partial(_put_out_finely, document))
    except OSError:
        raise SurroundingsError("paper_not_written") from None


def print_sheets(document: QTextDocument, title: str, printer: QPrinter) -> None:
    """Print it there."""
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    printer.setDocName(title)
    _put_out(document, printer)


def _put_out_finely(document: QTextDocument, writer: QPdfWriter) -> None:
    writer.setResolution(1200)
    _put_out(document, writer)


def _put_out(document: QTextDocument, device: QPdfWriter | QPrinter) -> None:
    painter = QPainter(device)
    painter.scale(device.logicalDpiX() / 96, device.logicalDpiY() / 96)
    for number in range(document.pageCount()):
        if number:
            device.newPage()
        paint_sheet(painter, document, number)
    painter.end()


class Sheets(QWidget):
    """Shows every sheet, as wide as there is room, one under another. A screen reader is given the words."""

    def __init__(self) -> None:
        super().__init__()
        self._document: QTextDocument | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMaximumWidth(round(A4.width()))

    @property
    def document(self) -> QTextDocument | None:
        return self._document

    def show_document(self, document: QTextDocument, name: str) -> None:
        """Show this one, laid out on sheets, and let go of the one before."""
        if self._document is not None:
            self._document.deleteLater()
        document.setParent(self)
        self._document = document
        self.setAccessibleName(name)
        self.setAccessibleDescription(document.toPlainText())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = round(A4.width())
        return QSize(width, self.heightForWidth(width))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        count = self._document.pageCount() if self._document else 1
        return round(width * A4.height() / A4.width()) * count + _GAP * (count - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._document is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = self.width() / A4.width()
        high = round(A4.height() * scale)
        for number in range(self._document.pageCount()):
            top = number * (high + _GAP)
            painter.fillRect(0, top, self.width(), high, QColor("white"))
            painter.setPen(QColor(theme_of(self).edge))
            painter.drawRect(0, top, self.width() - 1, high - 1)
            painter.save()
            painter.translate(0, top)
            painter.scale(scale, scale)
            paint_sheet(painter, self._document, number)
            painter.restore()
