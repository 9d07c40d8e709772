"""Signs in a text that nobody sees, and that can make it read as something else.

Rules:
- A sign that turns the direction of writing shows a name as another name; one of no width makes two names look the
  same. Control characters do nothing on paper, and not every database keeps them. None of these belongs in a text.
- What a script is written with stays: combining marks, and the joiners and breaks of the scripts below, where they
  stand behind a letter of such a script. Line breaks and tabs stay too.
"""

from __future__ import annotations

import unicodedata

HIDDEN_SIGN = "sign_that_cannot_be_seen"
"""The problem of a field that has one."""

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
"""Which signs of no width which scripts need; by the first word of the names of their letters."""
_SEEN = frozenset((*range(0x0600, 0x0606), 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD))
"""Signs of format that can be seen: those before or around numbers in Arabic, Syriac and Kaithi."""


def hidden_sign(text: str) -> str | None:
    """The first sign of a text that nobody sees and that does not belong there; None where there is none."""
    if text.isprintable():
        return None
    before = ""
    for sign in text:
        if _is_hidden(sign, before):
            return sign
        before = sign
    return None


def hidden_in(**fields: str) -> dict[str, str]:
    """The problem of each field that has such a sign."""
    return {name: HIDDEN_SIGN for name, text in fields.items() if hidden_sign(text) is not None}


def _is_hidden(sign: str, before: str) -> bool:
    category = unicodedata.category(sign)
    if category in ("Cc", "Cs"):
        return sign not in _LAYOUT
    if category != "Cf" or ord(sign) in _SEEN:
        return False
    return unicodedata.name(before or " ", "").split(" ")[0] not in _NEEDED.get(sign, ())
