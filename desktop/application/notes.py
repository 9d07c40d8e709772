"""Making a note: words, and the salt that keeps their digest from being guessed."""

from __future__ import annotations

import secrets

from desktop.domain.counter import Note
from desktop.domain.ids import NoteId, new_id


def note_of(words: str) -> Note | None:
    """A note of these words, or None where nothing was typed."""
    words = words.strip()
    return Note(NoteId(new_id()), secrets.token_bytes(16), words) if words else None
