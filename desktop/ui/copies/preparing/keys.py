"""The keys of preparing: one list of their commands and of their words on the page.

Rules:
- They work wherever the keyboard focus is, except in an open drop-down list, where letters choose. Space plays and
  pauses and presses no button; Enter presses.
- Single letters can be switched off (WCAG 2.1.4).
- Keys for one-off commands do not repeat when held.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from desktop.ui.running.context import Context
from desktop.words import text


@dataclass(frozen=True)
class Key:
    """A key. `sequences` run `command`; the page shows `shown` and `words`."""

    command: str
    sequences: tuple[str, ...]
    shown: str
    words: str
    letter: bool = False
    repeats: bool = False


KEYS = (
    Key("toggle", ("Space",), text("Space"), text("Play or pause")),
    Key("play_part", ("P",), text("P"), text("Play the selection"), letter=True),
    Key("toggle_loop", ("L",), text("L"), text("Repeat, or play once"), letter=True),
    Key("stop", ("Esc",), text("Esc"), text("Stop; press again to clear the selection")),
    Key("set_in", ("I",), text("I"), text("Start the selection here"), letter=True),
    Key("set_out", ("O",), text("O"), text("End the selection here"), letter=True),
    Key("start_earlier", ("Alt+Left",), text("Alt + Left"), text("Start 10 ms earlier"), repeats=True),
    Key("start_later", ("Alt+Right",), text("Alt + Right"), text("Start 10 ms later"), repeats=True),
    Key("end_earlier", ("Alt+Shift+Left",), text("Alt + Shift + Left"), text("End 10 ms earlier"), repeats=True),
    Key("end_later", ("Alt+Shift+Right",), text("Alt + Shift + Right"), text("End 10 ms later"), repeats=True),
    Key("mark", ("R",), text("R"), text("Remove this part"), letter=True),
    Key("restore", ("Delete", "Backspace"), text("Delete"), text("Keep this part after all")),
    Key("next_mark", ("M",), text("M"), text("The next mark"), letter=True),
    Key("previous_mark", ("Shift+M",), text("Shift + M"), text("The previous mark"), letter=True),
    Key("next_proposal", ("N",), text("N"), text("The next proposal"), letter=True),
    Key("accept", ("A",), text("A"), text("Accept the proposal"), letter=True),
    Key("dismiss", ("D",), text("D"), text("Dismiss the proposal"), letter=True),
    Key("tell", ("C",), text("C"), text("Tell the listener about it: they can skip it"), letter=True),
    Key("undo", ("Ctrl+Z",), text("Ctrl + Z"), text("Undo"), repeats=True),
    Key("redo", ("Ctrl+Shift+Z", "Ctrl+Y"), text("Ctrl + Shift + Z"), text("Redo"), repeats=True),
    Key("make", ("Ctrl+Return", "Ctrl+Enter"), text("Ctrl + Enter"), text("Make the copy")),
    Key("slower", ("[",), text("["), text("Slower"), letter=True, repeats=True),
    Key("faster", ("]",), text("]"), text("Faster"), letter=True, repeats=True),
    Key("zoom_in", ("+", "="), text("+"), text("Zoom in"), letter=True, repeats=True),
    Key("zoom_out", ("-",), text("-"), text("Zoom out"), letter=True, repeats=True),
    Key("zoom_all", ("0",), text("0"), text("Show all of it"), letter=True),
    Key("zoom_part", ("S",), text("S"), text("Show the selection"), letter=True),
)
ON_THE_WAVEFORM = (
    (text("Left, Right"), text("Move 1 second; with Ctrl, 10 ms")),
    (text("Page Up, Page Down"), text("Move by one screen")),
    (text("Home, End"), text("Go to the start or the end")),
    (text("Shift with these"), text("Extend the selection")),
    (text("Mouse wheel"), text("Zoom; with Shift, scroll")),
)


class Shortcuts(QObject):
    """The shortcuts of one window. `enable` them when its editor is in front."""

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
        """Switch all of the keys on or off."""
        self._on = on
        self.look()

    @Slot()
    def look(self) -> None:
        """Work out which keys are active now."""
        self._look(None, QApplication.focusWidget())

    def _look(self, _old: QWidget | None, new: QWidget | None) -> None:
        choosing = isinstance(new, QComboBox)
        for key, shortcut in self._made:
            typed = key.letter or key.command in ("toggle", "restore")
            off = (typed and choosing) or (key.letter and not self._habits.letter_keys)
            shortcut.setEnabled(self._on and not off)


def _do(command: Callable[[], object]) -> None:
    command()
