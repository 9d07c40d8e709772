"""Layouts: rows that wrap, columns that stack, areas as tall as their content, and the room that a page gives it.

- Here alone are items taken out of a layout (`empty`, `FlowLayout.take_out`).
- A page's reading column is in the middle of a roomy page, and at the left of any other, where lists begin. It grows
  with the text: its lines have as many letters at 200 % as at 100 %. It stands still when a scroll bar comes.
- What goes on paper is beside the content of a roomy page, and below it in any other.
"""

from __future__ import annotations

from collections.abc import Iterator

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.kit.style import READABLE, scaled


def empty(layout: QLayout) -> None:
    """Remove all items, and delete their widgets.

    Each is taken out and deleted first: Qt alone must not delete what a layout has passed to Python, and what is left
    behind is told the size of a widget for good (docs/decisions/0011).
    """
    while (item := layout.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
        shiboken6.delete(item)


ROUND = 12
"""Pixels around what is scrolled into view: room for the focus ring."""
UNBOUNDED = 16_777_215
"""The greatest width or height of a widget that has no other (Qt's own)."""
WHOLE = 1_000
"""A stretch that leaves nothing to the spacer beside it, until the widget has its greatest width."""
_Line = list[tuple[QLayoutItem, QSize]]
_ANY_LAYOUT = 524_287
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

    def add(self, *widgets: QWidget) -> None:
        """Add widgets after the others, in this order."""
        for widget in widgets:
            self.addWidget(widget)

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
        return QSize(_ANY_LAYOUT, _ANY_LAYOUT)

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
    FlowLayout(made, gap=gap, row_gap=row_gap).add(*parts)
    return made


class VerticalScroll(QScrollArea):
    """A scroll area for `content` that scrolls vertically only, has no frame, and takes no focus."""

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

    def scroll_to(self, widget: QWidget, margin: int = ROUND) -> None:
        """Scroll until all of `widget` is visible, with that margin around it in pixels, or its top if it is taller."""
        bar, height = self.verticalScrollBar(), self.viewport().height()
        top = widget.mapTo(self._content, widget.rect().topLeft()).y() - margin
        bottom = top + widget.height() + 2 * margin
        if top < bar.value():
            bar.setValue(top)
        elif bottom > bar.value() + height:
            bar.setValue(min(top, bottom - height))


class FittedScroll(VerticalScroll):
    """In a column with a stretch below it, what follows is right below short content, and stays in view below long
    content."""

    def __init__(self, content: QWidget) -> None:
        super().__init__(content)
        content.installEventFilter(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        hint = self._content.sizeHint()
        width = self.viewport().width()
        height = self._content.heightForWidth(width) if self._content.hasHeightForWidth() else hint.height()
        return QSize(hint.width(), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._content.minimumSizeHint().width(), 80)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._content and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


ALWAYS = 1_000_000
"""Stack whatever the width."""


class Columns(QWidget):
    """`weights` share the width; below `stack_below` pixels the columns become rows, `gap_stacked` apart.

    `from_right`: the first one stands at the right, and on top once they are rows.
    """

    def __init__(
        self,
        *widgets: QWidget,
        weights: tuple[int, ...] = (),
        gap: int = 28,
        gap_stacked: int | None = None,
        stack_below: int = 640,
        from_right: bool = False,
    ) -> None:
        super().__init__()
        self._stack_below, self._always = stack_below, False
        self._across = QBoxLayout.Direction.RightToLeft if from_right else QBoxLayout.Direction.LeftToRight
        self._box = QBoxLayout(self._across, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._gap, self._gap_stacked = gap, gap if gap_stacked is None else gap_stacked
        self._box.setSpacing(gap)
        self._weights = weights or (1,) * len(widgets)
        for widget, weight in zip(widgets, self._weights, strict=True):
            self._box.addWidget(widget, weight)

    @property
    def stacked(self) -> bool:
        return self._box.direction() == QBoxLayout.Direction.TopToBottom

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def stack(self, always: bool) -> None:
        """Stack them whatever the width; or only where there is no room, again."""
        self._always = always
        self._fit()

    def _fit(self) -> None:
        stacked = self._always or self.width() < scaled(self._stack_below)
        if stacked != self.stacked:
            direction = QBoxLayout.Direction.TopToBottom if stacked else self._across
            self._box.setDirection(direction)
            self._box.setSpacing(self._gap_stacked if stacked else self._gap)
            for index, weight in enumerate(self._weights):
                self._box.setStretch(index, 0 if stacked else weight)
            self.updateGeometry()


def column(*widgets: QWidget, gap: int = 20) -> QWidget:
    """Return one column of widgets, from the top down."""
    made = QWidget()
    column_in(made, *widgets, gap=gap).addStretch(1)
    return made


def column_in(widget: QWidget, *parts: QWidget, gap: int = 20) -> QVBoxLayout:
    """Lay out `parts` one under another in `widget`, without a margin. Return the layout, for more."""
    box = QVBoxLayout(widget)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(gap)
    for part in parts:
        box.addWidget(part)
    return box


MARGIN, LEAST = 34, 320
"""Pixels: the usual margin of a page, and its least width (1280 at 400 %)."""
_ROOMY, _TIGHT, _TIGHT_MARGIN = 1_380, 520, 16
"""Pixels: a page as wide as the first is roomy (more than a screen of 1366); below the second its margins are less."""
_PAPER, _GAP = 794, 32
"""Pixels: the width of A4 at its own size, and between it and the content."""


class Room:
    """The room for `column` and `foot`, which is below it. `margin` is left and right, `edge` left of both."""

    def __init__(self, column: QWidget, foot: QWidget, *, wide: bool) -> None:
        self._column, self._foot, self._wide = column, foot, wide
        self._paper: Columns | None = None
        self.margin = self.edge = MARGIN
        self.tight = False
        """Whether margins and heading are less."""
        self.set_wide(wide)

    def set_wide(self, wide: bool) -> None:
        """Give both all of the width, or keep them at a readable one."""
        self._wide = wide
        self._set_widest()

    def add_paper(self, box: QVBoxLayout, content: QWidget, sheets: QWidget, gap: int) -> None:
        """Place `sheets` beside `content`, which is in `box`; `gap`: pixels between them where they are below it."""
        at = box.indexOf(content)
        self._paper = Columns(
            column(content), sheets, weights=(4, 5), gap=_GAP, gap_stacked=gap, stack_below=READABLE + 1
        )
        box.insertWidget(at, self._paper)

    def fit(self, width: int, *, centred: bool) -> None:
        """Take the measures for a page of that width, in pixels; `centred`: nothing stands beside the page."""
        self.tight = width < scaled(_TIGHT)
        self.margin = self.edge = _TIGHT_MARGIN if self.tight else MARGIN
        if centred:  # else it is the aside's to say
            self._set_widest()
        if self._paper is not None and width >= scaled(_ROOMY):
            self._column.setMaximumWidth(scaled(READABLE) + _GAP + _PAPER)
        if centred and width >= _ROOMY:
            self.edge = max(self.margin, (width - self._column.maximumWidth()) // 2)

    def _set_widest(self) -> None:
        for part in (self._column, self._foot):
            part.setMaximumWidth(UNBOUNDED if self._wide else scaled(READABLE))


class AtReadingWidth(QHBoxLayout):
    """A row that has `widget` at a readable width at its left, for a part of a wide page.

    It asks for the size of text whenever it is laid out.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self._widget = widget
        self.addWidget(widget, WHOLE)
        self.addStretch(1)

    def setGeometry(self, rect: QRect) -> None:
        self._widget.setMaximumWidth(scaled(READABLE))
        super().setGeometry(rect)
