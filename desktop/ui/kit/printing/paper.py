"""Documents on sheets of A4, laid out once for screen, printer and file. There is no other way onto paper.

Rules:
- All measures are pixels of 96 to an inch, on any screen: the preview is identical to the print.
- Paper has its own type sizes: an enlarged screen makes no document longer. `style.font` is for screens only: its
  pixels are the device's, and a printer has 1200 to an inch.
- Paper is black on white, whatever colours the screen has.
- A file is saved atomically: on failure the previous one stays as it was.
- A printer puts out paper. A queue that makes files is no printer, whatever its name: an adviser makes no files, and
  saving, for officers and supervisors, has a button of its own and is logged as such. Such queues are known by their
  drivers. Anyone who may add queues to this PC could hide one: docs/administrators.md.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QAccessible,
    QColor,
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPaintEvent,
    QPalette,
    QPdfWriter,
    QPen,
    QTextBlock,
    QTextDocument,
)
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.errors import ExternalSystemError
from desktop.ui.kit.accessible import set_role
from desktop.ui.kit.style import smooth_painter, theme_of
from desktop.ui.kit.text import wrap
from desktop.words import tr

MM = 96 / 25.4
A4 = QSizeF(210 * MM, 297 * MM)
SIDES, TOP, BOTTOM = 20 * MM, 15 * MM, 15 * MM
POINT = 96 / 72
FOLDS = (105 * MM, 210 * MM)
"""The folds of a sheet for a DL envelope, from the top (as in DIN 5008)."""
FOOT, FOOT_POINTS = 9 * MM, 10.5
"""The height of a foot, above the lower margin, and its type size in points."""
INK = QColor("black")
_GAP = 16


class FoldedSheets(QTextDocument):
    """A document for a window envelope: its first sheet has fold marks."""


class NumberedSheets(QTextDocument):
    """A document whose every sheet has `foot` and the sheet's number at its foot."""

    def __init__(self, foot: str) -> None:
        super().__init__()
        self.foot = foot


def sheet_font(points: float, *, bold: bool = False) -> QFont:
    """Return the program's typeface at that size on paper."""
    made = QFont(QApplication.font().family())
    made.setPixelSize(round(points * POINT))
    made.setBold(bold)
    return made


def on_sheets(document: QTextDocument) -> QTextDocument:
    """Lay a document out on A4, with the margins of a letter."""
    document.setDocumentMargin(0)
    document.setUseDesignMetrics(True)
    frame = document.rootFrame().frameFormat()
    frame.setLeftMargin(SIDES)
    frame.setRightMargin(SIDES)
    frame.setTopMargin(TOP)
    frame.setBottomMargin(BOTTOM + (FOOT if isinstance(document, NumberedSheets) else 0))
    document.rootFrame().setFrameFormat(frame)
    document.setPageSize(A4)
    return document


