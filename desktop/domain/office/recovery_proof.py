"""A recovery key on paper: in groups that can be typed, and proved by its end.

Rules:
- A key's secret half is `AGE-SECRET-KEY-1` and 58 characters of bech32, which has no B, I, O, and no other 1.
- Groups of four are counted from its end, so that the last two are what is typed to prove that someone has it.
- Letters count in either case; spaces and hyphens within do not.
"""

from __future__ import annotations

END = 8
"""So many characters are typed back: guessed by chance once in 10^12 times."""
_GROUP = 4


def groups(secret: str) -> tuple[str, ...]:
    """Return a secret half in groups, the first of which may be longer."""
    first = len("AGE-SECRET-KEY-1")
    first += (len(secret) - first) % _GROUP
    return (secret[:first], *(secret[at : at + _GROUP] for at in range(first, len(secret), _GROUP)))


def proves(typed: str, secret: str) -> bool:
    """Return whether that is the end of the secret half."""
    said = "".join(typed.upper().replace("-", " ").split())
    return said == secret[-END:].upper()
