"""Typesetting on sheets of paper: plain text, lists, the address in a window envelope, QR codes.

Text is never taken for markup. Type sizes are in points, distances in the pixels of a sheet (`MM` of them make a
millimetre). A list has the names of its columns at the top of every sheet, and no row on two: Qt breaks a table's
rows wherever a sheet ends, so the rows are measured first, and each sheet gets a table of its own. A row higher than
a sheet goes on, on the next one. The window is that of a DL envelope (`letter` has the measures and their source).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from itertools import pairwise

import segno
from PySide6.QtCore import QByteArray, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QImage,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextListFormat,
    QTextTable,
    QTextTableCellFormat,
    QTextTableFormat,
)

from desktop.ui.kit.printing.paper import A4, MM, POINT, SIDES, NumberedSheets, on_sheets, sheet_font
from desktop.words import tr


class Typesetter:
    """A writer of paragraphs into a document, at `points` by default."""

    def __init__(self, document: QTextDocument, points: float) -> None:
        self.cursor = QTextCursor(document)
        self._points = points
        self._empty = True  # the cursor is in an empty paragraph: the document's first, or the one after a table

    def line(self, text: str, points: float = 0, *, bold: bool = False, above: float = 5) -> None:
        """Add a paragraph, `above` pixels below what was there."""
        self._paragraph(above)
        self.add(text, points, bold=bold)

    def add(self, text: str, points: float = 0, *, bold: bool = False) -> None:
        """Continue the same paragraph."""
        self.cursor.insertText(text, letters_of(sheet_font(points or self._points, bold=bold)))

    def go_to_next_sheet(self) -> None:
        """Move the paragraph just added to the top of the next sheet."""
        moved = self.cursor.blockFormat()
        moved.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        self.cursor.setBlockFormat(moved)

    def fine_print(self, text: str, points: float) -> None:
        """Add a monospaced paragraph, keeping its line breaks."""
        self._paragraph(4)
        fixed = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family())
        fixed.setPixelSize(round(points * POINT))
        self.cursor.insertText(text.strip().replace("\n", "\u2028"), letters_of(fixed))

    def bullets(self, items: Iterable[str]) -> None:
        """Add a list."""
        marked = QTextListFormat()
        marked.setStyle(QTextListFormat.Style.ListDisc)
        listed = None
        for item in items:
            self.line(item, above=2)
            if listed is None:
                listed = self.cursor.createList(marked)
            else:
                listed.add(self.cursor.block())

    def rows(self, rows: Iterable[tuple[str, str]], name_wide: float) -> None:
        """Add a table of names and values; the names are `name_wide` pixels wide."""
        found = list(rows)
        self.cursor.beginEditBlock()  # laid out once, not at every cell
        table = self.table(len(found), (name_wide, 0), apart=10)
        apart = QTextTableCellFormat()
        apart.setTopPadding(4)
        for number, row in enumerate(found):
            for column, words in enumerate(row):
                cell = table.cellAt(number, column)
                cell.setFormat(apart)
                put(cell.firstCursorPosition(), words, self._points, bold=not column)
        self.after_table()
        self.cursor.endEditBlock()

    def table(self, rows: int, widths: Iterable[float], high: float = 0, apart: float = 0) -> QTextTable:
        """Add an empty table without lines. A width of 0 takes the rest; `high` is the least height of the whole table.

        `apart`: the distance from the text above and below.
        """
        made = QTextTableFormat()
        made.setTopMargin(apart)
        made.setBottomMargin(apart)
        made.setBorder(0)
        made.setCellPadding(0)
        made.setCellSpacing(0)
        fixed, rest = QTextLength.Type.FixedLength, QTextLength(QTextLength.Type.VariableLength, 0)
        columns = [QTextLength(fixed, width) if width else rest for width in widths]
        made.setColumnWidthConstraints(columns)
        if high:
            made.setHeight(QTextLength(fixed, high))
        return self.cursor.insertTable(rows, len(columns), made)

    def after_table(self) -> None:
        """Continue below the finished table."""
        self.cursor.movePosition(QTextCursor.MoveOperation.End)
        self._empty = True

    def picture(self, name: str, side: float) -> None:
        """Add a square picture from the document's resources, by name."""
        self._paragraph(6)
        made = QTextImageFormat()
        made.setName(name)
        made.setWidth(side)
        made.setHeight(side)
        self.cursor.insertImage(made)

    def _paragraph(self, above: float) -> None:
        if not self._empty:
            self.cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
        self._empty = False
        self.cursor.setBlockFormat(_block(above))


