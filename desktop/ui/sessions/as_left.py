"""The listening window as the listener left it, for when it comes again in the same session: after the close, or once
it was covered. Nobody makes the call as loud, or the words as large, twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.ui.sessions.usual_sound import Sound

if TYPE_CHECKING:
    from desktop.ui.sessions.listening_window import ListeningWindow


@dataclass(frozen=True)
class AsLeft:
    """The sound; whether it pauses for an interpreter; the colours, and the size of text in percent."""

    sound: Sound
    in_pieces: bool
    theme: str
    text: int


def as_left(window: ListeningWindow) -> AsLeft:
    """Return how a window is left."""
    control, sheets = window.control, window.sheets
    sound = Sound(control.volume, control.ear, control.rate)
    return AsLeft(sound, control.in_pieces, sheets.theme, sheets.text)


def put_back(window: ListeningWindow, left: AsLeft) -> None:
    """Let a new window begin like that."""
    if left.in_pieces:
        window.set_pieces(True)
    window.sheets.wear_theme(left.theme)
    if left.text != window.sheets.text:
        window.sheets.wear_text(left.text)
