"""An estimate of how soon a new password is guessed by a program that tries common ones and its owner's names first.

Rules:
- Nothing leaves the PC: the words, names and patterns are in the `zxcvbn` package, which estimates the number of
  guesses (Wheeler, USENIX Security 2016). It finds common passwords, years, keyboard rows, repetitions, and each of
  them with digits or digit-like letters; a list alone would not find "password1234".
- No composition rules. 100 million guesses are enough: with the waits between tries (`domain.office.throttle`) that is
  thousands of years, and long enough against whoever steals the hashes (Argon2id).
- Names of the person and the office count for nothing: the rest has to be eight characters long.
- Upper case counts as lower case: it is tried first.
- Only the first 72 characters are examined, the package's limit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

ENOUGH = 100_000_000
"""Guesses."""
LEFT = 8
"""Characters besides names."""
LONGEST = 72
SHORTEST_NAME = 3

_WORDS = re.compile(r"\w+")


def guessed(password: str, names: Sequence[str] = ()) -> str | None:
    """Return why it would be guessed soon (`password_named`, `password_common`), or None.

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
    """Return the whole name, with and without spaces, and its words; not those so short that they match by chance."""
    lower = _lower(name)
    parts = {lower, "".join(lower.split()), *_WORDS.findall(lower)}
    return {part for part in parts if len(part) >= SHORTEST_NAME}


def _lower(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
