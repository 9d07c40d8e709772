"""The sound and the look that a listener chose, for when the session goes on: at another PC, too.

Rules:
- It is in the events with which a call begins and stops playing: numbers and codes, and nothing of a person's. No row
  has it, and nothing follows from it but how the window begins.
- An older event says nothing of them; then the window begins as the request asks.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.playing import Ear
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.shared.ids import SessionId

_TELL = (EventKind.PLAY_STARTED, EventKind.PLAY_STOPPED)
_EARS = {ear.value: ear for ear in Ear}


@dataclass(frozen=True)
class SoundAndLook:
    """Loudness and speed in percent, the ear; whether it pauses for an interpreter; colours, and text in percent."""

    volume: int
    ear: Ear
    rate_percent: int
    in_pieces: bool
    theme: str
    text: int

    @property
    def facts(self) -> Facts:
        """These, as facts of an event."""
        return {**vars(self), "ear": self.ear.value}


def last_sound_and_look(session: SessionId, uow: UnitOfWork) -> SoundAndLook | None:
    """Return what the log said of them last; None where nothing has played yet, or it does not say."""
    event = uow.reading.newest(_TELL, {Subject.SESSION: session})
    return None if event is None else _said(event)


def _said(event: Event) -> SoundAndLook | None:
    said = event.facts
    volume, rate, text = said.get("volume"), said.get("rate_percent"), said.get("text")
    ear, theme = _EARS.get(str(said.get("ear"))), said.get("theme")
    if not (isinstance(volume, int) and isinstance(rate, int) and isinstance(text, int) and isinstance(theme, str)):
        return None
    return None if ear is None else SoundAndLook(volume, ear, rate, bool(said.get("in_pieces")), theme, text)
