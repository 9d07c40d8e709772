"""A window that fills the screen while something is listened to, and cannot be left but by its own ways.

Rules:
- It takes the whole screen, stays on top, cannot be closed, has no menu; the clipboard is emptied when it opens and
  when it goes. What the PC can restrict besides is asked of it (`Lockdown`); what it does not take is told
  (`degraded`).
- Keys: Space plays and pauses; Left and Right 10 s, with Shift 2 s; Up and Down loudness; [ and ] speed. Letters and
  brackets never fire in a text field, and can be switched off; Space never presses a button.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QContextMenuEvent, QGuiApplication, QKeyEvent, QScreen
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from desktop.application.playing import Ear
from desktop.errors import ListeningRoomError
from desktop.ui.context import Context
from desktop.ui.playing.control import BACK_SECONDS, RATE_STEP, STEP_SECONDS, VOLUME_STEP, PlayControl
from desktop.ui.playing.panel import PlayPanel
from desktop.ui.style import Size, mark_theme
from desktop.ui.widgets.words import Words
from desktop.ui.wording import tr
from desktop.ui.wording.problems import words_of

WINDOW = Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
LETTERS = (Qt.Key.Key_N, Qt.Key.Key_B, Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight)
TYPING = (QLineEdit, QPlainTextEdit)
Keys = dict[tuple[int, Qt.KeyboardModifier], Callable[[], object]]


class PlayWindow(QWidget):
    """A subclass gives it `control` and `panel`, then calls `connect_playing`."""

    degraded = Signal(object)
    once: tuple[Qt.Key, ...] = (Qt.Key.Key_Space,)
    """Keys that do one thing however long they are held."""

    control: PlayControl
    panel: PlayPanel

    def __init__(self, context: Context, title: str) -> None:
        super().__init__(None, WINDOW)
        self._context = context
        self._may_close = False
        mark_theme(self, "listening")
        self.setWindowTitle(title)
        self.stack = QStackedWidget()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        if context.desk.office.demo:
            box.addWidget(Words(tr("Demo office"), size=Size.SMALL, bold=True, tone="badge", wraps=False))
        box.addWidget(self.stack)

    def fill(self, screen: QScreen) -> None:
        """Take all of that display."""
        self.setGeometry(screen.geometry())
        self.showFullScreen()
        self.raise_()
        self.activateWindow()
        self.panel.play.setFocus()

    def restrict(self) -> None:
        """Empty the clipboard, and ask the PC for its restrictions."""
        QGuiApplication.clipboard().clear()
        call = partial(self._context.desk.lockdown.begin, int(self.winId()))
        self._context.tasks.run(call, self._restricted, self.show_error, lane="long", owner=self)

    def leave(self) -> None:
        """Silent; undo the restrictions, and go."""
        self.control.end()
        self._context.tasks.run(self._context.desk.lockdown.end, _nothing, self._context.fail, lane="long")
        QGuiApplication.clipboard().clear()
        self._go()

    def _go(self) -> None:
        self._may_close = True
        self.close()
        self.deleteLater()

    def show_error(self, error: ListeningRoomError) -> None:
        """What went wrong, where the person looks."""
        self._say_problem(words_of(error))

    def connect_playing(self) -> None:
        """The panel's controls drive the player, and it tells the panel."""
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
        control.moved.connect(panel.show_frame)
        control.heard_changed.connect(panel.show_heard)
        control.playing_changed.connect(panel.play.set_playing)
        control.playing_changed.connect(self._clear_problem)
        control.rate_changed.connect(panel.show_rate)
        control.volume_changed.connect(panel.show_volume)
        control.ear_changed.connect(panel.show_ear)
        control.failed.connect(self.show_error)

    def keys(self) -> Keys:
        """What each key does."""
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
        }

    def _pass_over(self) -> None:
        """To the end of the hold music, or of whatever it is that nobody speaks in."""
        chapter = self.panel.chapter_at(self.control.frame)
        if chapter is not None:
            self.control.seek(chapter.end)

    @property
    def covered(self) -> bool:
        """Whether something lies over the panel: its keys are asleep then."""
        return False

    def escaped(self) -> None:
        """Esc was pressed."""

    @Slot(object)
    def _restricted(self, codes: tuple[str, ...]) -> None:
        if codes:
            self.degraded.emit(codes)

    def _say_problem(self, words: str) -> None:
        self.panel.problem.set_parts(words)

    def _clear_problem(self, playing: bool) -> None:
        if playing:
            self._say_problem("")

    # Keys, and what the window does not let happen

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped()
            return
        if event.isAutoRepeat() and event.key() in self.once:
            return
        if event.key() in LETTERS and not self._context.habits.letter_keys:
            return
        action = self.keys().get((event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier))
        if action is not None and not self.covered and not isinstance(self.focusWidget(), TYPING):
            action()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space belongs to play and pause, whatever has the keyboard."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not self.covered:
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
    """The restrictions are undone; there is nobody left to tell."""
