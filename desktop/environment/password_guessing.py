"""How soon a new password would be guessed, by a program that tries common ones and the names of who chose it first.

Rules:
- Nothing leaves the PC: the words, names and patterns are in the `zxcvbn` package, which estimates the number of
  guesses (Wheeler, USENIX Security 2016). Common passwords, years, keyboard rows, repetitions, and each of them with
  digits or letters like digits, are found by it; a list alone would not find "password1234".
- No rule of composition. Whatever takes 100 million guesses will do: with the waits between tries
  (`domain.office.throttle`) that is thousands of years, and long enough for whoever steals the hashes (Argon2id).
- Names of the person and the office count for nothing: what is left without them has to be eight characters long.
- Upper case counts as lower case: it is tried first.
- Only the first 72 characters are looked at; that is what the package takes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

ENOUGH = 100_000_000
"""Guesses."""
LEFT = 8
"""Characters beside names."""
LONGEST = 72
SHORTEST_NAME = 3

_WORDS = re.compile(r"\w+")


def guessed(password: str, names: Sequence[str] = ()) -> str | None:
    """Why it would be guessed soon (`password_named`, `password_common`), or None.

    `names`: of the person and the office.
    """
    from zxcvbn import zxcvbn

    lower = _lower(password)
    known = sorted({word for name in names for word in _parts(name)}, key=len, reverse=True)
    left = lower
    for word in known:
        left = left.replace(word, "")
    if left != lower and sum(not character.isspace() for character in left) < LEFT:
        return "password_named"
    looked_at = lower[:LONGEST]
    return "password_common" if zxcvbn(looked_at, user_inputs=known)["guesses"] < ENOUGH else None


def _parts(name: str) -> set[str]:
    """The name as a whole, with and without spaces, and its words; not what is too short to be told from chance."""
    lower = _lower(name)
    parts = {lower, "".join(lower.split()), *_WORDS.findall(lower)}
    return {part for part in parts if len(part) >= SHORTEST_NAME}


def _lower(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
