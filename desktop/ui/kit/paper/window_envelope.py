"""The window of a DL envelope, and the address in it (`letter` has the measures and where they come from)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QTextBlockFormat, QTextCursor, QTextDocument

from desktop.ui.kit.paper.sheets import MM, SIDES
from desktop.ui.kit.paper.typesetting import put

WINDOW_TOP, WINDOW_HIGH = 57 * MM, 29.6 * MM
WINDOW_LEFT, WINDOW_WIDE, BESIDE_WINDOW = 22 * MM - SIDES, 78 * MM, 112 * MM - SIDES
"""From the upper edge of the sheet, and from its left margin; nothing else begins left of BESIDE_WINDOW."""
POINTS = (12.0, 11.0, 10.0)
"""An address is as large as it can be, and never smaller: post is sorted by machines that read 10 to 12 points."""
_LINE_PERCENT = 94
"""Of the height of a line that the typeface asks for, so that seven lines of 10 points are in the window."""


def fits_window(lines: Sequence[str]) -> bool:
    """Whether an address can be seen whole in the window of an envelope."""
    return _high(lines, POINTS[-1]) <= WINDOW_HIGH


def address_points(lines: Sequence[str]) -> float:
    """The size of type of an address: the largest that fits, else the smallest."""
    return next((points for points in POINTS if _high(lines, points) <= WINDOW_HIGH), POINTS[-1])


def put_address(cursor: QTextCursor, lines: Sequence[str]) -> None:
    """Fill the paragraph that the cursor is in: one paragraph, line by line, as large as it can be."""
    _put(cursor, lines, address_points(lines))


def _put(cursor: QTextCursor, lines: Sequence[str], points: float) -> None:
    put(cursor, "\u2028".join(lines), points)
    close = QTextBlockFormat()
    close.setLineHeight(_LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    cursor.mergeBlockFormat(close)


def _high(lines: Sequence[str], points: float) -> float:
    """How high the address is, with its long lines broken, in pixels of a sheet."""
    tried = QTextDocument()
    tried.setDocumentMargin(0)
    tried.setUseDesignMetrics(True)
    tried.setTextWidth(WINDOW_WIDE)
    _put(QTextCursor(tried), lines, points)
    return tried.size().height()
