"""The parties of a call: the outside party's number, and the extension that it reached or that dialled it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from desktop.domain.shared.written_numbers import UNREADABLE, dialled, is_untold

_NUMBER = re.compile(r"[+0-9A-Za-z*#@._:()/ -]{1,80}")
_EXTENSION = re.compile(r"[0-9A-Za-z*#@._+-]{1,64}")
_CHOICE = re.compile(r"[*#0-9]{1,6}")
"""Digits dialled within the house: an extension, a choice in a menu ("1"), a feature code ("*98")."""
_WRITTEN = re.compile(r"[+0-9() ./-]+")
_DIGITS = re.compile(r"[0-9]{2,6}")
_LONG = 7


@dataclass(frozen=True)
class Parties:
    """As in `CallFacts`."""

    number: str | None = field(default=None, repr=False)
    extension: str | None = field(default=None, repr=False)
    outbound: bool | None = None


def number_of(told: str) -> str | None:
    """Return the dialled digits of a number in any of its written forms, or a name's address as it was given.

    None if it is withheld or missing. UNREADABLE for anything else.
    """
    text = dialled(told)
    if is_untold(text):
        return None
    return text if _NUMBER.fullmatch(text) and re.search(r"[0-9@]", text) else UNREADABLE


def extension_of(told: str) -> str | None:
    """Return an extension or an agent's login as it was given; None if it is none."""
    text = dialled(told)
    return text if _EXTENSION.fullmatch(text) and not is_untold(text) else None


def is_extension(told: str) -> bool:
    """Return whether it has two to six digits. Some of the public's short numbers (999, 111) look the same."""
    return bool(_DIGITS.fullmatch(dialled(told)))


def is_outside(told: str) -> bool:
    """Return whether it is long enough for a number of the public network."""
    user = dialled(told)
    if not _WRITTEN.fullmatch(user):
        return False
    return user.startswith("+") or sum(map(str.isdigit, user)) >= _LONG


def parties(caller: str, called: str, outbound: bool | None = None) -> Parties:
    """Return the parties from both ends of a call. Without a direction, a number on one side alone decides it.

    Where neither end shows which is the outside party, its number was given and cannot be read.
    """
    told = outbound is not None
    outbound = outbound if told else _direction(caller, called)
    if outbound is None:
        return Parties(UNREADABLE if _is_someone(caller) else None)
    ours, theirs = (caller, called) if outbound else (called, caller)
    named = told or is_extension(ours) or "@" in ours  # not a choice in a menu, or a queue
    return Parties(number_of(theirs), extension_of(ours) if named else None, outbound)


def _direction(caller: str, called: str) -> bool | None:
    if is_outside(caller):
        return None if is_outside(called) else False
    return True if is_outside(called) and _is_ours(caller) else None


def _is_ours(told: str) -> bool:
    text = dialled(told)
    return bool(_CHOICE.fullmatch(text)) or ("@" in text and not is_untold(text))


def _is_someone(told: str) -> bool:
    """Return whether it is an outside party, of whom the number cannot be read or the side is not known."""
    return not is_untold(dialled(told)) and not _is_ours(told)
