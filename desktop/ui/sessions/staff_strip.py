"""The strip on the staff display while the customer listens at another: the time, notes, a break, stop.

It runs along the bottom of the display. A note or a break fills the staff display instead of the customer's. Every key
of the listening window works here.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QKeyEvent, QScreen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.kit.style import Size, mark_theme
from desktop.ui.kit.widgets.accessible import StackOfPages, unspoken
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.words import Words, announce, headed
from desktop.ui.player.staying import StayingWindow
from desktop.words import kit as kit_wording
from desktop.words import tr
from desktop.words.formatting import clock


class StaffStrip(StayingWindow):
    """The strip on the staff display. Emits every press. `keys` gets every key not handled here."""

    play_wanted = Signal()
    note_wanted = Signal()
    break_wanted = Signal()
    finish_wanted = Signal()

    def __init__(self, reference: str, seconds: float, keys: Callable[[QKeyEvent], None], *, demo: bool) -> None:
        super().__init__()
        mark_theme(self, "listening")
        self.setWindowTitle(tr("{reference}: staff").format(reference=reference))
        self._keys, self._seconds = keys, seconds
        self._screen: QScreen | None = None
        self.time = Words(size=Size.TITLE, bold=True, wraps=False)
        self.problem = Words(bold=True, tone="error")
        self.saved = Words(size=Size.SMALL, tone="muted", wraps=False)
        self.saved.hide()
        self.play = SecondaryButton(kit_wording.play())
        self.play.set_main(True)
        self.note, self.rest = SecondaryButton(tr("Note")), SecondaryButton(tr("Take a break"))
        self.finish = SecondaryButton(tr("Finish"))
        self.row = QWidget()
        self.stack = StackOfPages()
        self.stack.addWidget(self.row)
        self.stack.currentChanged.connect(self.come_anew)
        self._demo = demo
        self.badge = _badge()
        self._lay_out(reference)
        for button, signal in (
            (self.play, self.play_wanted),
            (self.note, self.note_wanted),
            (self.rest, self.break_wanted),
            (self.finish, self.finish_wanted),
        ):
            button.clicked.connect(signal)
            button.space_presses = False

    def stand_on(self, screen: QScreen) -> None:
        """Place it along the bottom of a display, or all over it while there is something to write."""
        self._screen = screen
        self._place()
        self.show()
        self.raise_()

    def needed(self, width: int) -> int:
        """Return the height needed to show all of it."""
        layout = self.row.layout()
        assert layout is not None, "laid out when it was made"
        return layout.heightForWidth(width)

    def show_frame(self, seconds: float) -> None:
        """Show the position. At the end of the call, to finish is the main action."""
        over = seconds >= self._seconds
        self.play.set_main(not over)
        self.finish.set_main(over)
        words = tr("{at} of {total}").format(at=clock(seconds), total=clock(self._seconds))
        if words != self.time.words:
            self.time.set_parts(words)

    def show_playing(self, playing: bool) -> None:
        """Change the button to its next action."""
        with unspoken() if playing else nullcontext():
            self.play.set_words(kit_wording.pause() if playing else kit_wording.play())
        self.saved.setVisible(bool(self.saved.words) and not playing)
        if playing:
            self.saved.set_parts()

    def show_note_saved(self) -> None:
        """Confirm that the note is saved, until the sound goes on."""
        self.saved.set_parts(tr("The note is saved."))
        self.saved.show()
        announce(self.saved, self.saved.words)

    def show_problem(self, words: str) -> None:
        """Show a problem that staff have to deal with."""
        self.problem.set_parts(words)
        self.problem.setVisible(bool(words))
        self._place()

    def show_overlay(self, page: QWidget | None) -> None:
        """Show a page all over the display; None: the strip again. The page keeps its owner."""
        for index in range(self.stack.count() - 1, 0, -1):
            if (old := self.stack.widget(index)) is not page and old is not None:
                self.stack.removeWidget(old)
        if page is not None and self.stack.indexOf(page) < 0:
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(page or self.row)
        self.badge.setVisible(self._demo and page is not None)
        self._place()
        self.raise_()
        self.activateWindow()
        if page is None:
            self.play.setFocus()

    def leave(self) -> None:
        """Close the strip."""
        self._go()

    def _lay_out(self, reference: str) -> None:
        line = FlowLayout(gap=16)
        if self._demo:
            line.addWidget(_badge())
        for part in (
            headed(Words(reference, tone="muted", wraps=False), 1),
            self.time,
            self.play,
            self.note,
            self.saved,
        ):
            line.addWidget(part)
        line.add_spring()
        for button in (self.rest, self.finish):
            line.addWidget(button)
        inner = QVBoxLayout(self.row)
        inner.setContentsMargins(24, 12, 24, 12)
        inner.addWidget(self.problem)
        inner.addLayout(line)
        self.problem.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.badge)
        box.addWidget(self.stack)
        self.badge.hide()

    def _place(self) -> None:
        if self._screen is None:
            return
        whole = self._screen.geometry()
        if self.stack.currentWidget() is not self.row:
            self.setGeometry(whole)
            return
        height = min(whole.height(), self.needed(whole.width()))
        self.setGeometry(QRect(whole.left(), whole.bottom() + 1 - height, whole.width(), height))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._keys(event)


def _badge() -> Words:
    return Words(tr("Demo office"), size=Size.SMALL, bold=True, tone="badge", wraps=False)
