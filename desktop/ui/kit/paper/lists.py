"""A list on paper: a table with the names of its columns at the top of every sheet, and no row on two sheets.

Qt breaks a table's rows wherever a sheet ends, so the rows are measured first, and each sheet gets a table of its own.
A row higher than a sheet goes on, on the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtGui import (
    QColor,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextTable,
    QTextTableCellFormat,
)

from desktop.ui.kit.paper.sheets import A4, SIDES, NumberedSheets, on_sheets, sheet_font
from desktop.ui.kit.paper.typesetting import Typesetter, put, put_next
from desktop.words import tr

Row = Sequence[Sequence[str]]
"""The cells of a row, each with its lines."""
OFFICE, TITLE, SECTION, TEXT = 18.0, 14.0, 12.0, 10.5
"""The type sizes of a list, in points."""
_APART, _SLACK = 8.0, 30.0
"""Above and below each table, and what is left free at the end of a sheet: the paragraph after a table needs it."""


def titled_sheets(title: str, office: str, *, demo: bool) -> tuple[QTextDocument, Typesetter]:
    """Begin a list, its title under the office's name and both at the foot of every sheet; return its writer too."""
    document = on_sheets(NumberedSheets(f"{title}. {office}"))
    document.setDefaultFont(sheet_font(TEXT))
    document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, title)
    writer = Typesetter(document, TEXT)
    writer.line(office, OFFICE, bold=True, above=0)
    writer.line(title, TITLE, bold=True, above=2)
    if demo:
        writer.line(tr("Demo office: this is not a real list."), bold=True)
    return document, writer


class ListSetter:
    """A writer of lists into a document laid out on sheets (`on_sheets`), in columns of these names and widths."""

    def __init__(self, writer: Typesetter, names: Sequence[str], widths: Sequence[float], points: float) -> None:
        self._writer, self._widths, self._points = writer, widths, points
        self._names: Row = [(name,) for name in names]

    def add(self, rows: Sequence[Row], under: str = "") -> None:
        """Add a list below what is there, on as many sheets as it takes. `under`: its heading, on the sheet that it
        begins on.
        """
        if under:
            self._writer.line(under, SECTION, bold=True, above=14)
        heading, *heights = self._measured(rows)
        taken = heading + 2 * _APART + _SLACK
        groups = _groups(heights, self._left() - taken, self._whole() - taken)
        if under and rows and not groups[0]:
            self._writer.go_to_next_sheet()
            groups = _groups(heights, self._left() - taken, self._whole() - taken)
        for number, group in enumerate(groups):
            if group:
                self._table(self._writer, [rows[at] for at in group], breaks=number > 0)

    def _table(self, writer: Typesetter, rows: Sequence[Row], *, breaks: bool) -> QTextTable:
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

    def _measured(self, rows: Sequence[Row]) -> list[float]:
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
