"""Typed text. It is stored apart from the log, which holds a salted digest of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from desktop.domain.shared.ids import NoteId


@dataclass(frozen=True)
class Note:
    """Typed text, with the salt that keeps its digest from being guessed."""

    id: NoteId
    salt: bytes
    words: str

    @property
    def digest(self) -> str:
        """The salted SHA-256, for the event (design: events are pseudonymous)."""
        return hashlib.sha256(self.salt + self.words.encode()).hexdigest()
