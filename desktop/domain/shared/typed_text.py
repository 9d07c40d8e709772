"""Text that people type: the characters that it may not hold, and how it is kept apart from the log.

- A character that changes the direction of writing shows a name as another name; one of no width makes two names
  look the same; control characters do nothing on paper, and not every database stores them. All are refused.
- Everything that a script needs is accepted: combining marks, joiners and word breaks after a letter of such a
  script, line breaks and tabs.
- The log holds a salted digest of a text, and never its words.
"""

from __future__ import annotations

import hmac
import json
import unicodedata
from dataclasses import dataclass

from desktop.domain.shared.ids import NoteId

HIDDEN_CHARACTER = "hidden_character"
"""The problem code of a field that has one."""

_LAYOUT = frozenset("\n\r\t")
_JOINERS = "\u200c\u200d"
_BREAK, _MONGOLIAN_BREAK = "\u200b", "\u180e"
_INDIC = (
    *("BENGALI", "DEVANAGARI", "GUJARATI", "GURMUKHI", "KANNADA"),
    *("MALAYALAM", "ORIYA", "SINHALA", "TAMIL", "TELUGU"),
)
_ARABIC = ("ARABIC", "HANIFI", "MANDAIC", "NKO", "SYRIAC", "THAANA")
_WITHOUT_BLANKS = ("KHMER", "LAO", "MYANMAR", "THAI", "TIBETAN")
_NEEDED = {
    **dict.fromkeys(_JOINERS, frozenset((*_INDIC, *_ARABIC, *_WITHOUT_BLANKS, "MONGOLIAN"))),
    _BREAK: frozenset(_WITHOUT_BLANKS),
    _MONGOLIAN_BREAK: frozenset(("MONGOLIAN",)),
}
"""The zero-width characters each script needs, by the first word of the names of its letters."""
_SEEN = frozenset((*range(0x0600, 0x0606), 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD))
"""Visible format characters: those before or around numbers in Arabic, Syriac and Kaithi."""


def hidden_character(text: str) -> str | None:
    """Return the first hidden character, or None."""
    if text.isprintable():
        return None
    before = ""
    for character in text:
        if _is_hidden(character, before):
            return character
        before = character
    return None


def hidden_in(**fields: str) -> dict[str, str]:
    """Return the problem of each field that has a hidden character."""
    return {name: HIDDEN_CHARACTER for name, text in fields.items() if hidden_character(text) is not None}


def _is_hidden(character: str, before: str) -> bool:
    category = unicodedata.category(character)
    if category in ("Cc", "Cs"):
        return character not in _LAYOUT
    if category != "Cf" or ord(character) in _SEEN:
        return False
    return unicodedata.name(before or " ", "").split(" ")[0] not in _NEEDED.get(character, ())


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
