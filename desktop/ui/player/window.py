"""Windows that fill the screen while something plays, and close only through their own controls.

A locked window stays on top, cannot be closed and has no menu; the clipboard and X's primary selection are emptied when
it opens and when it closes. If it is minimised, hidden, or loses the keyboard to another program, it says so (`left`)
and comes back. It asks the PC for further restrictions (`Lockdown`), and reports those that failed (`degraded`).

Keys for listening: Space plays and pauses; Left and Right 10 s, with Shift 2 s; Up and Down volume; [ and ] speed.
Letters and brackets never fire in a text field, and can be switched off; Space never presses a button. F1, or ? while
letters act, shows the keys.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QCloseEvent, QContextMenuEvent, QGuiApplication, QHideEvent, QKeyEvent, QScreen
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from desktop.application.ports.sound import Ear, Halt
from desktop.errors import ListeningRoomError
from desktop.ui.kit.accessible import StackOfPages, set_role
from desktop.ui.kit.keyboard import Guarded
from desktop.ui.kit.layouts import column_in
from desktop.ui.kit.style import Size, dress, mark_theme, the_app
from desktop.ui.kit.text import Words
from desktop.ui.player.control import BACK_SECONDS, STEP_SECONDS, PlayControl
from desktop.ui.player.panel import PlayPanel, spoken
from desktop.ui.player.sheets import WindowSheets
from desktop.ui.running.context import Context
from desktop.words import Language, tr
from desktop.words.codes import why_paused
from desktop.words.errors import message_for


def demo_badge() -> Words:
    """Make the words of a demo office above a window that hides the program's own bar."""
    return Words(tr("Demo office"), size=Size.SMALL, bold=True, tone="badge", wraps=False)


ON_TOP = Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint


class StayingWindow(Guarded):
    """A frameless window on top of all others. `go` closes it."""

    def __init__(self) -> None:
        super().__init__(ON_TOP)
        self._may_close = False

    def go(self) -> None:
        """Close it, and delete it."""
        self._may_close = True
        self.close()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close:
            super().closeEvent(event)
        else:
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.accept()


class LockedWindow(StayingWindow):
    """A locked window. `fill` a screen, `restrict` the PC, `release` both. `stack` holds the content."""

    theme = ""
    """Its own theme, if it does not follow the system's."""
    degraded = Signal(tuple)
    left = Signal(Halt)

    def __init__(self, context: Context, title: str) -> None:
        super().__init__()
        set_role(self, QAccessible.Role.Window)
        if self.theme:
            mark_theme(self, self.theme)
        else:
            dress(self)
        self._context = context
        self.stands = False
        """Whether it has been placed on its display."""
        self.setWindowTitle(title)
        self.stack = StackOfPages()
        self.stack.currentChanged.connect(self.reset)
        badge = [demo_badge()] if context.desk.office.demo else []
        column_in(self, *badge, self.stack, gap=6)
        the_app().applicationStateChanged.connect(self._state_changed)

    def fill(self, screen: QScreen) -> None:
        """Fill a display."""
        self.stands = False
        self.setGeometry(screen.geometry())
        self.showFullScreen()
        self.raise_()
        self.activateWindow()
        self.stands = True

    def restrict(self) -> None:
        """Empty the clipboard, and ask the PC for its restrictions."""
        forget_clipboard()
        call = partial(self._context.desk.lockdown.begin, int(self.winId()))
        self._context.tasks.run(call, lane="long", owner=self).then(self._restricted).otherwise(self.show_error)

    def release(self) -> None:
        """Undo the restrictions, and close."""
        self._context.tasks.run(self._context.desk.lockdown.end, lane="long").otherwise(self._context.fail)
        forget_clipboard()
        self.go()

    def show_error(self, error: ListeningRoomError) -> None:
        """Show an error where the person is looking."""
        self._context.fail(error)

    def _restricted(self, codes: tuple[str, ...]) -> None:
        if codes:
            self.degraded.emit(codes)

    # Left without being closed

    @Slot(Qt.ApplicationState)
    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationInactive:
            self.go_away(Halt.KEYBOARD_ELSEWHERE)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange and self.isMinimized():
            self.go_away(Halt.MINIMISED)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not self.isMinimized():
            self.go_away(Halt.HIDDEN)

    def go_away(self, because: Halt) -> None:
        """Say that it is out of sight or without the keyboard, and come back."""
        if self.stands and not self._may_close:
            self.left.emit(because)
            QTimer.singleShot(0, self, self._come_back)

    @Slot()
    def _come_back(self) -> None:
        """Cover its display again, with the keyboard."""
        if not self._may_close:
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
            self.showFullScreen()
            self.raise_()
            self.activateWindow()


def forget_clipboard() -> None:
    """Clear the clipboard and, on X, the primary selection, whichever field they came from."""
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    if clipboard.supportsSelection():
        clipboard.clear(clipboard.Mode.Selection)


def playing_keys(*, letters: bool) -> tuple[tuple[str, str], ...]:
    """Return the keys that move the sound. `letters`: letters and brackets act."""
    keys = (
        (tr("Space"), tr("Play, or pause")),
        (tr("Left, Right"), tr("10 seconds back, or forward")),
        (tr("Shift + Left, Right"), tr("2 seconds back, or forward")),
        (tr("Up, Down"), tr("Louder, or quieter")),
    )
    return (*keys, (tr("[ and ]"), tr("Slower, or faster"))) if letters else keys


def session_keys(*, letters: bool, captions: bool) -> tuple[tuple[str, str], ...]:
    """Return the keys of a session besides these. `captions`: the words of the call are shown."""
    stop = (tr("Esc twice"), tr("Stop, and hide the call at once"))
    if not letters:
        return (stop,)
    say = ((tr("W"), tr("Have a screen reader say the current words")),) if captions else ()
    return ((tr("N"), tr("Make a note here")), (tr("B"), tr("Take a break")), *say, stop)


def hearing_keys() -> tuple[tuple[str, str], ...]:
    """Return the keys of whoever listens before deciding."""
    return (
        (tr("Ctrl + Left, Right"), tr("The previous removed part, or the next")),
        (tr("Esc"), tr("Stop, and go back")),
        (tr("Ctrl + L"), tr("Stop, and lock this PC")),
    )


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
        self._cover = QTimer(self, interval=COVER_MS)
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
        self._say_problem(message_for(error))

    def connect_playing(self) -> None:
        """Connect the panel's controls to the player, and the player to the panel."""
        panel, control = self.panel, self.control
        panel.play.clicked.connect(control.toggle)
        panel.back.clicked.connect(lambda: control.step(-BACK_SECONDS))
        panel.skip.clicked.connect(self._pass_over)
        panel.waveform.seek.connect(control.seek)
        panel.speed.less.connect(control.slower)
        panel.speed.more.connect(control.faster)
        panel.speed.usual.connect(lambda: control.set_rate(1.0))
        panel.level.less.connect(control.quieter)
        panel.level.more.connect(control.louder)
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
            (key.Key_Up, none): control.louder,
            (key.Key_Down, none): control.quieter,
            (key.Key_BracketLeft, none): control.slower,
            (key.Key_BracketRight, none): control.faster,
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

    def go(self) -> None:
        self.sheets.restore()
        super().go()

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
