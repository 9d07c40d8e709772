"""A row that wraps: an item that does not fit goes to the next line; one wider than a line gets the width of the line.

A spring pushes what follows it to the right end of its line.
"""

from __future__ import annotations

from collections.abc import Iterator

import shiboken6
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLayoutItem, QWidget

from desktop.ui.kit.widgets.emptying import empty

_Line = list[tuple[QLayoutItem, QSize]]
_ANY = 524_287
"""The largest size that Qt lays out."""


class FlowLayout(QHBoxLayout):
    """A layout from left to right, then down. `gap` between items, `row_gap` between lines; `top` aligns the items of a
    line by their tops, `foot` by their bottoms.

    Qt keeps the items, which are queried each time: a reference kept in Python to an item that Qt has deleted can stand
    for another that was allocated at the same address.
    """

    def __init__(
        self, parent: QWidget | None = None, gap: int = 16, row_gap: int = 12, top: bool = False, foot: bool = False
    ) -> None:
        super().__init__()
        self._gap, self._row_gap = gap, row_gap
        self._down = 0.0 if top else 1.0 if foot else 0.5
        self.setContentsMargins(0, 0, 0, 0)
        if parent is not None:
            parent.setLayout(self)

    def set_gap(self, gap: int) -> None:
        """Set another gap between the items."""
        self._gap = gap
        self.invalidate()

    def add_spring(self) -> None:
        """Align whatever is added after this to the right."""
        self.addStretch(1)

    def take_out(self, widget: QWidget) -> None:
        """Take a widget out, before it is deleted or goes into another layout.

        Qt alone must not do that either (docs/decisions/0011). The item goes at once: a widget tells its size to the
        item that it got first, as long as that one is there, and so would keep its old size in the other layout.
        """
        if (item := self.takeAt(self.indexOf(widget))) is not None:
            shiboken6.delete(item)

    def empty(self) -> None:
        """Remove all items, and delete their widgets."""
        empty(self)

    def _items(self) -> Iterator[QLayoutItem]:
        for index in range(self.count()):
            item = self.itemAt(index)
            if item is not None:
                yield item

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def minimumHeightForWidth(self, width: int) -> int:
        return self.heightForWidth(width)

    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        lines = self._lines(width - margins.left() - margins.right())
        heights = sum(_height(line) for line in lines) + self._row_gap * max(0, len(lines) - 1)
        return heights + margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:
        sizes = [item.sizeHint() for item in self._shown()]
        width = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        return self._with_margins(QSize(width, max((size.height() for size in sizes), default=0)))

    def minimumSize(self) -> QSize:
        least = QSize()
        for item in self._shown():
            least = least.expandedTo(item.minimumSize())
        return self._with_margins(least)

    def maximumSize(self) -> QSize:
        return QSize(_ANY, _ANY)

    def setGeometry(self, rect: QRect) -> None:
        QLayout.setGeometry(self, rect)  # not the row of a box, which would squeeze them into one line
        inner = self.contentsRect()
        top = inner.top()
        for line in self._lines(inner.width()):
            self._set_line(line, inner, top)
            top += _height(line) + self._row_gap

    def _set_line(self, line: _Line, inner: QRect, top: int) -> None:
        left, height = inner.left(), _height(line)
        used = sum(size.width() for _, size in line) + self._gap * (sum(1 for i, _ in line if not _spring(i)) - 1)
        for item, size in line:
            if _spring(item):
                left += max(0, inner.width() - used)
                continue
            down = int((height - size.height()) * self._down)
            item.setGeometry(QRect(left, top + down, size.width(), size.height()))
            left += size.width() + self._gap

    def _lines(self, width: int) -> list[_Line]:
        lines: list[_Line] = [[]]
        used = 0
        for item in self._items():
            if _spring(item):
                lines[-1].append((item, QSize(0, 0)))
            elif not item.isEmpty():
                size = _fitted(item, width)
                if used and used + size.width() > width:
                    lines.append([])
                    used = 0
                lines[-1].append((item, size))
                used += size.width() + self._gap
        return lines

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items() if not _spring(item) and not item.isEmpty()]

    def _with_margins(self, size: QSize) -> QSize:
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())


def _spring(item: QLayoutItem) -> bool:
    return item.spacerItem() is not None


def _height(line: _Line) -> int:
    return max((size.height() for _, size in line), default=0)


def _fitted(item: QLayoutItem, width: int) -> QSize:
    hint = item.sizeHint().expandedTo(item.minimumSize())
    wide = max(1, min(hint.width(), width))
    if item.hasHeightForWidth():
        return QSize(wide, item.heightForWidth(wide))
    return QSize(wide, hint.height())


def in_a_row(*parts: QWidget, gap: int = 10, row_gap: int = 8) -> QWidget:
    """Return a row that wraps."""
    made = QWidget()
    row = FlowLayout(gap=gap, row_gap=row_gap)
    made.setLayout(row)
    for part in parts:
        row.addWidget(part)
    return made
