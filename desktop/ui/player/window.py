"""A locked window (`locked`) for listening.

Keys: Space plays and pauses; Left and Right 10 s, with Shift 2 s; Up and Down volume; [ and ] speed. Letters and
brackets never fire in a text field, and can be switched off; Space never presses a button. F1, or ? while letters act,
shows the keys.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QScreen
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from desktop.application.ports.playing import Ear, Halt
from desktop.errors import ListeningRoomError
from desktop.ui.player.control import BACK_SECONDS, STEP_SECONDS, VOLUME_STEP, PlayControl
from desktop.ui.player.key_words import playing_keys
from desktop.ui.player.locked import LockedWindow
from desktop.ui.player.panel import PlayPanel
from desktop.ui.player.sheets import WindowSheets
from desktop.ui.player.spoken import spoken
from desktop.ui.running.context import Context
from desktop.words import Language
from desktop.words.codes import why_paused
from desktop.words.errors import words_of

LETTERS = (Qt.Key.Key_N, Qt.Key.Key_B, Qt.Key.Key_W, Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight)
COVER_MS = 500
TYPING = (QLineEdit, QPlainTextEdit)
Keys = dict[tuple[int, Qt.KeyboardModifier], Callable[[], object]]


class PlayWindow(LockedWindow):
    """A subclass gives it `control` and `panel`, then calls `connect_playing`."""

    theme = "listening"
    once: tuple[Qt.Key, ...] = (Qt.Key.Key_Space,)
    """The keys that do not repeat when held."""

    control: PlayControl
    panel: PlayPanel

    def __init__(self, context: Context, title: str) -> None:
        super().__init__(context, title)
        self._cover = QTimer(self)
        self._cover.setInterval(COVER_MS)
        self._cover.timeout.connect(self._look_for_cover)
        self.sheets = WindowSheets(self)

    def fill(self, screen: QScreen) -> None:
        """Fill a display, with the focus on Play."""
        super().fill(screen)
        self.panel.play.setFocus()

    def leave(self) -> None:
        """Stop the sound, undo the restrictions, and close."""
        self.control.end()
        self.release()

    def show_error(self, error: ListeningRoomError) -> None:
        """Show an error where the person is looking."""
        self._say_problem(words_of(error))

    def connect_playing(self) -> None:
        """Connect the panel's controls to the player, and the player to the panel."""
        panel, control = self.panel, self.control
        panel.play.clicked.connect(control.toggle)
        panel.back.clicked.connect(lambda: control.step(-BACK_SECONDS))
        panel.skip.clicked.connect(self._pass_over)
        panel.waveform.seek.connect(control.seek)
        panel.speed.less.connect(lambda: control.set_rate(control.next_rate(-1)))
        panel.speed.more.connect(lambda: control.set_rate(control.next_rate(1)))
        panel.speed.usual.connect(lambda: control.set_rate(1.0))
        panel.level.less.connect(lambda: control.set_volume(control.volume - VOLUME_STEP))
        panel.level.more.connect(lambda: control.set_volume(control.volume + VOLUME_STEP))
        panel.ear.chosen.connect(lambda key: control.set_ear(Ear(key)))
        panel.display.clicked.connect(self._show_display)
        panel.help.clicked.connect(self._show_keys)
        control.moved.connect(panel.show_frame)
        control.heard_changed.connect(panel.show_heard)
        control.playing_changed.connect(panel.show_playing)
        control.playing_changed.connect(self._clear_problem)
        control.rate_changed.connect(panel.show_rate)
        control.volume_changed.connect(panel.show_volume)
        control.ear_changed.connect(panel.show_ear)
        control.failed.connect(self.show_error)
        control.halted_by.connect(self._say_why_halted)
        self.left.connect(control.halt)
        control.playing_changed.connect(self._watch_cover)

    def keys(self) -> Keys:
        """Return the action of each key."""
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
            (key.Key_BracketLeft, none): lambda: control.set_rate(control.next_rate(-1)),
            (key.Key_BracketRight, none): lambda: control.set_rate(control.next_rate(1)),
        }

    def shown_keys(self) -> tuple[tuple[str, str], ...]:
        """Return the keys that act now, each with what it does; none while a page lies over the panel."""
        return () if self.keys_off else playing_keys(letters=self._context.habits.letter_keys)

    @property
    def language(self) -> Language | None:
        """The language of its panel, and of its sheets."""
        return self.panel.language

    @Slot()
    @spoken
    def _show_keys(self) -> None:
        """Show the keys. What plays pauses: a sheet takes the keyboard."""
        self._pause_for_a_sheet()
        self.sheets.show_keys(self.sheet_closed)

    @Slot()
    @spoken
    def _show_display(self) -> None:
        """Show text size and colours of this window."""
        self._pause_for_a_sheet()
        self.sheets.show_display(self.sheet_closed, self.language)

    def _pause_for_a_sheet(self) -> None:
        if self.control.playing:
            self.control.pause()

    def sheet_closed(self) -> None:
        """Note that a sheet over the window was closed."""

    def _go(self) -> None:
        self.sheets.restore()
        super()._go()

    def _pass_over(self) -> None:
        """Skip to the end of the hold music, or of another stretch without speech."""
        chapter = self.panel.chapter_at(self.control.frame)
        if chapter is not None:
            self.control.seek(chapter.end)

    @property
    def keys_off(self) -> bool:
        """Whether no key acts: a page lies over the panel."""
        return False

    def escaped(self) -> None:
        """Handle Esc."""

    def _say_problem(self, words: str) -> None:
        self.panel.problem.set_parts(words)

    @Slot(bool)
    def _watch_cover(self, playing: bool) -> None:
        self._cover.start() if playing else self._cover.stop()

    @Slot()
    def _look_for_cover(self) -> None:
        """Look for a window on top that never takes the keyboard: Qt does not report it."""
        own = [int(window.winId()) for window in QGuiApplication.topLevelWindows() if window.isVisible()]
        if self._context.desk.lockdown.covered(int(self.winId()), own):
            self.go_away(Halt.COVERED)

    def _say_why_halted(self, because: Halt) -> None:
        self._say_problem(why_paused(because))

    def _clear_problem(self, playing: bool) -> None:
        if playing:
            self._say_problem("")

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped()
            return
        if event.isAutoRepeat() and event.key() in self.once:
            return
        if event.key() == Qt.Key.Key_F1 or (event.key() == Qt.Key.Key_Question and self._signs_act()):
            self._show_keys()
            return
        if event.key() in LETTERS and not self._context.habits.letter_keys:
            return
        action = self.keys().get((event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier))
        if action is not None and not self.keys_off and not isinstance(self.focusWidget(), TYPING):
            action()

    def _signs_act(self) -> bool:
        return self._context.habits.letter_keys and not isinstance(self.focusWidget(), TYPING)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Reserve Space for play and pause, whatever has the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not self.keys_off:
            key = event.key()
            if key == Qt.Key.Key_Space or (key == Qt.Key.Key_Escape):
                self.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)
