"""The keys of preparing, one list for what they do and for what the page says of them.

Rules:
- They act wherever the keyboard is, but for a list that drops down: there letters choose. Space plays and pauses and
  presses no button; Enter presses.
- Single letters can be switched off (WCAG 2.1.4).
- What does one thing however long it is held does not repeat.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from desktop.ui.running.context import Context


@dataclass(frozen=True)
class Key:
    """`sequences` do `command`; `shown` and `words` are what the page says."""

    command: str
    sequences: tuple[str, ...]
    shown: str
    words: str
    letter: bool = False
    repeats: bool = False


KEYS = (
    Key("toggle", ("Space",), "Space", "Play or pause"),
    Key("play_part", ("P",), "P", "Play the selection", letter=True),
    Key("toggle_loop", ("L",), "L", "Again and again, or once", letter=True),
    Key("stop", ("Esc",), "Esc", "Stop the sound; then select nothing"),
    Key("set_in", ("I",), "I", "The selection begins here", letter=True),
    Key("set_out", ("O",), "O", "The selection ends here", letter=True),
    Key("start_earlier", ("Alt+Left",), "Alt + Left", "Start 10 ms earlier", repeats=True),
    Key("start_later", ("Alt+Right",), "Alt + Right", "Start 10 ms later", repeats=True),
    Key("end_earlier", ("Alt+Shift+Left",), "Alt + Shift + Left", "End 10 ms earlier", repeats=True),
    Key("end_later", ("Alt+Shift+Right",), "Alt + Shift + Right", "End 10 ms later", repeats=True),
    Key("mark", ("R",), "R", "Remove this part", letter=True),
    Key("restore", ("Delete", "Backspace"), "Delete", "Keep this part after all"),
    Key("next_mark", ("M",), "M", "The next mark", letter=True),
    Key("previous_mark", ("Shift+M",), "Shift + M", "The mark before", letter=True),
    Key("next_proposal", ("N",), "N", "The next proposal", letter=True),
    Key("accept", ("A",), "A", "Accept the proposal", letter=True),
    Key("dismiss", ("D",), "D", "Dismiss the proposal", letter=True),
    Key("tell", ("C",), "C", "Tell the listener of it: they can pass over it", letter=True),
    Key("undo", ("Ctrl+Z",), "Ctrl + Z", "Undo", repeats=True),
    Key("redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Ctrl + Shift + Z", "Redo", repeats=True),
    Key("make", ("Ctrl+Return", "Ctrl+Enter"), "Ctrl + Enter", "Make the copy"),
    Key("slower", ("[",), "[", "Slower", letter=True, repeats=True),
    Key("faster", ("]",), "]", "Faster", letter=True, repeats=True),
    Key("zoom_in", ("+", "="), "+", "Zoom in", letter=True, repeats=True),
    Key("zoom_out", ("-",), "-", "Zoom out", letter=True, repeats=True),
    Key("zoom_all", ("0",), "0", "Show all of it", letter=True),
    Key("zoom_part", ("S",), "S", "Show the selection", letter=True),
)
ON_THE_WAVEFORM = (
    ("Left, Right", "Go 1 second; with Ctrl 10 ms"),
    ("Page Up, Page Down", "Go back or on by what is in sight"),
    ("Home, End", "Go to the beginning, to the end"),
    ("Shift with these", "Select on the way"),
    ("Mouse wheel", "Zoom; with Shift go along"),
)


class Shortcuts(QObject):
    """Makes the keys do the commands, in one window. `enable` when its editor is in front."""

    def __init__(self, window: QWidget, commands: Mapping[str, Callable[[], object]], context: Context) -> None:
        super().__init__(window)
        self._habits = context.habits
        self._on = True
        self._made: list[tuple[Key, QShortcut]] = []
        for key in KEYS:
            for sequence in key.sequences:
                shortcut = QShortcut(QKeySequence(sequence), window)
                shortcut.setAutoRepeat(key.repeats)
                shortcut.activated.connect(partial(_do, commands[key.command]))
                self._made.append((key, shortcut))
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._look)

    def enable(self, on: bool) -> None:
        """Whether they act at all."""
        self._on = on
        self.look()

    @Slot()
    def look(self) -> None:
        """Which of them act now."""
        self._look(None, QApplication.focusWidget())

    def _look(self, _old: QWidget | None, new: QWidget | None) -> None:
        choosing = isinstance(new, QComboBox)
        for key, shortcut in self._made:
            typed = key.letter or key.command in ("toggle", "restore")
            off = (typed and choosing) or (key.letter and not self._habits.letter_keys)
            shortcut.setEnabled(self._on and not off)


def _do(command: Callable[[], object]) -> None:
    command()
