"""Lists: a table under headings that stay, and what narrows a list, filters and a search.

A press or Enter opens a row, "Show more" asks for more of them. "/" and Ctrl+F lead to the search from anywhere in
the window while its page is shown; "/" is a letter where someone types. Filters are one tab stop, each with how many
there are; a number that arrives during a press is shown on release, so that nothing moves under the pointer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from desktop.ui.kit.accessible import unspoken
from desktop.ui.kit.buttons import LinkButton, SecondaryButton, WordsButton, fill
from desktop.ui.kit.forms.choices import OneOf
from desktop.ui.kit.forms.fields import TextField
from desktop.ui.kit.keyboard import ENTER, Guarded, ancestors, follow_ring
from desktop.ui.kit.layouts import FlowLayout, column_in
from desktop.ui.kit.progress import Empty
from desktop.ui.kit.rows import Row, RowsView, area_of
from desktop.ui.kit.style import Size, Tokens, font, theme_of
from desktop.words import tr
from desktop.words.formatting import grouped

_SIDE, _RULE = 12, 2


class StickyHeading(QWidget):
    """A picture of a list's headings, over its page. The headings themselves stay where they are, for assistive
    technology and for presses: this one is neither read nor pressed."""

    def __init__(self, view: RowsView, area: QScrollArea) -> None:
        super().__init__(area.viewport())
        self._view, self._area = view, area
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        area.verticalScrollBar().valueChanged.connect(self.place)
        for part in (area.viewport(), area.widget(), view.parentWidget(), view):
            if part is not None:
                part.installEventFilter(self)
        view.destroyed.connect(self.deleteLater)
        self.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide):
            self.place()
        return False

    def place(self) -> None:
        """Show it where the headings have gone above the page, and rows are still below."""
        header = self._view.horizontalHeader()
        top = self._view.mapTo(self._area.viewport(), QPoint(0, 0))
        high = header.height()
        hidden = not self._view.isVisible() or header.isHidden()  # of cards, each has its own headings
        stands = not hidden and top.y() < 0 and top.y() + self._view.height() > 2 * high
        if stands:
            self.setGeometry(top.x(), 0, self._view.width(), high)
            self.raise_()
            self.update()
        self.setVisible(stands)
        self._view.covered = high - top.y() if stands else 0
        follow_ring(self._view)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, header = theme_of(self), QPainter(self), self._view.horizontalHeader()
        painter.fillRect(self.rect(), QColor(theme.page))
        painter.fillRect(QRect(0, self.height() - _RULE, self.width(), _RULE), QColor(theme.edge))
        painter.setPen(QColor(theme.muted))
        painter.setFont(font(Size.SMALL, bold=True))
        model = self._view.model()
        for column in range(model.columnCount()):
            words = str(model.headerData(column, Qt.Orientation.Horizontal))
            left, wide = header.sectionViewportPosition(column), header.sectionSize(column)
            room = QRect(left + _SIDE, 0, wide - _SIDE, self.height() - _RULE)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words)


class Table(QWidget):
    """A table. Emits `opened(key)`, `more_wanted`, and `emptied` when the rows go that had the keyboard. Without rows
    it shows `empty` instead.

    Before the first `show_rows` it shows nothing: it is not known whether there are any. Rows that arrive during a
    press are shown on release, so that the click hits the row that was seen. After "Show more" the first new row is the
    current one. Its headings stay at the top of the page while the rows scroll.
    """

    opened = Signal(object)
    """With the row's key, of whatever type the list has."""
    more_wanted = Signal()
    emptied = Signal()

    def __init__(
        self, name: str, columns: Sequence[str], *, weights: Sequence[int] = (), empty: Empty | None = None
    ) -> None:
        super().__init__()
        self.view = RowsView(name, columns, weights or [1] * len(columns), header=True, links=True)
        self.more = SecondaryButton(tr("Show more"))
        self._empty = empty
        self._next: tuple[Sequence[Row], bool] | None = None
        self._asked_for_more = False
        self.sticky: StickyHeading | None = None
        parts = [part for part in (self.view, empty, self.more) if part is not None]
        column_in(self, *parts, gap=16)
        self.view.opened.connect(self.opened)
        self.view.let_go.connect(self._show_next)
        self.more.clicked.connect(self._ask_for_more)
        for part in parts:
            part.hide()

    def show_rows(self, rows: Sequence[Row], *, more: bool = False) -> None:
        """Show these rows from the first on; `more` if the list goes on."""
        if self.view.held_down:
            self._next = (rows, more)
            return
        before = len(self.view.rows_model.rows)
        goes = not rows and self._empty is not None and self.view.hasFocus()
        self.view.show_rows(rows)
        self.view.setVisible(bool(rows) or self._empty is None)
        self.more.setVisible(more)
        if self._empty is not None:
            self._empty.setVisible(not rows)
        if self._asked_for_more and len(rows) > before:
            self._asked_for_more = False
            self._go_to_row(before)
        elif rows and self.isVisible():
            self._take_the_keyboard()
        if goes:
            self.emptied.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.sticky is None and (area := area_of(self)) is not None:
            self.sticky = StickyHeading(self.view, area)

    def _ask_for_more(self) -> None:
        self._asked_for_more = True
        self.more_wanted.emit()

    def _go_to_row(self, row: int) -> None:
        """Go to the first of the rows that were asked for, so that it is read out, and the keyboard goes on from it."""
        self.view.selectRow(row)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.view.show_current()

    def _show_next(self) -> None:
        if self._next is not None:
            (rows, more), self._next = self._next, None
            self.show_rows(rows, more=more)

    def _take_the_keyboard(self) -> None:
        """Take the focus if nothing on the page has it: the rows came after the page was shown."""
        focused = QApplication.focusWidget()
        if focused is None or focused.isAncestorOf(self):
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)