def put(cursor: QTextCursor, text: str, points: float, *, bold: bool = False, above: float = 0) -> None:
    """Fill the cursor's paragraph."""
    cursor.setBlockFormat(_block(above))
    cursor.insertText(text, letters_of(sheet_font(points, bold=bold)))


def put_next(cursor: QTextCursor, text: str, points: float, *, bold: bool = False, above: float = 0) -> None:
    """Fill a new paragraph below."""
    cursor.insertBlock()
    put(cursor, text, points, bold=bold, above=above)


def letters_of(font: QFont) -> QTextCharFormat:
    """Return the character format of a font."""
    made = QTextCharFormat()
    made.setFont(font)
    return made


def _block(above: float) -> QTextBlockFormat:
    made = QTextBlockFormat()
    made.setTopMargin(above)
    made.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # a name in another script must not reverse the address
    return made


ListRow = Sequence[Sequence[str]]
"""The cells of a row, each with its lines."""
OFFICE_POINTS, TITLE_POINTS, SECTION_POINTS, TEXT_POINTS = 18.0, 14.0, 12.0, 10.5
"""The type sizes of a list, in points."""
_APART, _SLACK = 8.0, 30.0
"""Above and below each table, and what is left free at the end of a sheet: the paragraph after a table needs it."""


def titled_sheets(title: str, office: str, *, demo: bool) -> tuple[QTextDocument, Typesetter]:
    """Begin a list, its title under the office's name and both at the foot of every sheet; return its writer too."""
    document = on_sheets(NumberedSheets(f"{title}. {office}"))
    document.setDefaultFont(sheet_font(TEXT_POINTS))
    document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, title)
    writer = Typesetter(document, TEXT_POINTS)
    writer.line(office, OFFICE_POINTS, bold=True, above=0)
    writer.line(title, TITLE_POINTS, bold=True, above=2)
    if demo:
        writer.line(tr("Demo office: this is not a real list."), bold=True)
    return document, writer


class ListSetter:
    """A writer of lists into a document laid out on sheets (`on_sheets`), in columns of these names and widths."""

    def __init__(self, writer: Typesetter, names: Sequence[str], widths: Sequence[float], points: float) -> None:
        self._writer, self._widths, self._points = writer, widths, points
        self._names: ListRow = [(name,) for name in names]

    def add(self, rows: Sequence[ListRow], under: str = "") -> None:
        """Add a list below what is there, on as many sheets as it takes. `under`: its heading, on the sheet that it
        begins on.
        """
        if under:
            self._writer.line(under, SECTION_POINTS, bold=True, above=14)
        heading, *heights = self._measured(rows)
        taken = heading + 2 * _APART + _SLACK
        groups = _groups(heights, self._left() - taken, self._whole() - taken)
        if under and rows and not groups[0]:
            self._writer.go_to_next_sheet()
            groups = _groups(heights, self._left() - taken, self._whole() - taken)
        for number, group in enumerate(groups):
            if group:
                self._table(self._writer, [rows[at] for at in group], breaks=number > 0)

    def _table(self, writer: Typesetter, rows: Sequence[ListRow], *, breaks: bool) -> QTextTable:
        writer.cursor.beginEditBlock()  # laid out once, not at every cell
        table = writer.table(len(rows) + 1, self._widths, apart=_APART)
        if breaks:
            shape = table.format()
            shape.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            table.setFormat(shape)
        for number, row in enumerate((self._names, *rows)):
            for column, lines in enumerate(row):
                cell = table.cellAt(number, column)
                cell.setFormat(_ruled())
                _fill(cell.firstCursorPosition(), lines, self._points, bold=not (number and column))
        writer.after_table()
        writer.cursor.endEditBlock()
        return table

    def _measured(self, rows: Sequence[ListRow]) -> list[float]:
        """Return the heights of the names and of each row, as on a sheet without an end."""
        tried = QTextDocument()
        tried.setDocumentMargin(0)
        tried.setUseDesignMetrics(True)
        tried.setDefaultFont(self._document.defaultFont())
        tried.setTextWidth(A4.width() - 2 * SIDES)
        table = self._table(Typesetter(tried, self._points), rows, breaks=False)
        layout = tried.documentLayout()
        blocks = [table.cellAt(row, 0).firstCursorPosition().block() for row in range(table.rows())]
        tops = [layout.blockBoundingRect(block).top() for block in blocks]
        return [below - above for above, below in pairwise([*tops, tried.size().height()])]

    def _left(self) -> float:
        """Return how much of the sheet is left below what was written."""
        block = self._writer.cursor.block()
        bottom = self._document.documentLayout().blockBoundingRect(block).bottom()
        return self._whole() + self._document.rootFrame().frameFormat().topMargin() - bottom % A4.height()

    def _whole(self) -> float:
        margins = self._document.rootFrame().frameFormat()
        return A4.height() - margins.topMargin() - margins.bottomMargin()

    @property
    def _document(self) -> QTextDocument:
        return self._writer.cursor.document()


