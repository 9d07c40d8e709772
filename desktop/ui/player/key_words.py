"""The keys of a listening window in words, for the sheet that F1 shows."""

from __future__ import annotations

from desktop.words import tr


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
