"""The words of a call, line by line: as a list, and as the approver reads those of a copy and decides on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QHideEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop.application.requests.views import CopyWords
from desktop.domain.copies.transcript import Caption, Captions
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import SecondaryButton
from desktop.ui.kit.choices import Choice, ChoiceField, TicksField
from desktop.ui.kit.keyboard import follow_ring
from desktop.ui.kit.layouts import Columns, column_in
from desktop.ui.kit.rows import Row, RowDelegate, RowsModel
from desktop.ui.kit.style import Size, font
from desktop.ui.kit.text import Words, small, strong, title
from desktop.words import counted, tr
from desktop.words.codes import words
from desktop.words.copies import removed_words, words_left_out
from desktop.words.formatting import clock

Index = QModelIndex | QPersistentModelIndex
_AROUND, _SIDE, _SHOWN = 11, 24, 7
_LONGEST = "0:00:00"


class LineDelegate(RowDelegate):
    """The painter of lines: words that take more than two lines of text end with "…"."""

    def _paint_words(self, painter: QPainter, rect: QRect, words: str, *, bold: bool, link: bool) -> None:
        super()._paint_words(painter, rect, self.shortened(words, rect.width()), bold=bold, link=link)

    def shortened(self, words: str, width: int) -> str:
        """Return as many of these words as two lines of a cell of `width` pixels hold."""
        room = self.height("X\nX", width)
        if self.height(words, width) <= room:
            return words
        some = words.split(" ")
        least, most = 1, len(some)
        while most - least > 1:
            middle = (least + most) // 2
            fits = self.height(_ended(some[:middle]), width) <= room
            least, most = (middle, most) if fits else (least, middle)
        return _ended(some[:least])


def _ended(words: Sequence[str]) -> str:
    return f"{' '.join(words)} …"


class LinesView(QTableView):
    """The list: when, who, what. Emits `moved(index)` for the current line."""

    moved = Signal(int)

    def __init__(self, name: str, shown: int = _SHOWN) -> None:
        """`shown`: how many rows are in sight where the window has no room for more."""
        super().__init__()
        self._shown = self._usual = shown
        self._rows = RowsModel((tr("Time"), tr("Speaker"), tr("Words")), self)
        self.setModel(self._rows)
        self._delegate = LineDelegate(self, links=False)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        down, across = self.verticalHeader(), self.horizontalHeader()
        down.hide()
        down.setMinimumSectionSize(1)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.hide()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.text_resized()

    @property
    def current(self) -> int:
        """The index of the current line; -1 where there is none."""
        return self.currentIndex().row()

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows shown."""
        return self._rows.rows

    def show_lines(self, lines: Sequence[tuple[str, str, str]]) -> None:
        """Show these lines; the current one stays current while it is there."""
        at = self.current
        self._rows.replace([Row(index, line) for index, line in enumerate(lines)])
        self._fit()
        if lines:
            self.go_to(min(max(at, 0), len(lines) - 1))

    def go_to(self, index: int) -> None:
        """Make a line current, and bring it into sight."""
        self.selectRow(index)
        self.scrollTo(self._rows.index(index, 0))

    def fill(self, spare: int) -> None:
        """Have so many pixels more filled by rows, or fewer, but never less than the usual ones."""
        tall = self.verticalHeader().defaultSectionSize()
        shown = max(self._usual, self._shown + spare // tall)
        if shown != self._shown:
            self._shown = shown
            self.setMaximumHeight(shown * tall)
            self.updateGeometry()

    def text_resized(self) -> None:
        """Fit rows and columns to the present size of text."""
        self._delegate.measure_afresh()
        tall = 2 * QFontMetrics(font(Size.SMALL)).lineSpacing() + _AROUND
        self.verticalHeader().setDefaultSectionSize(tall)
        self.setMinimumHeight(3 * tall)
        self.setMaximumHeight(self._shown * tall)
        self._fit()

    def sizeHint(self) -> QSize:
        tall = self.verticalHeader().defaultSectionSize()
        return QSize(super().sizeHint().width(), min(max(self._rows.rowCount(), 3), self._shown) * tall + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()  # nothing is copied from here
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.current < 0 and self._rows.rowCount():
            self.go_to(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def ringed(self) -> QRect:
        """Return the place of the current line, which the focus ring surrounds; all of the list where it is out of
        sight.
        """
        line = self.visualRect(self.currentIndex().siblingAtColumn(0)).intersected(self.viewport().rect())
        if line.isEmpty():
            return self.rect()
        at = self.viewport().mapTo(self, QPoint(0, line.top()))
        return QRect(at, QSize(self.viewport().width(), line.height()))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        follow_ring(self)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        follow_ring(self)
        if current.isValid() and current.row() != previous.row():
            self.moved.emit(current.row())

    def _fit(self) -> None:
        metrics = QFontMetrics(font(Size.SMALL, bold=True))
        speakers = {row.cells[1] for row in self._rows.rows}
        time = metrics.horizontalAdvance(_LONGEST) + _SIDE + 6
        who = max((metrics.horizontalAdvance(each) for each in speakers), default=0) + _SIDE + 6
        room = self.viewport().width()
        who = min(who, room // 3)
        for column, wide in enumerate((time, who, max(1, room - time - who))):
            self.setColumnWidth(column, wide)


WITH, WITHOUT, KNOWN, UNREAD = "with", "without", "newer_transcript", "unread"


class CopyWordsPart(QWidget):
    """The part of the page. Emits `wanted` when someone wants to read it. `field`: whether it is approved, too;
    `known`: that it was changed since, `unread`: that they have not opened it, which are asked where it is approved all
    the same."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.told = Words()
        self.read = SecondaryButton(tr("Read the transcript"))
        self.lines = LinesView(tr("The transcript of this copy"))
        self.whole = small()
        choices = (
            Choice(WITH, tr("Yes, they can read along")),
            Choice(WITHOUT, tr("No, the sound alone")),
        )
        self.field = ChoiceField("transcript", tr("Is the transcript approved?"), choices, beside=True)
        tick = Choice(KNOWN, tr("Approve the transcript as it is in this copy"))
        hint = tr("It was changed after this copy was made, and the change is not in it.")
        self.known = TicksField("newer_transcript", tr("Newer transcript"), (tick,), hint)
        tick = Choice(UNREAD, tr("Approve the transcript although I have not read it"))
        self.unread = TicksField("unread", tr("Not read"), (tick,), tr("The log says that you approved it unread."))
        self.not_read = Banner("notice", aloud=False)  # the page asks once more
        self._asks_unread = False
        self._view, self._captions, self._rate = CopyWords(), Captions(), 1
        row = Columns(title(tr("Transcript")), self.told, self.read, weights=(0, 1, 0), gap=20, stack_below=760)
        column_in(self, row, self.lines, self.whole, gap=10)
        self.read.clicked.connect(self.wanted)
        self.lines.moved.connect(self._show_whole)
        self.forget()

    def show_view(self, view: CopyWords, chosen: str | None) -> None:
        """Show whether the copy has a transcript, with the answer given before; of another copy nothing is shown."""
        self._view, self._asks_unread = view, False
        self.unread.set_value(())
        self.forget()
        self.field.set_value(chosen)
        self.setVisible(view.lines is not None or view.newer)
        self.told.set_parts(*_told(view))

    def show_words(self, captions: Captions, rate: int) -> None:
        """Show the words, and each removed part in its place."""
        self._captions, self._rate, self._view = captions, rate, replace(self._view, read=True)
        self.lines.show_lines(
            [(clock(each.start / rate), speaker_of(each), words_of(each, rate)) for each in captions.all]
        )
        for part in (self.lines, self.whole):
            part.show()
        self.read.hide()
        self._show_whole(self.lines.current)
        self.lines.setFocus()

    def forget(self) -> None:
        """Show no words."""
        self._captions = Captions()
        self.lines.show_lines(())
        self.whole.set_parts()
        self.lines.hide()
        self.whole.hide()
        self.read.setVisible(self._view.lines is not None)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.forget()

    def show_choice(self, *, approving: bool) -> None:
        """Ask whether it is approved, where someone is about to approve a copy that has one."""
        asks = approving and self._view.lines is not None
        self.field.setVisible(asks)
        approved = asks and self.field.value() == WITH
        self.known.setVisible(approved and self._view.newer)
        unread = approved and not self._view.read
        once_more = tr("If you approve it now, you are asked once more.")
        self.not_read.set_parts(*((strong(tr("You have not read the transcript.")), once_more) if unread else ()))
        self.unread.setVisible(unread and self._asks_unread)

    @property
    def to_confirm(self) -> bool:
        """Whether it is about to be approved unread, and nobody said that they know."""
        return self.answer() is True and not self._view.read and not self.unread.value()

    def ask_unread(self) -> None:
        """Ask once more, from now on."""
        self._asks_unread = True
        self.unread.show()

    def fold(self, folded: bool) -> None:
        """Hide it where what it says is said in one line; not while its words are shown."""
        there = self._view.lines is not None or self._view.newer
        self.setVisible(there and not (folded and not self._captions.all))

    def ask_about_newer(self) -> None:
        """Ask whether they know: it may have been changed while this page was read."""
        self._view = replace(self._view, newer=True)
        self.told.set_parts(*_told(self._view))
        self.known.show()

    def answer(self) -> bool | None:
        """Return whether it is approved with the copy; None where that was not said, or there is none."""
        return {WITH: True, WITHOUT: False}.get(self.field.value() or "")

    def _show_whole(self, index: int) -> None:
        if 0 <= index < len(self._captions.all):
            self.whole.set_parts(words_of(self._captions.all[index], self._rate))


def speaker_of(caption: Caption) -> str:
    """Return whose words these are, as staff read it; nothing for a removed part."""
    return "" if caption.speaker is None else words(caption.speaker)


def words_of(caption: Caption, rate: int) -> str:
    """Return a caption as it is read: its words, or what stands in their place."""
    if caption.removed is not None:
        return removed_words((caption.end - caption.start) / rate, caption.removed)
    said = caption.words or words_left_out()
    return tr("Topic: {topic}. {words}").format(topic=caption.topic, words=said) if caption.topic else said


def _told(view: CopyWords) -> tuple[str, ...]:
    newer = tr("It was changed after this copy was made, and the change is not in it.")
    if view.lines is None:
        return (tr("This copy has no transcript: it was added after the copy was made."),) if view.newer else ()
    has = counted(view.lines, "This copy has a transcript of 1 line.", "This copy has a transcript of {n} lines.")
    return (has, newer) if view.newer else (has,)
