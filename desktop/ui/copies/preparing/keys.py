"""The keys of preparing: one list of their commands and of their words on the page.

Rules:
- They work wherever the keyboard focus is: the page has no field to type in. Space plays and pauses and presses no
  button; Enter presses.
- Single letters can be switched off (WCAG 2.1.4).
- Keys for one-off commands do not repeat when held.
- A number removes what is selected for the reason that has this number on its button (`NUMBERS`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.domain.copies.removal import RemovalReason
from desktop.ui.running.context import Context
from desktop.words import text, tr


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
    Key("again_slower", ("B",), text("B"), text("Go back 3 seconds, and play them slower, once"), letter=True),
    Key("stop", ("Esc",), text("Esc"), text("Stop; press again to clear the selection")),
    Key("set_in", ("I",), text("I"), text("Start the selection here"), letter=True),
    Key("set_out", ("O",), text("O"), text("End the selection here"), letter=True),
    Key("start_earlier", ("Alt+Left",), text("Alt + Left"), text("Start 10 ms earlier"), repeats=True),
    Key("start_later", ("Alt+Right",), text("Alt + Right"), text("Start 10 ms later"), repeats=True),
    Key("end_earlier", ("Alt+Shift+Left",), text("Alt + Shift + Left"), text("End 10 ms earlier"), repeats=True),
    Key("end_later", ("Alt+Shift+Right",), text("Alt + Shift + Right"), text("End 10 ms later"), repeats=True),
    Key("mark", ("R",), text("R"), text("Remove this part, for the same reason as the last"), letter=True),
    Key("restore", ("Delete", "Backspace"), text("Delete"), text("Keep this part after all")),
    Key("next_mark", ("M",), text("M"), text("The next mark"), letter=True),
    Key("previous_mark", ("Shift+M",), text("Shift + M"), text("The previous mark"), letter=True),
    Key("next_proposal", ("N",), text("N"), text("The next proposal"), letter=True),
    Key("accept", ("A",), text("A"), text("Accept the proposal"), letter=True),
    Key("dismiss", ("D",), text("D"), text("Dismiss the proposal"), letter=True),
    Key("tell", ("C",), text("C"), text("Tell the listener about it: they can skip it"), letter=True),
    Key("undo", ("Ctrl+Z",), text("Ctrl + Z"), text("Undo"), repeats=True),
    Key("redo", ("Ctrl+Y", "Ctrl+Shift+Z"), text("Ctrl + Y"), text("Redo"), repeats=True),
    Key("make", ("Ctrl+Return", "Ctrl+Enter"), text("Ctrl + Enter"), text("Make the copy")),
    Key("show_all_keys", ("F1", "?"), text("F1"), text("These keys")),
    Key("slower", ("[",), text("["), text("Slower"), letter=True, repeats=True),
    Key("faster", ("]",), text("]"), text("Faster"), letter=True, repeats=True),
    Key("zoom_in", ("+", "="), text("+"), text("Zoom in"), letter=True, repeats=True),
    Key("zoom_out", ("-",), text("-"), text("Zoom out"), letter=True, repeats=True),
    Key("zoom_all", ("0",), text("0"), text("Show all of it"), letter=True),
    Key("zoom_part", ("S",), text("S"), text("Show the selection"), letter=True),
)
NUMBERS = tuple(
    Key(reason.value, (str(number),), "", "", letter=True) for number, reason in enumerate(RemovalReason, start=1)
)
"""The keys of the reasons; `command` is the reason's code."""
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
        for key in (*KEYS, *NUMBERS):
            for sequence in key.sequences:
                shortcut = QShortcut(QKeySequence(sequence), window)
                shortcut.setAutoRepeat(key.repeats)
                shortcut.activated.connect(partial(_do, commands[key.command]))
                self._made.append((key, shortcut))

    def enable(self, on: bool) -> None:
        """Switch all of the keys on or off."""
        self._on = on
        self.look()

    @Slot()
    def look(self) -> None:
        """Work out which keys are active now."""
        for key, shortcut in self._made:
            single = key.letter or shortcut.key() == QKeySequence("?")
            shortcut.setEnabled(self._on and (self._habits.letter_keys or not single))


def shown_key(command: str, *, letters: bool = True) -> str:
    """Return the key of a command as its button shows it; nothing for a letter while letters are off."""
    shown = {key.command: tr(key.shown) for key in KEYS if letters or not key.letter}
    return shown.get(command, "")


def keys_in_words() -> tuple[tuple[str, str], ...]:
    """Return all keys of preparing with what they do."""
    pairs = [(tr(key.shown), tr(key.words)) for key in KEYS]
    numbers = (tr("1 to 9"), tr("Remove this part, for the reason with that number"))
    return (*pairs, numbers, *((tr(shown), tr(words)) for shown, words in ON_THE_WAVEFORM))


def _do(command: Callable[[], object]) -> None:
    command()