def sheet_of(block: QTextBlock) -> int:
    """Return the sheet, from 0, on which the first line of a block stands: it may begin above, without a line there."""
    block.document().pageCount()  # lays it out
    lines = block.layout()
    within = lines.lineAt(0).y() if lines.lineCount() else 0.0
    return int((lines.position().y() + within) // A4.height())


def paint_sheet(painter: QPainter, document: QTextDocument, number: int) -> None:
    """Paint a sheet by its number, from 0, with its top left corner at the painter's origin."""
    painter.save()
    painter.translate(0, -number * A4.height())
    sheet, ink = QRectF(0, number * A4.height(), A4.width(), A4.height()), QAbstractTextDocumentLayout.PaintContext()
    ink.palette.setColor(QPalette.ColorRole.Text, INK)
    ink.clip = sheet
    painter.setClipRect(sheet)
    document.documentLayout().draw(painter, ink)
    painter.restore()
    if number == 0 and isinstance(document, FoldedSheets):
        _mark_folds(painter)
    if isinstance(document, NumberedSheets):
        _number_sheet(painter, document, number)


def _mark_folds(painter: QPainter) -> None:
    painter.save()
    painter.setPen(QPen(QColor("#808080"), 0.75))
    for fold in FOLDS:
        painter.drawLine(QPointF(5 * MM, fold), QPointF(10 * MM, fold))
    painter.restore()


def _number_sheet(painter: QPainter, document: NumberedSheets, number: int) -> None:
    painter.save()
    painter.setPen(INK)
    painter.setFont(sheet_font(FOOT_POINTS))
    foot = QRectF(SIDES, A4.height() - BOTTOM - FOOT, A4.width() - 2 * SIDES, FOOT)
    at_bottom = Qt.AlignmentFlag.AlignBottom
    painter.drawText(foot, at_bottom | Qt.AlignmentFlag.AlignLeft, document.foot)
    painter.drawText(
        foot,
        at_bottom | Qt.AlignmentFlag.AlignRight,
        tr("Page {number} of {total}").format(number=number + 1, total=document.pageCount()),
    )
    painter.restore()


def sheets_as_pdf(document: QTextDocument, title: str) -> bytes:
    """Return a document as a PDF."""
    made = QBuffer()
    made.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(made)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    writer.setTitle(title)
    writer.setResolution(1200)
    _put_out(document, writer)
    return bytes(made.data().data())


def save_sheets(document: QTextDocument, title: str, path: Path) -> None:
    """Write a document as a PDF. Raises ExternalSystemError (`paper_not_written`) if it cannot be written there."""
    save_paper(sheets_as_pdf(document, title), path)


def save_paper(data: bytes, path: Path) -> None:
    """Write what a paper is in, whole or not at all. Raises ExternalSystemError (`paper_not_written`)."""
    partial = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        try:
            partial.write_bytes(data)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    except OSError:
        raise ExternalSystemError("paper_not_written") from None


def print_sheets(document: QTextDocument, title: str, printer: QPrinter) -> None:
    """Print a document."""
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    printer.setDocName(title)
    _put_out(document, printer)


def _put_out(document: QTextDocument, device: QPdfWriter | QPrinter) -> None:
    painter = QPainter(device)
    painter.scale(device.logicalDpiX() / 96, device.logicalDpiY() / 96)
    for number in range(document.pageCount()):
        if number:
            device.newPage()
        paint_sheet(painter, document, number)
    painter.end()


class Sheets(QWidget):
    """A view of all sheets, one under another, as wide as there is room. A screen reader gets the words."""

    def __init__(self) -> None:
        super().__init__()
        self._document: QTextDocument | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        set_role(self, QAccessible.Role.Document)
        wrap(self)
        self.setMaximumWidth(round(A4.width()))

    @property
    def document(self) -> QTextDocument | None:
        return self._document

    def show_document(self, document: QTextDocument, name: str) -> None:
        """Show a document laid out on sheets, and release the previous one."""
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
        """Return the height of all sheets; in a wider page they are no wider than paper."""
        count = self._document.pageCount() if self._document else 1
        return round(min(width, self.maximumWidth()) * A4.height() / A4.width()) * count + _GAP * (count - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._document is None:
            return
        painter = smooth_painter(self)
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


MAKES_FILES = ("cups-pdf", "print to pdf", "xps document writer", "onenote", "adobe pdf", "pdfcreator", "shared fax")
"""Parts of the makes and models of queues that put out files or calls, in lower case."""


def choose_printer(parent: QWidget, otherwise: str = "no_printer") -> QPrinter | None:
    """Return the printer chosen in the system's own dialog, or None if cancelled.

    Raises ExternalSystemError: `otherwise` if the PC has none; `printer_makes_files` if a queue was chosen that
    puts out no paper.
    """
    if not any(puts_out_paper(found.printerName(), found.makeAndModel()) for found in QPrinterInfo.availablePrinters()):
        raise ExternalSystemError(otherwise)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintToFile, False)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    if accepted and not _puts_out_paper(printer):
        raise ExternalSystemError("printer_makes_files", name=printer.printerName())
    return printer if accepted else None


def puts_out_paper(name: str, make_and_model: str) -> bool:
    """Return whether a queue of that name, with that driver, is a printer."""
    told = f"{name} {make_and_model}".lower()
    return not any(driver in told for driver in MAKES_FILES)


def _puts_out_paper(printer: QPrinter) -> bool:
    if printer.outputFormat() != QPrinter.OutputFormat.NativeFormat or printer.outputFileName():
        return False
    info = QPrinterInfo.printerInfo(printer.printerName())
    return puts_out_paper(printer.printerName(), info.makeAndModel())
