"""Typed text. It is stored apart from the log, which holds a salted digest of it."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass

from desktop.domain.shared.ids import NoteId

SALT_BYTES = 32


def words_digest(salt: bytes, words: str) -> str:
    """Return the salted digest of typed text, for the log: HMAC-SHA-256, with the salt as its key.

    Raises ValueError for a salt of another length: HMAC takes shorter and longer keys for others, and so do columns.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt of another length")
    return hmac.digest(salt, words.encode(), "sha256").hex()


def letterhead_digest(office: str, name: str, place: str) -> str:
    """Return the digest of an office's name and place, which letters bear. Its identifier is the salt."""
    return words_digest(office.encode(), json.dumps([name, place]))


@dataclass(frozen=True)
class Note:
    """Typed text, with the salt that keeps its digest from being guessed."""

    id: NoteId
    salt: bytes
    words: str

    @property
    def digest(self) -> str:
        """The salted digest, for the event (design: events are pseudonymous)."""
        return words_digest(self.salt, self.words)
