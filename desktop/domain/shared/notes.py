"""Words that somebody typed. They lie apart from the log, which holds a salted digest of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from desktop.domain.shared.ids import NoteId


@dataclass(frozen=True)
class Note:
    """Words that somebody typed, with the salt that keeps their digest from being guessed."""

    id: NoteId
    salt: bytes
    words: str

    @property
    def digest(self) -> str:
        """Salted SHA-256, for the event (design: events are pseudonymous)."""
        return hashlib.sha256(self.salt + self.words.encode()).hexdigest()
