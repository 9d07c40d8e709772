"""Hidden characters in a text: invisible, and able to make it read as something else.

Rules:
- A character that changes the direction of writing shows a name as another name; one of no width makes two names look
  the same. Control characters do nothing on paper, and not every database stores them. All of these are refused.
- Everything that a script needs is accepted: combining marks, and the joiners and word breaks of the scripts below,
  where they follow a letter of such a script. Line breaks and tabs are accepted too.
"""

from __future__ import annotations

import unicodedata

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