_ROOM = "  888"
"""The room kept for a number, so that a few more or fewer move nothing."""


class Filter(WordsButton):
    """One filter."""

    padding = QSize(16, 7)
    least = 40

    def __init__(self, words: str) -> None:
        super().__init__(words, Size.SMALL)
        self.words = words

    def show_count(self, count: int) -> None:
        """Show how many there are. A screen reader says them at the filter, and not whenever they change."""
        with unspoken():
            self.setText(f"{self.words}  {grouped(count)}")
            self.setAccessibleName(f"{self.words}: {grouped(count)}")
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        bold = QFontMetrics(font(Size.SMALL, bold=True))
        room = f"{self.words}{_ROOM}" if self.text() != self.words else self.words
        width = max(bold.horizontalAdvance(room), bold.horizontalAdvance(self.text())) + 2 * self.padding.width() + 2
        return QSize(width, self.heightForWidth(width))

    def paint_shape(self, painter: QPainter, theme: Tokens) -> str:
        self.setFont(font(Size.SMALL, bold=self.isChecked()))
        inside = theme.chosen if self.isChecked() else theme.soft if self.hovered() else theme.panel
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill(painter, self.rect(), inside, theme.edge, radius=self.height() / 2 - 1)
        return theme.on_chosen if self.isChecked() else theme.text


class Filters(OneOf):
    """A row of filters. One that someone chooses is the chosen one at once."""

    options: dict[str, Filter]
    settles = True

    def __init__(self, label: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setAccessibleName(label)
        self._later: Mapping[str, int] | None = None
        row = FlowLayout(self, gap=10, row_gap=8)
        options = {key: Filter(words) for key, words in choices}
        for option in options.values():
            option.released.connect(self._let_go)
            row.addWidget(option)
        self.offer(options)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many there are of each that is named."""
        if any(option.isDown() for option in self.options.values()):
            self._later = counts
            return
        for key, count in counts.items():
            if key in self.options:
                self.options[key].show_count(count)

    def _let_go(self) -> None:
        later, self._later = self._later, None
        if later is not None:
            self.show_counts(later)


SEARCH = "search_term"
SEARCH_KEYS = ("Ctrl+F", "/")


class SearchBar(QWidget):
    """Emits `wanted(typed)` on Enter or the button, never while someone types, and `ended` from the link.

    What is typed stays until the search is ended. It is nothing that would be lost: a place may go with it.
    """

    wanted = Signal(str)
    ended = Signal()

    def __init__(self, label: str | None = None) -> None:
        super().__init__()
        said = tr("Search by reference, name, number or date") if label is None else label
        self.field = TextField(SEARCH, tr("{words} ({key})").format(words=said, key=SEARCH_KEYS[0]), letters=44)
        self.button = SecondaryButton(tr("Search"))
        self.link = LinkButton(tr("Show the whole list"))
        self.link.hide()
        self._asked = False
        self._shortcuts: list[QShortcut] = []
        row = FlowLayout(self, gap=16, row_gap=10, foot=True)
        row.add(self.field, self.button, self.link)
        self.button.clicked.connect(self._search)
        self.link.clicked.connect(self._end)

    @property
    def on(self) -> bool:
        """Whether the list shows what was found."""
        return not self.link.isHidden()

    def take_asked(self) -> bool:
        """Return, once, whether what is found now was asked for here, and nobody has gone elsewhere since."""
        asked, self._asked = self._asked, False
        box = self.field.input
        return asked and not box.isModified() and (box.hasFocus() or self.button.hasFocus())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._shortcuts and (
            page := next((each for each in ancestors(self) if isinstance(each, Guarded)), None)
        ):
            self._shortcuts = [QShortcut(QKeySequence(keys), page) for keys in SEARCH_KEYS]
            for shortcut in self._shortcuts:
                shortcut.activated.connect(self.go)

    def go(self) -> None:
        """Go to the field, where typing replaces what is in it."""
        self.field.input.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.input.selectAll()

    def show_on(self, on: bool) -> None:
        """Show whether the list shows what was found. What is typed stays."""
        self.link.setVisible(on)

    def empty(self) -> None:
        """End the search, and empty the field."""
        self.show_on(False)
        self.field.set_value("")
        self.field.set_problem("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Search on Enter in the field; a page would press its primary button."""
        if event.key() in ENTER and self.field.input.hasFocus():
            self._search()
        else:
            super().keyPressEvent(event)

    def _search(self) -> None:
        self.field.set_problem("")
        self.field.input.setModified(False)
        self._asked = True
        self.wanted.emit(self.field.value())

    def _end(self) -> None:
        self.empty()
        self.field.input.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ended.emit()
