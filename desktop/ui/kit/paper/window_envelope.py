"""The window of a DL envelope, and the address in it (`letter` has the measures and their source)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QTextBlockFormat, QTextCursor, QTextDocument

from desktop.ui.kit.paper.sheets import MM, SIDES
from desktop.ui.kit.paper.typesetting import put

WINDOW_TOP, WINDOW_HIGH = 57 * MM, 29.6 * MM
WINDOW_LEFT, WINDOW_WIDE, BESIDE_WINDOW = 22 * MM - SIDES, 78 * MM, 112 * MM - SIDES
"""From the sheet's upper edge, and from its left margin; nothing else begins left of BESIDE_WINDOW."""
POINTS = (12.0, 11.0, 10.0)
"""The sizes of an address, largest first: machines that sort post read 10 to 12 points."""
_LINE_PERCENT = 94
"""The share of the typeface's line height, so that seven lines of 10 points fit the window."""


def fits_window(lines: Sequence[str]) -> bool:
    """Return whether an address fits in the window of an envelope."""
    return _high(lines, POINTS[-1]) <= WINDOW_HIGH


def address_points(lines: Sequence[str]) -> float:
    """Return the type size of an address: the largest that fits, else the smallest."""
    return next((points for points in POINTS if _high(lines, points) <= WINDOW_HIGH), POINTS[-1])


def put_address(cursor: QTextCursor, lines: Sequence[str]) -> None:
    """Fill the cursor's paragraph with an address: one paragraph, line by line, as large as fits."""
    _put(cursor, lines, address_points(lines))


def _put(cursor: QTextCursor, lines: Sequence[str], points: float) -> None:
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
    _put(QTextCursor(tried), lines, points)
    return tried.size().height()
