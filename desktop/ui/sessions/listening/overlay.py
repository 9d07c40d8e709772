"""The layer over the listening panel, for one page at a time: a note, a break; and the strip, where staff have a
display of their own.

The strip runs along the bottom of the staff display: the time, notes, a break, finishing. Every key of the listening
window works there. A note or a break then fills the staff display, and the customer's shows the panel (a note) or the
words of the break with no controls. A note has the playback position of when N was pressed.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QScreen, QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from desktop.application.sessions.listening import TakeNote
from desktop.application.sessions.views import SessionView
from desktop.application.shared.commands import Actor, Command
from desktop.domain.sessions.session import NoteKind
from desktop.domain.shared.kinds import Kind
from desktop.errors import ListeningRoomError
from desktop.ui.kit.accessible import StackOfPages, unspoken
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import SecondaryButton
from desktop.ui.kit.forms.choices import Choice, ChoiceField, YesNoField
from desktop.ui.kit.forms.fields import LongTextField
from desktop.ui.kit.forms.page import Page
from desktop.ui.kit.layouts import FlowLayout, column_in
from desktop.ui.kit.style import Size, mark_theme
from desktop.ui.kit.text import Words, announce, headed
from desktop.ui.player.window import StayingWindow, demo_badge
from desktop.ui.sessions.break_page import Blank, BreakPage, Why
from desktop.ui.sessions.listening.listening_panel import ListeningPanel
from desktop.words import tr
from desktop.words.errors import message_for
from desktop.words.formatting import clock


class StaffStrip(StayingWindow):
    """The strip on the staff display, whose buttons the window connects. `keys` gets every key not handled here."""

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
        self.play = SecondaryButton(tr("Play"))
        self.play.set_main(True)
        self.note, self.rest = SecondaryButton(tr("Note")), SecondaryButton(tr("Take a break"))
        self.finish = SecondaryButton(tr("Finish"))
        self.row = QWidget()
        self.stack = StackOfPages()
        self.stack.addWidget(self.row)
        self.stack.currentChanged.connect(self.reset)
        self._demo = demo
        self.badge = demo_badge()
        self._lay_out(reference)
        for button in (self.play, self.note, self.rest, self.finish):
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
            self.play.set_words(tr("Pause") if playing else tr("Play"))
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

    def _lay_out(self, reference: str) -> None:
        badge = [demo_badge()] if self._demo else []
        about = headed(Words(reference, tone="muted", wraps=False), 1)
        line = FlowLayout(gap=16)
        line.add(*badge, about, self.time, self.play, self.note, self.saved)
        line.add_spring()
        line.add(self.rest, self.finish)
        inner = column_in(self.row, self.problem, gap=6)
        inner.setContentsMargins(24, 12, 24, 12)
        inner.addLayout(line)
        column_in(self, self.badge, self.stack, gap=0)
        self.problem.hide()
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


class NotePanel(Page):
    """The panel to write a note about a frame, that of when N was pressed. Emits `wanted(TakeNote)` or `back`."""

    compact = True
    wanted = Signal(Command)
    back = Signal()

    def __init__(self, frame: int, view: SessionView, actor: Actor) -> None:
        about = tr("Note at {time}").format(time=clock(frame / view.call.rate))
        super().__init__(about, primary=tr("Save the note"))
        self._frame, self._session, self._actor = frame, view.id, actor
        choices = [
            Choice(NoteKind.DISPUTE.value, tr("They dispute what is said here")),
            Choice(NoteKind.QUESTION.value, tr("A question")),
            Choice(NoteKind.REMARK.value, tr("Something to remember")),
        ]
        if view.kind is Kind.INTERNAL:  # only the person in the call disputes it or wants a correction
            choices = [choices[2], choices[1]]
        self.kind = ChoiceField("kind", tr("What is it?"), choices, across=True)
        self.kind.set_value(choices[0].key)
        self.note_words = LongTextField("words", tr("In their words"), lines=2)
        self.correction = YesNoField("correction", tr("Do they want it corrected?"), across=True)
        self.refusal = Banner("problem")
        self.add(self.refusal, self.kind, self.note_words, self.correction)
        self.add_link(tr("Back without a note"), self.back.emit)
        self.kind.edited.connect(self._chosen)
        self.submitted.connect(self._submit)
        self._chosen()

    def typed(self) -> TakeNote:
        """Return the note as typed now; whether a correction is wanted is None until it is asked."""
        kind = NoteKind(self.kind.value() or NoteKind.REMARK.value)
        wanted = self.correction.answer() if kind is NoteKind.DISPUTE else False
        return TakeNote(self._actor, self._session, kind, self.note_words.value(), self._frame, wanted)

    def fill(self, note: TakeNote) -> None:
        """Put a note back, as it was typed."""
        self.kind.set_value(note.kind.value)
        self.note_words.set_value(note.words)
        self.note_words.input.moveCursor(QTextCursor.MoveOperation.End)
        self.correction.set_answer(note.correction_wanted)
        self._chosen()

    def show_refusal(self, error: ListeningRoomError) -> None:
        """Show why the note could not be saved; the text stays."""
        self.set_busy("")
        self.refusal.set_parts("" if self.show_at_fields(error) else message_for(error))

    def _chosen(self) -> None:
        self.correction.setVisible(self.kind.value() == NoteKind.DISPUTE.value)

    def _submit(self) -> None:
        self.primary.hold()  # one press, one note
        self.wanted.emit(self.typed())


OverlayPage = NotePanel | BreakPage


class Overlay:
    """The layer over the panel. `page`: what lies over it now, None where the panel is in sight.

    `stack`: that of the listening window. `strip`: where staff have a display of their own.
    """

    def __init__(self, stack: StackOfPages, panel: ListeningPanel) -> None:
        self.page: OverlayPage | None = None
        self.strip: StaffStrip | None = None
        self._stack, self._panel = stack, panel
        self._blank: Blank | None = None
        stack.addWidget(panel)

    def put(self, page: OverlayPage) -> None:
        """Show a page over the panel, instead of the previous one. It has no menu, and accepts no drops."""
        self._drop()
        self.page = page
        for field in (*page.findChildren(QLineEdit), *page.findChildren(QPlainTextEdit)):
            field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
            field.setAcceptDrops(False)
        self._lay()

    def clear(self) -> None:
        """Return to the panel."""
        self._drop()
        self._lay()

    def use_strip(self, strip: StaffStrip) -> None:
        """Move the current page to the strip: staff now have a display of their own."""
        self.strip, self._blank = strip, Blank()
        self._stack.addWidget(self._blank)
        self._panel.note.hide()  # staff write notes on their own display
        if self.page is not None:
            self._stack.removeWidget(self.page)
            self._lay()

    def give_up_strip(self) -> None:
        """Move the current page from the strip over the panel: there is one display left."""
        strip, self.strip = self.strip, None
        if strip is None or self._blank is None:
            return
        self._stack.removeWidget(self._blank)
        self._blank.deleteLater()
        self._blank = None
        self._panel.note.show()
        self._lay()
        strip.go()

    def show_why(self, why: Why) -> None:
        """Change what the customer's own display says while it is blank."""
        if self._blank is not None:
            self._blank.show_why(why)

    def _lay(self) -> None:
        """Show each page where it belongs."""
        page, strip = self.page, self.strip
        if strip is not None and self._blank is not None:
            strip.show_overlay(page)
            if isinstance(page, BreakPage):
                self._blank.show_why(page.why)
            self._stack.setCurrentWidget(self._blank if isinstance(page, BreakPage) else self._panel)
            return
        if page is not None and self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page or self._panel)
        if page is None:
            self._panel.play.setFocus()

    def _drop(self) -> None:
        page, self.page = self.page, None
        if page is not None:
            self._stack.removeWidget(page)
            if self.strip is not None:
                self.strip.show_overlay(None)
            page.deleteLater()
