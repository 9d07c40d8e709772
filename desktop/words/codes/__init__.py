"""Words for the closed sets of the rules, from the wings. A test walks every set."""

from __future__ import annotations

from enum import StrEnum

from desktop.application.ports.playing import Halt
from desktop.domain.sessions.session import Outcome, Party
from desktop.domain.shared.kinds import Kind
from desktop.words import Pairs, Texts, tr
from desktop.words.codes import copies, office, recordings, requests, reviews, sessions, shared

WINGS = (shared, office, requests, recordings, copies, sessions, reviews)
WORDS: Texts[tuple[type[StrEnum], str]] = {
    (type(code), code.value): text for wing in WINGS for code, text in wing.CODES
}
"""By set and member: members of different sets may have the same value, and are then equal as text."""

WITHIN: Texts[tuple[type[StrEnum], str]] = {
    (type(code), code.value): text for wing in (requests, copies, sessions) for code, text in wing.WITHIN
}
"""The same in the middle of a sentence, for the sets that stand in one. No translated word is made small by rule."""

_FOR_INTERNAL: Pairs = ((Party.CUSTOMER, "Listener"), (Outcome.CUSTOMER_LEFT, "Listener left"))
FOR_INTERNAL: Texts[tuple[type[StrEnum], str]] = {(type(code), code.value): text for code, text in _FOR_INTERNAL}
"""Where someone of the office listens: they are no customer."""
_WITHIN_FOR_INTERNAL: Pairs = ((Party.CUSTOMER, "listener"), (Outcome.CUSTOMER_LEFT, "listener left"))
WITHIN_FOR_INTERNAL: Texts[tuple[type[StrEnum], str]] = {
    (type(code), code.value): text for code, text in _WITHIN_FOR_INTERNAL
}


def words(code: StrEnum, kind: Kind = Kind.SUBJECT_ACCESS) -> str:
    """Return the words for a member of a closed set, in a request of that kind."""
    member = (type(code), code.value)
    return tr(FOR_INTERNAL[member] if kind is Kind.INTERNAL and member in FOR_INTERNAL else WORDS[member])


def within(code: StrEnum, kind: Kind = Kind.SUBJECT_ACCESS) -> str:
    """The same words in the middle of a sentence."""
    member = (type(code), code.value)
    internal = kind is Kind.INTERNAL and member in WITHIN_FOR_INTERNAL
    return tr(WITHIN_FOR_INTERNAL[member] if internal else WITHIN[member])


def why_paused(because: Halt) -> str:
    """Tell the listener why the program paused the sound."""
    return tr("Playing has paused: {why}. Press Play to continue.").format(why=words(because))


def and_list(items: list[str]) -> str:
    """Return "a", "a and b", "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return tr("{first} and {last}").format(first=", ".join(items[:-1]), last=items[-1])


def or_list(items: list[str]) -> str:
    """Return "a", "a or b", "a, b or c"."""
    if len(items) < 2:
        return "".join(items)
    return tr("{first} or {last}").format(first=", ".join(items[:-1]), last=items[-1])
