"""The parts of the pages of a request and of its decision that show its copy: how much of it someone has heard, the
removed parts, each with a button that plays around it, that a card's security code is in the recording, and the words
of the call, line by line: as a list, and as the approver reads those of a copy and decides on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPolygon,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QHeaderView, QTableView, QWidget

from desktop.application.requests.views import CopyWords, RequestView
from desktop.domain.copies.decision import was_heard
from desktop.domain.copies.marking import RemovalReason, public_wording
from desktop.domain.copies.transcript import Caption, Captions
from desktop.domain.shared.spans import Span, total
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import LinkButton, SecondaryButton
from desktop.ui.kit.forms.choices import Choice, ChoiceField, TicksField
from desktop.ui.kit.keyboard import follow_ring
from desktop.ui.kit.layouts import Columns, column_in, in_a_row
from desktop.ui.kit.rows import Row, RowDelegate, RowsModel
from desktop.ui.kit.style import TARGET, Size, font, theme_of
from desktop.ui.kit.text import Words, small, strong, title
from desktop.words import counted, tr
from desktop.words.codes import words
from desktop.words.copies import removed_words, words_left_out
from desktop.words.formatting import clock, length


def security_code_words() -> tuple[str, ...]:
    """Say that it is an incident, and what to do."""
    return (
        strong(tr("There is a card’s security code in this recording. That is an incident, and it is in the log.")),
        tr("Tell Information Governance now: the recording should not hold it. Never write the digits down."),
        tr("Remove that part as card details, whoever asks."),
    )


class HearingLine(QWidget):
    """How much was heard; hidden where this user may hear nothing. `copy` and `original`: its buttons.

    `originals`: whether the original can be heard on this page, at this desk.
    """

    def __init__(self, *, originals: bool) -> None:
        super().__init__()
        self.words = Words()
        self.copy = SecondaryButton(tr("Hear the copy"))
        self.original = LinkButton(tr("Hear the original"))
        if not originals:
            self.original.hide()
        column_in(self, title(tr("Hear it")), self.words, in_a_row(self.copy, self.original, gap=24), gap=10)

    def show_heard(self, view: RequestView, heard: tuple[Span, ...]) -> None:
        """Show what was heard of a request's copy."""
        self.setVisible(view.may_hear and view.call is not None)
        if view.call is not None:
            self.words.set_parts(heard_words(heard, view.call.frames, view.call.rate))

    def spoken(self) -> str:
        """Return the text for a screen reader when the page opens or the line changes."""
        return "" if self.isHidden() else self.words.words


def heard_words(heard: tuple[Span, ...], frames: int, rate: int) -> str:
    """Return "You have heard 4 min 10 s of 6 min 2 s."."""
    so_far, whole = total(heard), length(frames / rate)
    if not so_far:
        return tr("You have not heard it. It lasts {whole}. Opening it is logged.").format(whole=whole)
    if so_far == frames:
        return tr("You have heard all of it, {whole}.").format(whole=whole)
    return tr("You have heard {part} of {whole}.").format(part=length(so_far / rate), whole=whole)


class PartButton(SecondaryButton):
    """A square with a triangle; its name says what it plays."""

    def __init__(self, name: str) -> None:
        super().__init__("")
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        return QSize(TARGET, TARGET)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def heightForWidth(self, width: int) -> int:
        return TARGET

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = self.paint_shape(painter, theme_of(self))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ink))
        middle = self.rect().center()
        painter.drawPolygon(QPolygon([middle + QPoint(-5, -8), middle + QPoint(9, 0), middle + QPoint(-5, 8)]))


class PartsList(QWidget):
    """The list under its heading. Emits `wanted(index)`; hidden where nothing was removed."""

    wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[PartButton] = []
        self.told: list[Words] = []
        self._rows: list[QWidget] = []
        self._view: RequestView | None = None
        self._box = column_in(self, title(tr("Removed parts")), gap=10)

    def show_parts(self, view: RequestView, heard: tuple[Span, ...]) -> None:
        """Show the removed parts of a request's copy, and which of them were heard."""
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._view, self._rows, self.buttons, self.told = view, [], [], []
        for index in range(len(view.removed_internal)):
            self._add(view, index)
        self.setVisible(bool(self._rows))
        self.show_heard(heard)

    def show_heard(self, heard: tuple[Span, ...]) -> None:
        """Show which parts were heard so far."""
        if self._view is not None:
            for index, told in enumerate(self.told):
                told.set_parts(*_told(self._view, index, heard))

    def _add(self, view: RequestView, index: int) -> None:
        assert view.call is not None
        start, end, _, code = view.removed_internal[index]
        about = tr("part {number}: {reason}, at {at}, {length}").format(
            number=index + 1,
            reason=words(RemovalReason(code)),
            at=clock(start / view.call.rate),
            length=length((end - start) / view.call.rate),
        )
        row, button, told = QWidget(), PartButton(tr("Play around {part}").format(part=about)), small()
        button.clicked.connect(partial(self._wanted, index))
        button.setVisible(view.may_hear)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(14)
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(told, 1)
        self.buttons.append(button)
        self.told.append(told)
        self._rows.append(row)
        self._box.addWidget(row)

    def _wanted(self, index: int, _checked: bool = False) -> None:
        self.wanted.emit(index)


def _told(view: RequestView, index: int, heard: tuple[Span, ...]) -> tuple[str, ...]:
    """Return what is said of one part: why it is removed, what the listener is told of it, whether it was heard."""
    assert view.call is not None
    rate = view.call.rate
    start, end, channel, code = view.removed_internal[index]
    reason, lasts = RemovalReason(code), length((end - start) / rate)
    head = tr("{number}. {reason}").format(number=index + 1, reason=words(reason))
    where = tr("{at}, {length}").format(at=clock(start / rate), length=lasts)
    voice = "" if channel is None else ", " + tr("channel {n} only").format(n=channel + 1)
    public = words(public_wording(reason))
    said = tr("The listener is told: part removed, {about}.") if public else tr("The listener is told: part removed.")
    state = tr("Heard") if was_heard(Span(start, end), heard, rate) else tr("Not heard")
    state = state if view.may_hear else ""
    return strong(head), f"{where}{voice}", "\n" + said.format(about=public), f"\n{state}" if state else ""


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
    """The part of the page. `read`: the button to read it. `field`: whether it is approved, too;
    `known`: that it was changed since, `unread`: that they have not opened it, which are asked where it is approved all
    the same."""

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
        self.lines.moved.connect(self._show_whole)
        self.forget()

    def show_view(self, view: CopyWords, chosen: str | None) -> None:
        """Show whether the copy has a transcript, with the answer given before; of another copy nothing is shown."""
        self._view, self._asks_unread = view, False
        self.unread.set_value(())
        self.forget()
        self.field.set_value(chosen)
        self.setVisible(view.lines is not None or view.newer)
        self.told.set_parts(*_transcript_words(view))

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
        self.told.set_parts(*_transcript_words(self._view))
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


def _transcript_words(view: CopyWords) -> tuple[str, ...]:
    newer = tr("It was changed after this copy was made, and the change is not in it.")
    if view.lines is None:
        return (tr("This copy has no transcript: it was added after the copy was made."),) if view.newer else ()
    has = counted(view.lines, "This copy has a transcript of 1 line.", "This copy has a transcript of {n} lines.")
    return (has, newer) if view.newer else (has,)
