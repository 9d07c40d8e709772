"""Typesetting of plain text on sheets of paper. It is never taken for markup.

Type sizes are in points, distances in the pixels of a sheet (`sheets.MM` of them make a millimetre).
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextImageFormat,
    QTextLength,
    QTextListFormat,
    QTextTable,
    QTextTableCellFormat,
    QTextTableFormat,
)

from desktop.ui.kit.paper.sheets import POINT, sheet_font


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
