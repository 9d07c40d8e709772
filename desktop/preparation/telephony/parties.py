"""Who is who in a call: the outside party's number, and the extension that it reached or that dialled it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

WITHHELD = frozenset(
    ("anonymous", "asserted", "blocked", "none", "null", "private", "restricted", "unavailable", "unknown", "withheld")
)
"""What stands in the place of a number that is not known, in small letters."""

_NUMBER = re.compile(r"[+0-9A-Za-z*#@._:() -]{1,80}")
_AT_HOST = re.compile(r"(?:sips?:|tel:)?([+0-9() .-]{1,80})(?:@[^@]{1,255}|;.{0,255})", re.IGNORECASE)
_EXTENSION = re.compile(r"[0-9A-Za-z*#@._+-]{1,64}")
_SHORT = range(2, 7)
_LONG = 7


@dataclass(frozen=True)
class Parties:
    """As in `CallFacts`."""

    number: str | None = field(default=None, repr=False)
    extension: str | None = field(default=None, repr=False)
    outbound: bool | None = None


def number_of(told: str) -> str | None:
    """A telephone number or address as it was given; None if it is withheld, or is none.

    Of an address that is a number at some host (`sip:+441632960733@host;user=phone`), the number.
    """
    text = told.strip().strip("<>")
    if found := _AT_HOST.fullmatch(text):
        text = found[1]
    if text.casefold() in WITHHELD or not _NUMBER.fullmatch(text):
        return None
    return text if re.search(r"[0-9@]", text) else None


def extension_of(told: str) -> str | None:
    """An extension or an agent's login as it was given; None if it is none."""
    text = told.strip()
    return text if _EXTENSION.fullmatch(text) and text.casefold() not in WITHHELD else None


def is_extension(told: str) -> bool:
    """Two to six digits. Some of the public's short numbers (999, 111) look the same."""
    return bool(re.fullmatch(r"[0-9]+", told)) and len(told) in _SHORT


def is_outside(told: str) -> bool:
    """Long enough for a number of the public network."""
    found = _AT_HOST.fullmatch(told.strip().strip("<>"))
    user = found[1] if found else told.strip().removeprefix("tel:")
    digits = re.sub(r"[^0-9]", "", user)
    return bool(re.fullmatch(r"[+0-9() .-]+", user)) and (user.startswith("+") or len(digits) >= _LONG)


def parties(caller: str, called: str, outbound: bool | None = None) -> Parties:
    """From both ends of a call. Where the direction is not told, the lengths tell it, if they differ."""
    if outbound is None and is_outside(caller) != is_outside(called):
        outbound = is_outside(called) if is_extension(caller) or is_extension(called) else None
    if outbound is None:
        return Parties()
    ours, theirs = (caller, called) if outbound else (called, caller)
    return Parties(number_of(theirs), extension_of(ours), outbound)
