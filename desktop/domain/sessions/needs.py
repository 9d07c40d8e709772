"""The needs of a listener, as asked at intake, and as far as the player can meet them before they sit down.

Rules (DOMAIN: adjustments are needs, not diagnoses):
- A need is chosen at intake, one by one. A person's own words stand beside, a line each ("Hearing aid, wants it
  louder").
- Of those words only plain ones are taken, and a line that says what is not wanted is left to staff: what is not
  understood changes nothing, and is on the card as it was written. What was chosen counts before what was written.
- Nobody chooses a need and its opposite.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Need(StrEnum):
    """A need. The program meets those of `SET_UP` by itself; the others are for the officer and for the counter.

    TRANSCRIPT: the words of the call to read, where one was approved.
    """

    LOUDER = "louder"
    QUIETER = "quieter"
    SLOWER = "slower"
    LEFT_EAR = "left_ear"
    RIGHT_EAR = "right_ear"
    EXTRA_TIME = "extra_time"
    LARGE_TYPE = "large_type"
    HIGH_CONTRAST = "high_contrast"
    TRANSCRIPT = "transcript"
    INTERPRETER = "interpreter"


SET_UP = frozenset(
    {
        Need.LOUDER,
        Need.QUIETER,
        Need.SLOWER,
        Need.LEFT_EAR,
        Need.RIGHT_EAR,
        Need.LARGE_TYPE,
        Need.HIGH_CONTRAST,
        Need.INTERPRETER,
    }
)
"""The needs that the program meets by itself before they sit down. For an interpreter it pauses by itself."""
_WORDS = (
    (Need.LOUDER, re.compile(r"\b(louder|loud)\b")),
    (Need.QUIETER, re.compile(r"\b(quieter|softer)\b")),
    (Need.SLOWER, re.compile(r"\b(slower|slowly|slow)\b")),
    (Need.LEFT_EAR, re.compile(r"\bleft ear\b")),
    (Need.RIGHT_EAR, re.compile(r"\bright ear\b")),
    (Need.EXTRA_TIME, re.compile(r"\b(extra|more|longer) time\b")),
    (Need.INTERPRETER, re.compile(r"\binterpreter\b")),
)
_NOT = re.compile(r"\b(not|no|never|without|cannot|too|deaf|hard of hearing)\b|n[’']t\b")
"""Words after which a line may mean the opposite ("not too loud", "deaf in the left ear")."""
_OPPOSITES = (frozenset({Need.LOUDER, Need.QUIETER}), frozenset({Need.LEFT_EAR, Need.RIGHT_EAR}))


@dataclass(frozen=True)
class Start:
    """The player at its start: `loudness` in steps from the usual, `rate` (1.0 is natural), `ear` if it is one."""

    loudness: int = 0
    rate: float = 1.0
    ear: Need | None = None


def opposed(needs: Iterable[Need]) -> bool:
    """Return whether a need and its opposite are among them."""
    found = frozenset(needs)
    return any(pair <= found for pair in _OPPOSITES)


def in_order(needs: Iterable[Need]) -> tuple[Need, ...]:
    """Return each of them once, in the order in which they are asked."""
    found = frozenset(needs)
    return tuple(need for need in Need if need in found)


def needs_of(adjustments: Iterable[str], chosen: Iterable[Need] = ()) -> frozenset[Need]:
    """Return the needs that were chosen, and those that the lines name plainly; of two opposites there neither."""
    asked, written = frozenset(chosen), _written(adjustments)
    against = {need for pair in _OPPOSITES if pair & asked for need in pair - asked}
    return asked | (written - against)


def _written(adjustments: Iterable[str]) -> frozenset[Need]:
    found = frozenset(
        need
        for line in adjustments
        if not _NOT.search(line.casefold())
        for need, words in _WORDS
        if words.search(line.casefold())
    )
    return found - frozenset(need for pair in _OPPOSITES if pair <= found for need in pair)


def start_of(needs: frozenset[Need]) -> Start:
    """Return what the player starts with."""
    loudness = 2 if Need.LOUDER in needs else -2 if Need.QUIETER in needs else 0
    ear = next((need for need in (Need.LEFT_EAR, Need.RIGHT_EAR) if need in needs), None)
    return Start(loudness, 0.8 if Need.SLOWER in needs else 1.0, ear)
