"""The window that fills the screen while somebody listens, and cannot be left but by its own ways.

Rules:
- It takes the whole screen, stays on top, cannot be closed, has no menu; the clipboard is emptied when it opens and
  when it goes. What the PC can restrict besides is asked of it (`Lockdown`); what it does not take is noted.
- Keys: Space plays and pauses; Left and Right 10 s, with Shift 2 s; Up and Down loudness; [ and ] speed; N note;
  B break; Esc twice stops, blanks, and offers the ways on. Letters and brackets never fire in a text field, and can
  be switched off; Space never presses Finish.
- A note that is being typed when the screen goes blank is given back afterwards; `draft` is what is not kept yet.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QContextMenuEvent, QGuiApplication, QKeyEvent, QScreen
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from desktop.application.listening import Opened
from desktop.application.playing import Ear
from desktop.application.views import NoteView, SessionView
from desktop.domain.pauses import Pieces, envelope_of
from desktop.domain.spans import Span
from desktop.errors import ListeningRoomError
from desktop.ui.context import Context
from desktop.ui.session.break_page import BreakPage, a_break, distress
from desktop.ui.session.displays import displays
from desktop.ui.session.listening_control import (
    BACK_SECONDS,
    RATE_STEP,
    STEP_SECONDS,
    VOLUME_STEP,
    ListeningControl,
)
from desktop.ui.session.listening_panel import ON, ListeningPanel
from desktop.ui.session.note_panel import Draft, NotePanel
from desktop.ui.session.over import Over, OverPage
from desktop.ui.session.staff_strip import WINDOW, StaffStrip
from desktop.ui.style import Size, mark_theme
from desktop.ui.widgets.words import Words
from desktop.ui.wording import tr
from desktop.ui.wording.problems import words_of

TWICE_MS = 1000
ONCE = (Qt.Key.Key_Space, Qt.Key.Key_N, Qt.Key.Key_B)
"""Keys that do one thing however long they are held."""
LETTERS = (Qt.Key.Key_N, Qt.Key.Key_B, Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight)
TYPING = (QLineEdit, QPlainTextEdit)


class ListeningWindow(QWidget):
    """Emits what is wanted of the session: a break (distress or not), going on, a note, finishing."""

    break_wanted = Signal(bool)
    go_on_wanted = Signal(str)
    note_wanted = Signal(object, str, object, bool)
    finish_wanted = Signal(str)
    party_left = Signal(object)
    degraded = Signal(object)

    def __init__(self, opened: Opened, context: Context, volume: int, ear: Ear) -> None:
        super().__init__(None, WINDOW)
        self._context = context
        self._may_close = False
        self._escape = QElapsedTimer()
        mark_theme(self, "listening")
        self.setWindowTitle(opened.session.reference)
        self.control = ListeningControl(context, opened.session, self)
        self.panel = ListeningPanel(opened.session, opened.waveform, context)
        self._opened, self._parties = opened, opened.session.parties
        self.draft: Draft | None = None
        self.stack = QStackedWidget()
        self.over = Over(self.stack, self.panel)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        if context.desk.office.demo:
            box.addWidget(Words(tr("Demo office"), size=Size.SMALL, bold=True, tone="badge", wraps=False))
        box.addWidget(self.stack)
        self._connect()
        self.control.begin(opened.session.at_frame, volume, ear)
        self.installEventFilter(self)

    def lock_down(self, staff_window: QWidget) -> None:
        """Fill the screen and ask the PC for its restrictions. With a second display, staff keep a strip on theirs."""
        where = displays(staff_window)
        if where.customer is not None:
            self._make_strip(where.staff)
        self._fill(where.customer or where.staff)
        QGuiApplication.clipboard().clear()
        call = partial(self._context.desk.lockdown.begin, int(self.winId()))
        self._context.tasks.run(call, self._locked_down, self.show_error, lane="long", owner=self)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenRemoved.connect(self._display_gone)

    def leave(self) -> None:
        """Undo the lock-down and go."""
        self.control.end()
        self._context.tasks.run(self._context.desk.lockdown.end, _nothing, self._context.fail, lane="long")
        QGuiApplication.clipboard().clear()
        if self.strip is not None:
            self.strip.leave()
        self._may_close = True
        self.close()
        self.deleteLater()

    # Two displays, and one that goes

    def _fill(self, screen: QScreen) -> None:
        self.setGeometry(screen.geometry())
        self.showFullScreen()
        self.raise_()
        self.activateWindow()
        self.panel.play.setFocus()

    def _make_strip(self, screen: QScreen) -> None:
        call, control = self.panel.call, self.control
        demo, reference = self._context.desk.office.demo, self._opened.session.reference
        strip = StaffStrip(reference, call.frames / call.rate, self.keyPressEvent, demo=demo)
        self.over.use_strip(strip)
        strip.play_wanted.connect(control.toggle)
        strip.note_wanted.connect(self._note)
        strip.break_wanted.connect(lambda: self._break(False))
        strip.finish_wanted.connect(self._finish)
        control.moved.connect(lambda frame: strip.show_frame(frame / call.rate))
        control.playing_changed.connect(strip.show_playing)
        strip.show_frame(control.frame / call.rate)
        strip.stand_on(screen)

    @Slot()
    def _display_gone(self) -> None:
        """A display was unplugged: silent at once. When Qt has moved what was on it, all comes to the one left."""
        if self.control.playing:
            self.control.pause()
        QTimer.singleShot(0, self, self._come_together)

    def _come_together(self) -> None:
        left = displays(self)
        if left.customer is not None or self._may_close:
            return
        self.over.give_up_strip()
        self._fill(left.staff)
        if self._over is not None:
            self._over.focus_first()

    @Slot(object)
    def _locked_down(self, codes: tuple[str, ...]) -> None:
        if codes:
            self.degraded.emit(codes)

    def show_break(self, *, distressed: bool) -> None:
        """Blank the screen."""
        if isinstance(self._over, NotePanel) and self._over.note_words.value():
            self.draft = self._over.draft()
        page = BreakPage(distress() if distressed else a_break(), self._parties)
        page.wanted.connect(self.go_on_wanted)
        page.finish_wanted.connect(self._finish)
        page.party_left.connect(self.party_left)
        self.over.put(page)
        page.focus_first()

    def show_reopened(self, opened: Opened) -> None:
        """Back from a break: stand two seconds before."""
        back = opened.session.at_frame - STEP_SECONDS * opened.session.call.rate
        self.control.begin(back, self.control.volume, self.control.ear)
        self.over.clear()
        draft, self.draft = self.draft, None
        if draft is not None:
            self._write(draft.frame).fill(draft)

    def show_note_kept(self) -> None:
        """The note is kept; back to the sound."""
        self.over.clear()

    def forget_draft(self, notes: tuple[NoteView, ...]) -> None:
        """These notes are kept: one that was on its way when the screen went blank is a draft no more."""
        draft = self.draft
        if draft is not None and any((note.words, note.at_frame) == (draft.words, draft.frame) for note in notes):
            self.draft = None

    def show_busy(self, words: str) -> None:
        """What is going on while the screen is blank; no words: it is over."""
        if isinstance(self._over, BreakPage):
            self._over.set_busy(words)

    def show_parties(self, view: SessionView) -> None:
        """Somebody has left."""
        self._parties = view.parties
        if isinstance(self._over, BreakPage):
            self._over.show_parties(view, self._context.desk.id_policy)

    def show_error(self, error: ListeningRoomError) -> None:
        """What went wrong, or was not answered, where the person looks."""
        if isinstance(self._over, BreakPage | NotePanel):
            self._over.show_refusal(error)
        else:
            self._say_problem(words_of(error))

    def _say_problem(self, words: str) -> None:
        self.panel.problem.set_parts(words)
        if self.strip is not None:
            self.strip.show_problem(words)

    @property
    def strip(self) -> StaffStrip | None:
        """What staff have on their own display, where there are two."""
        return self.over.strip

    @property
    def _over(self) -> OverPage | None:
        return self.over.page

    @property
    def on_break(self) -> bool:
        return isinstance(self._over, BreakPage)

    def _connect(self) -> None:
        panel, control = self.panel, self.control
        panel.play.clicked.connect(control.toggle)
        panel.back.clicked.connect(lambda: control.step(-BACK_SECONDS))
        panel.skip.clicked.connect(self._pass_over)
        panel.waveform.seek.connect(control.seek)
        panel.speed.less.connect(lambda: control.set_rate(control.rate - RATE_STEP))
        panel.speed.more.connect(lambda: control.set_rate(control.rate + RATE_STEP))
        panel.speed.usual.connect(lambda: control.set_rate(1.0))
        panel.level.less.connect(lambda: control.set_volume(control.volume - VOLUME_STEP))
        panel.level.more.connect(lambda: control.set_volume(control.volume + VOLUME_STEP))
        panel.ear.chosen.connect(lambda key: control.set_ear(Ear(key)))
        panel.break_wanted.connect(lambda: self._break(False))
        panel.pieces.chosen.connect(lambda key: self.set_pieces(key == ON))
        panel.letters.chosen.connect(lambda key: self._set_letters(key == ON))
        panel.finish_wanted.connect(self._finish)
        panel.note_wanted.connect(self._note)
        control.moved.connect(panel.show_frame)
        control.heard_changed.connect(panel.show_heard)
        control.playing_changed.connect(panel.play.set_playing)
        control.playing_changed.connect(self._clear_problem)
        control.rate_changed.connect(panel.show_rate)
        control.volume_changed.connect(panel.show_volume)
        control.ear_changed.connect(panel.show_ear)
        control.piece_over.connect(panel.show_piece_over)
        control.failed.connect(self.show_error)
        panel.show_letters(self._context.habits.letter_keys)

    def set_pieces(self, on: bool) -> None:
        """Stop by itself at natural pauses, or play on."""
        call, shape = self.panel.call, self._opened.waveform
        removed = [Span(part.start, part.end) for part in call.removed]
        envelope = envelope_of(shape.channels, call.frames, call.rate)
        self.control.set_pieces(Pieces(envelope, removed) if on else None)
        self.panel.show_pieces(on)

    def _set_letters(self, on: bool) -> None:
        self._context.habits.letter_keys = on
        self.panel.show_letters(on)

    def _pass_over(self) -> None:
        """To the end of the hold music, or of whatever it is that nobody speaks in."""
        chapter = self.panel.chapter_at(self.control.frame)
        if chapter is not None:
            self.control.seek(chapter.end)

    def _finish(self) -> None:
        self.finish_wanted.emit("fault" if self.control.fault else "asked")

    def _clear_problem(self, playing: bool) -> None:
        if playing:
            self._say_problem("")

    def _break(self, distressed: bool) -> None:
        self.show_break(distressed=distressed)
        if distressed:
            self.control.fade_out()
        else:
            self.control.end()
        self.break_wanted.emit(distressed)

    def _note(self) -> None:
        if self.control.playing:
            self.control.pause()
        self._write(self.control.frame)

    def _write(self, frame: int) -> NotePanel:
        page = NotePanel(frame, self.panel.call.rate)
        page.wanted.connect(self.note_wanted)
        page.back.connect(self.over.clear)
        self.over.put(page)
        page.note_words.focus_target().setFocus()
        return page

    # Keys, and what the window does not let happen

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._escaped()
            return
        if event.isAutoRepeat() and event.key() in ONCE:
            return
        if event.key() in LETTERS and not self._context.habits.letter_keys:
            return
        action = self._actions().get((event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier))
        if action is not None and self._over is None and not isinstance(self.focusWidget(), TYPING):
            action()

    def _actions(self) -> dict[tuple[int, Qt.KeyboardModifier], Callable[[], object]]:
        control, none = self.control, Qt.KeyboardModifier.NoModifier
        shift, key = Qt.KeyboardModifier.ShiftModifier, Qt.Key
        return {
            (key.Key_Space, none): control.toggle,
            (key.Key_Left, none): lambda: control.step(-BACK_SECONDS),
            (key.Key_Right, none): lambda: control.step(BACK_SECONDS),
            (key.Key_Left, shift): lambda: control.step(-STEP_SECONDS),
            (key.Key_Right, shift): lambda: control.step(STEP_SECONDS),
            (key.Key_Up, none): lambda: control.set_volume(control.volume + VOLUME_STEP),
            (key.Key_Down, none): lambda: control.set_volume(control.volume - VOLUME_STEP),
            (key.Key_BracketLeft, none): lambda: control.set_rate(control.rate - RATE_STEP),
            (key.Key_BracketRight, none): lambda: control.set_rate(control.rate + RATE_STEP),
            (key.Key_N, none): self._note,
            (key.Key_B, none): lambda: self._break(False),
        }

    def _escaped(self) -> None:
        if self.on_break:
            return
        if self._escape.isValid() and self._escape.elapsed() < TWICE_MS:
            self._escape.invalidate()
            self._break(True)
        else:
            self._escape.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space belongs to play and pause, whatever has the keyboard."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._over is None:
            key = event.key()
            if key == Qt.Key.Key_Space or (key == Qt.Key.Key_Escape):
                self.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close:
            super().closeEvent(event)
        else:
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.accept()


def _nothing(_: object) -> None:
    """The lock-down is undone; there is nobody left to tell."""
