"""The sound and the look of the listening window, for when it comes again in the same session: after the close, after a
lock, or at another PC, where the log says what they were. Nobody makes the call as loud, or the words as large, twice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.application.sessions.sound_and_look import SoundAndLook
from desktop.ui.kit.appearance import LARGEST, SMALLEST
from desktop.ui.kit.tokens import THEMES
from desktop.ui.sessions.usual_sound import Sound

if TYPE_CHECKING:
    from desktop.ui.sessions.listening_window import ListeningWindow


def usable_here(found: SoundAndLook | None, ceiling: int) -> SoundAndLook | None:
    """Return them no louder than this office's ceiling, in percent; None where this version has no such look."""
    if found is None or found.theme not in THEMES or not SMALLEST <= found.text <= LARGEST:
        return None
    return replace(found, volume=min(found.volume, ceiling))


def sound_of(found: SoundAndLook) -> Sound:
    """Return the sound alone."""
    return Sound(found.volume, found.ear, found.rate_percent / 100)


def read_from(window: ListeningWindow) -> SoundAndLook:
    """Return the sound and the look of a window as they are now."""
    control, sheets = window.control, window.sheets
    rate = round(control.rate * 100)
    return SoundAndLook(control.volume, control.ear, rate, control.in_pieces, sheets.theme, sheets.text)


def wear_look(window: ListeningWindow, found: SoundAndLook) -> None:
    """Let a new window look like that, and pause for an interpreter as it did. The sound is given when it is made."""
    if found.in_pieces:
        window.set_pieces(True)
    window.sheets.wear_theme(found.theme)
    if found.text != window.sheets.text:
        window.sheets.wear_text(found.text)
