"""Argon2 and scrypt at next to no cost, in every test but those of the cost itself.

They are the real ones, and every rule about passwords and a PC's four words holds. A hash of the program's own cost
takes a quarter of a second of a processor; making a demo office takes five, and each press that asks for a password
one. A PC that joins is known by its words several times. Another program that a test starts has the real cost, and so
other words.
"""

from __future__ import annotations

from desktop.environment.passwords import COST, LANES, MEMORY_KIB, PASSES, Passwords
from desktop.environment.passwords import four_words_of as words_of

REAL = MEMORY_KIB, PASSES, LANES, None
CHEAP = 8, 1, 1, None
"""The defaults of `Passwords`: the least that Argon2 takes, and no directory."""


def make_cheap() -> None:
    """Have passwords and words cost next to nothing, in this process."""
    Passwords.__init__.__defaults__ = CHEAP
    words_of.__defaults__ = (2,)


def make_real() -> None:
    """Have them cost what they cost in the program."""
    Passwords.__init__.__defaults__ = REAL
    words_of.__defaults__ = (COST,)
