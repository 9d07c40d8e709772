"""Making a note: words, and the salt that keeps their digest from being guessed."""

from __future__ import annotations

import secrets

from desktop.domain.shared.hidden_characters import hidden_in
from desktop.domain.shared.ids import NoteId, new_id
from desktop.domain.shared.notes import SALT_BYTES, Note
from desktop.errors import FieldsError


def note_of(words: str, field: str = "words") -> Note | None:
    """Return a note of these words, or None where nothing was typed.

    Raises FieldsError, at that field, where they hold a hidden character.
    """
    words = words.strip()
    if problems := hidden_in(**{field: words}):
        raise FieldsError(problems)
    return Note(NoteId(new_id()), secrets.token_bytes(SALT_BYTES), words) if words else None
