"""The listening window as the listener left it, for when it comes again in the same session: after the close, once it
was covered, or at another PC, where the log says how it was left. Nobody makes the call as loud, or the words as
large, twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.application.sessions.sound_and_look import SoundAndLook
from desktop.ui.kit.appearance import LARGEST, SMALLEST
from desktop.ui.kit.tokens import THEMES
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

    @property
    def said(self) -> SoundAndLook:
        """The same, as the log says it."""
        sound = self.sound
        return SoundAndLook(sound.volume, sound.ear, round(sound.rate * 100), self.in_pieces, self.theme, self.text)


def said_before(left: SoundAndLook | None, ceiling: int) -> AsLeft | None:
    """Return how another window was left, no louder than this office's ceiling, in percent; None where none was."""
    if left is None or left.theme not in THEMES or not SMALLEST <= left.text <= LARGEST:
        return None
    sound = Sound(min(left.volume, ceiling), left.ear, left.rate_percent / 100)
    return AsLeft(sound, left.in_pieces, left.theme, left.text)


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
