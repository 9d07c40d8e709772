"""The chapters of a call at the side of its listening page: where something else begins, to go there with one press.

A chapter is a stretch without speech that whoever prepared the copy has named, a removed part, or what follows; and
where the transcript is approved, a topic that someone has named in it. What was heard to its end has a tick, the one
that plays a bar and bold words; both are said in words to a screen reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.application.sessions.views import CallView
from desktop.domain.shared.spans import Span, subtract
from desktop.ui.kit.accessible import unspoken
from desktop.ui.kit.buttons import WordsButton, tick_path
from desktop.ui.kit.keyboard import REACH
from desktop.ui.kit.layouts import column_in
from desktop.ui.kit.style import Size, Tokens, font, theme_of
from desktop.ui.kit.text import Policy, Words, wrap
from desktop.ui.player.controls import KeylessArea
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.formatting import clock, length

NEAR_SECONDS = 8
"""How long after the call begins, or goes on, a topic stands for that, in seconds: a topic begins with a line."""
WIDE, MOST, LEAST = 256, 6, 3
"""The width of the list in pixels, which fits into a window of 320, and how many chapters stand in it before it scrolls
by itself: at most, and where there is little room."""
_BAR, _TICK = 6, 14


@dataclass(frozen=True)
class Stretch:
    """Frames [start, end) of the copy, with the words of its chapter."""

    start: int
    end: int
    words: str


def stretches_of(call: CallView, topics: Sequence[tuple[int, str]] = ()) -> tuple[Stretch, ...]:
    """Return the chapters in order, from the first frame to the last; none where nothing divides the call.

    `topics`: where each begins, and its name. One that begins as the call does, or goes on, stands for that.
    """
    found = [(each.start, each.end, words(each.kind), True) for each in call.chapters]
    for part in call.removed:
        whole = part.channel is None  # else the other voice continues
        found.append((part.start, part.end, tr("Removed") if whole else tr("One voice removed"), whole))
    named: list[tuple[int, str]] = [(0, tr("The beginning"))]
    for start, end, what, goes_on in sorted(found):
        lasts = length((end - start) / call.rate)
        if start == 0:
            named.clear()
        named.append((start, tr("{what}, {length}").format(what=what, length=lasts)))
        if goes_on and end < call.frames and all(other[0] != end for other in found):
            named.append((end, tr("The call goes on")))
    named = _with_topics(named, topics, NEAR_SECONDS * call.rate, unnamed=(tr("The beginning"), tr("The call goes on")))
    if len(named) < 2:
        return ()
    ends = [*(start for start, _ in named[1:]), call.frames]
    return tuple(Stretch(start, end, said) for (start, said), end in zip(named, ends, strict=True))


def _with_topics(
    named: Sequence[tuple[int, str]], topics: Sequence[tuple[int, str]], near: int, *, unnamed: tuple[str, ...]
) -> list[tuple[int, str]]:
    """Return the chapters with the topics among them. `near`: how many frames after a chapter without a name of its own
    a topic takes its place.
    """
    found = list(named)
    for frame, topic in topics:
        for at, (start, said) in enumerate(found):
            if said in unnamed and 0 <= frame - start <= near:
                found[at] = start, topic
                break
        else:
            found.append((frame, topic))
    return sorted(found)


class CallChapters(QWidget):
    """The list. Emits `chosen(frame)`. Hidden where there are no chapters."""

    chosen = Signal(int)

    def __init__(self, call: CallView, topics: Sequence[tuple[int, str]] = ()) -> None:
        super().__init__()
        self._call, self.stretches = call, stretches_of(call, topics)
        self.buttons = [_Chapter(clock(each.start / call.rate), each.words) for each in self.stretches]
        inside = QWidget()
        rows = column_in(inside, *self.buttons, gap=4)
        rows.setContentsMargins(REACH, REACH, REACH, REACH)  # the area cuts off what goes beyond it
        for stretch, button in zip(self.stretches, self.buttons, strict=True):
            button.clicked.connect(partial(self.chosen.emit, stretch.start))
        self._area, self._few = _Area(inside), False
        column_in(self, Words(tr("Chapters"), size=Size.SMALL, tone="muted"), self._area, gap=4)
        self.setMinimumWidth(WIDE)
        self.setSizePolicy(Policy.Preferred, Policy.Maximum)
        self.text_resized()
        self.setVisible(bool(self.stretches))

    def name_again(self, topics: Sequence[tuple[int, str]]) -> None:
        """Show the names of the topics again."""
        for stretch, button in zip(stretches_of(self._call, topics), self.buttons, strict=True):
            button.show_words(stretch.words)

    def forget(self) -> None:
        """Show no names, the times alone."""
        for button in self.buttons:
            button.show_words("")

    def set_few(self, few: bool) -> None:
        """Have room for fewer chapters at once, or for as many as usual."""
        if few != self._few:
            self._few = few
            self.text_resized()

    def text_resized(self) -> None:
        """Have room for a few chapters, in the present size of text."""
        each = max((button.sizeHint().height() for button in self.buttons), default=0) + 4
        self._area.tall = each * min(LEAST if self._few else MOST, len(self.buttons)) + 2 * REACH
        self._area.setMaximumHeight(self._area.tall)
        self._area.setMinimumHeight(each * min(LEAST, len(self.buttons)) + 2 * REACH)
        self._area.updateGeometry()

    def show_frame(self, frame: int) -> None:
        """Mark the chapter that plays."""
        for stretch, button in zip(self.stretches, self.buttons, strict=True):
            before = button.current
            button.show_state(current=stretch.start <= frame < stretch.end, heard=button.heard)
            if button.current and not before and not self._in_use():
                self._area.ensureWidgetVisible(button, 0, REACH)

    def _in_use(self) -> bool:
        """Return whether someone points at the list, or has the keyboard in it: it does not move then."""
        return self._area.underMouse() or any(button.hasFocus() for button in self.buttons)

    def show_heard(self, heard: Sequence[Span]) -> None:
        """Tick the chapters that were heard to their ends."""
        for stretch, button in zip(self.stretches, self.buttons, strict=True):
            whole = not subtract((Span(stretch.start, stretch.end),), heard)
            button.show_state(current=button.current, heard=whole)


class _Area(KeylessArea):
    """`tall`: its height where there is room."""

    tall = 0

    def sizeHint(self) -> QSize:
        wide = self._content.sizeHint().width()
        return QSize(wide + self.verticalScrollBar().sizeHint().width(), self.tall)  # its bar wraps no words


class _Chapter(WordsButton):
    """A row: the time, the words, a tick."""

    padding = QSize(14, 8)
    align = Qt.AlignmentFlag.AlignLeft
    least = 40

    def __init__(self, time: str, said: str) -> None:
        super().__init__(f"{time}  {said}", Size.SMALL)
        self._time, self._said = time, tr("{time}, {chapter}").format(time=time, chapter=said)
        self.current = self.heard = False
        wrap(self, down=Policy.Fixed)  # in a narrow window its words have two lines
        self.setAccessibleName(self._said)

    def show_words(self, said: str) -> None:
        """Show other words, or only the time."""
        self._said = tr("{time}, {chapter}").format(time=self._time, chapter=said) if said else self._time
        with unspoken():
            self.setText(f"{self._time}  {said}".strip())
            self.setAccessibleName(self._said)
        self.updateGeometry()

    def show_state(self, *, current: bool, heard: bool) -> None:
        """Show whether it plays, and whether it was heard. Nothing of it is announced: it would talk over the call."""
        if (current, heard) == (self.current, self.heard):
            return
        self.current, self.heard = current, heard
        with unspoken():
            self.setFont(font(Size.SMALL, bold=current))
            state = [tr("you are here")] if current else []
            state += [tr("heard")] if heard else []
            self.setAccessibleName(", ".join((self._said, *state)))
        self.update()

    def _beside(self) -> int:
        return super()._beside() + _TICK + 12

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(font(Size.SMALL, bold=True))
        width = metrics.horizontalAdvance(self.text()) + self._beside() + 2
        return QSize(width, max(self.least, metrics.height() + 2 * self.padding.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self.heightForWidth(event.size().width()))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.heard:
            painter, theme = QPainter(self), theme_of(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.heard), 2.6))
            top = (self.height() - _TICK) / 2
            painter.drawPath(tick_path(QRectF(self.width() - _TICK - 14, top, _TICK, _TICK)))

    def paint_shape(self, painter: QPainter, theme: Tokens) -> str:
        if self.current or self.hovered():
            painter.fillRect(self.rect(), QColor(theme.panel))
        if self.current:
            painter.fillRect(QRect(0, 0, _BAR, self.height()), QColor(theme.hatch))
        return theme.text