def _groups(heights: Sequence[float], first: float, whole: float) -> list[list[int]]:
    """Divide rows of these heights among sheets, the first of which has less room; it may stay empty."""
    groups: list[list[int]] = []
    group: list[int] = []
    room = first
    for at, height in enumerate(heights):
        if height > room and (group or room < whole):
            groups.append(group)
            group, room = [], whole
        group.append(at)
        room -= height
    return [*groups, group]


def _fill(cursor: QTextCursor, lines: Sequence[str], points: float, *, bold: bool) -> None:
    first, *more = lines
    put(cursor, first, points, bold=bold)
    for line in more:
        put_next(cursor, line, points, above=2)


def _ruled() -> QTextTableCellFormat:
    """Return the format of a cell with a line under it."""
    made = QTextTableCellFormat()
    made.setTopPadding(4)
    made.setBottomPadding(4)
    made.setRightPadding(8)
    made.setBottomBorder(0.75)
    made.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    made.setBottomBorderBrush(QColor("#808080"))
    return made


WINDOW_TOP, WINDOW_HIGH = 57 * MM, 29.6 * MM
WINDOW_LEFT, WINDOW_WIDE, BESIDE_WINDOW = 22 * MM - SIDES, 78 * MM, 112 * MM - SIDES
"""From the sheet's upper edge, and from its left margin; nothing else begins left of BESIDE_WINDOW."""
ADDRESS_POINTS = (12.0, 11.0, 10.0)
"""The sizes of an address, largest first: machines that sort post read 10 to 12 points."""
_LINE_PERCENT = 94
"""The share of the typeface's line height, so that seven lines of 10 points fit the window."""


def fits_window(lines: Sequence[str]) -> bool:
    """Return whether an address fits in the window of an envelope."""
    return _high(lines, ADDRESS_POINTS[-1]) <= WINDOW_HIGH


def address_points(lines: Sequence[str]) -> float:
    """Return the type size of an address: the largest that fits, else the smallest."""
    return next((points for points in ADDRESS_POINTS if _high(lines, points) <= WINDOW_HIGH), ADDRESS_POINTS[-1])


def put_address(cursor: QTextCursor, lines: Sequence[str]) -> None:
    """Fill the cursor's paragraph with an address: one paragraph, line by line, as large as fits."""
    _put_lines(cursor, lines, address_points(lines))


def _put_lines(cursor: QTextCursor, lines: Sequence[str], points: float) -> None:
    put(cursor, "\u2028".join(lines), points)
    close = QTextBlockFormat()
    close.setLineHeight(_LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    cursor.mergeBlockFormat(close)


def _high(lines: Sequence[str], points: float) -> float:
    """Return the height of the address with its long lines wrapped, in pixels of a sheet."""
    tried = QTextDocument()
    tried.setDocumentMargin(0)
    tried.setUseDesignMetrics(True)
    tried.setTextWidth(WINDOW_WIDE)
    _put_lines(QTextCursor(tried), lines, points)
    return tried.size().height()


_MODULE, _QUIET = 3, 2
"""The size of a module of the code in pixels, and of the white around it in modules. The paper adds to the white."""


def qr_png(text: str) -> bytes:
    """Return a QR code of the text, with error correction M, as PNG."""
    out = io.BytesIO()
    segno.make(text or " ", error="m", micro=False).save(out, kind="png", scale=_MODULE, border=_QUIET)
    return out.getvalue()


def qr_image(text: str) -> QImage:
    """Return a QR code of the text as a picture."""
    return QImage.fromData(QByteArray(qr_png(text)))


def add_code(document: QTextDocument, writer: Typesetter, name: str, text: str, wide: float) -> None:
    """Add a QR code of the text, `wide` pixels of the sheet without the white around it. `name`: of the picture."""
    image = qr_image(text)
    document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), image)
    modules = image.width() / _MODULE - 2 * _QUIET
    writer.picture(name, wide * (modules + 2 * _QUIET) / modules)
