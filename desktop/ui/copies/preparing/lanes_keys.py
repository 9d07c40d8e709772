"""The keys of the waveform: they move the playhead, and select with Shift, as in a text."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from desktop.ui.copies.preparing.viewport import Viewport

_NONE, _CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
_Key = Qt.Key
_BY_MS = {
    (_Key.Key_Left, _NONE): -1000,
    (_Key.Key_Right, _NONE): 1000,
    (_Key.Key_Left, _CTRL): -10,
    (_Key.Key_Right, _CTRL): 10,
}
_BY_PAGES = {(_Key.Key_PageUp, _NONE): -0.9, (_Key.Key_PageDown, _NONE): 0.9}
_TO_END = {(_Key.Key_Home, _NONE): -1, (_Key.Key_End, _NONE): 1}


@dataclass(frozen=True)
class Move:
    """A move by milliseconds, by shares of the view, or to an end; `selects` the part in between."""

    ms: int = 0
    pages: float = 0.0
    ends: int = 0
    selects: bool = False

    def by(self, sight: Viewport) -> int:
        """Return the move in milliseconds."""
        return self.ms + round(self.pages * sight.span) + self.ends * sight.total


def command_of(event: QKeyEvent) -> Move | None:
    """Return the move that the key stands for; None for any other key."""
    pressed = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    selects = bool(pressed & Qt.KeyboardModifier.ShiftModifier)
    key = (Qt.Key(event.key()), pressed & ~Qt.KeyboardModifier.ShiftModifier)
    if key in _BY_MS:
        return Move(ms=_BY_MS[key], selects=selects)
    if key in _BY_PAGES:
        return Move(pages=_BY_PAGES[key], selects=selects)
    return Move(ends=_TO_END[key], selects=selects) if key in _TO_END else None
