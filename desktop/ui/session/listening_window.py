"""The window that fills the screen while somebody listens, and cannot be left but by its own ways.

Rules:
- It takes the whole screen, stays on top, cannot be closed, has no menu; the clipboard is emptied when it opens and
  when it goes. What the PC can restrict besides is asked of it (`Lockdown`); what it does not take is noted.
- Keys: Space plays and pauses; Left and Right 10 s, with Shift 2 s; Up and Down loudness; [ and ] speed; N note;
  B break; Esc twice stops, blanks, and offers the ways on. Letters never fire in a text field, and Space never
  presses Finish.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QContextMenuEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from desktop.application.listening import Opened
from desktop.application.playing import Ear
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.context import Context
from desktop.ui.session.break_page import BreakPage
from desktop.ui.session.listening_control import (
    BACK_SECONDS,
    RATE_STEP,
    STEP_SECONDS,
    VOLUME_STEP,
    ListeningControl,
)
from desktop.ui.session.listening_panel import ListeningPanel
from desktop.ui.session.note_panel import NotePanel
from desktop.ui.style import Size, mark_theme
from desktop.ui.widgets.words import Words
from desktop.ui.wording import tr
from desktop.ui.wording.problems import problems_of, words_of

TWICE_MS = 1000
ONCE = (Qt.Key.Key_Space, Qt.Key.Key_N, Qt.Key.Key_B)
"""Keys that do one thing however long they are held."""
TYPING = (QLineEdit, QPlainTextEdit)
WINDOW = Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint


class ListeningWindow(QWidget):
    """Emits what is wanted of the session: a break (distress or not), going on, a note, finishing."""

    break_wanted = Signal(bool)
    go_on_wanted = Signal(str)
    note_wanted = Signal(object, str, object, bool)
    finish_wanted = Signal(str)
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
        self.stack = QStackedWidget()
        self.stack.addWidget(self.panel)
        self._over: QWidget | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        if context.desk.office.demo:
            box.addWidget(Words(tr("Demo office"), size=Size.SMALL, bold=True, tone="badge", wraps=False))
        box.addWidget(self.stack)
        self._connect()
        self.control.begin(opened.session.at_frame, volume, ear)
        self.installEventFilter(self)

    def lock_down(self) -> None:
        """Fill the screen and ask the PC for its restrictions."""
        screen = self.screen() or QGuiApplication.primaryScreen()
        self.setGeometry(screen.geometry())
        QGuiApplication.clipboard().clear()
        self.showFullScreen()
        self.raise_()
        self.activateWindow()
        self.panel.play.setFocus()
        call = partial(self._context.desk.lockdown.begin, int(self.winId()))
        self._context.tasks.run(call, self._locked_down, self.show_error, lane="long", owner=self)

    def leave(self) -> None:
        """Undo the lock-down and go."""
        self.control.end()
        self._context.tasks.run(self._context.desk.lockdown.end, _nothing, self._context.fail, lane="long")
        QGuiApplication.clipboard().clear()
        self._may_close = True
        self.close()
        self.deleteLater()

    @Slot(object)
    def _locked_down(self, codes: tuple[str, ...]) -> None:
        if codes:
            self.degraded.emit(codes)

    def show_break(self, *, distress: bool) -> None:
        """Blank the screen."""
        page = BreakPage(distress=distress)
        page.go_on.connect(self.go_on_wanted)
        page.finish_wanted.connect(self._finish)
        self._put_over(page)
        page.focus_first()

    def show_reopened(self, opened: Opened) -> None:
        """Back from a break: stand two seconds before."""
        back = opened.session.at_frame - STEP_SECONDS * opened.session.call.rate
        self.control.begin(back, self.control.volume, self.control.ear)
        self._back_to_panel()

    def show_note_kept(self) -> None:
        """The note is kept; back to the sound."""
        self._back_to_panel()

    def show_problems(self, error: FieldsError) -> None:
        """What was typed in the page that lies over."""
        if isinstance(self._over, NotePanel):
            self._over.set_problems_by_name(problems_of(error))
        elif isinstance(self._over, BreakPage):
            self._over.show_refusal(error)

    def show_error(self, error: ListeningRoomError) -> None:
        """Anything else, where the person looks."""
        if isinstance(self._over, BreakPage):
            self._over.show_refusal(error)
        else:
            self.panel.problem.set_parts(words_of(error))

    @property
    def on_break(self) -> bool:
        return isinstance(self._over, BreakPage)

    def _connect(self) -> None:
        panel, control = self.panel, self.control
        panel.play.clicked.connect(control.toggle)
        panel.back.clicked.connect(lambda: control.step(-BACK_SECONDS))
        panel.waveform.seek.connect(control.seek)
        panel.speed.less.connect(lambda: control.set_rate(control.rate - RATE_STEP))
        panel.speed.more.connect(lambda: control.set_rate(control.rate + RATE_STEP))
        panel.speed.usual.connect(lambda: control.set_rate(1.0))
        panel.level.less.connect(lambda: control.set_volume(control.volume - VOLUME_STEP))
        panel.level.more.connect(lambda: control.set_volume(control.volume + VOLUME_STEP))
        panel.ear.chosen.connect(lambda key: control.set_ear(Ear(key)))
        panel.break_wanted.connect(lambda: self._break(False))
        panel.finish_wanted.connect(self._finish)
        panel.note_wanted.connect(self._note)
        control.moved.connect(panel.show_frame)
        control.heard_changed.connect(panel.show_heard)
        control.playing_changed.connect(panel.play.set_playing)
        control.playing_changed.connect(self._clear_problem)
        control.rate_changed.connect(panel.show_rate)
        control.volume_changed.connect(panel.show_volume)
        control.ear_changed.connect(panel.show_ear)
        control.failed.connect(self.show_error)

    def _finish(self) -> None:
        self.finish_wanted.emit("fault" if self.control.fault else "asked")

    def _clear_problem(self, playing: bool) -> None:
        if playing:
            self.panel.problem.set_parts()

    def _break(self, distress: bool) -> None:
        self.show_break(distress=distress)
        if distress:
            self.control.fade_out()
        else:
            self.control.end()
        self.break_wanted.emit(distress)

    def _note(self) -> None:
        if self.control.playing:
            self.control.pause()
        page = NotePanel(self.control.frame, self.panel.call.rate)
        page.wanted.connect(self.note_wanted)
        page.back.connect(self._back_to_panel)
        self._put_over(page)
        page.note_words.focus_target().setFocus()

    def _put_over(self, page: QWidget) -> None:
        self._drop_over()
        self._over = page
        for field in (*page.findChildren(QLineEdit), *page.findChildren(QPlainTextEdit)):
            field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
            field.setAcceptDrops(False)
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)

    def _back_to_panel(self) -> None:
        self._drop_over()
        self.stack.setCurrentWidget(self.panel)
        self.panel.play.setFocus()

    def _drop_over(self) -> None:
        if self._over is not None:
            self.stack.removeWidget(self._over)
            self._over.deleteLater()
        self._over = None

    # Keys, and what the window does not let happen

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._escaped()
            return
        if event.isAutoRepeat() and event.key() in ONCE:
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
