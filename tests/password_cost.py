"""Argon2 at next to no cost, in every test but those of the cost itself.

It is the real Argon2id, and every rule about passwords holds. A hash of the program's own cost takes a quarter of a
second of a processor; making a demo office takes five, and each press that asks for a password one.
"""

from __future__ import annotations

from desktop.environment.passwords import LANES, MEMORY_KIB, PASSES, Passwords

REAL = MEMORY_KIB, PASSES, LANES, None
CHEAP = 8, 1, 1, None
"""The defaults of `Passwords`: the least that Argon2 takes, and no directory."""


def make_cheap() -> None:
    """Have `Passwords()` cost next to nothing, in this process."""
    Passwords.__init__.__defaults__ = CHEAP


def make_real() -> None:
    """Have it cost what it costs in the program."""
    Passwords.__init__.__defaults__ = REAL
