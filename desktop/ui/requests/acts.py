"""The acts that a request's page offers. A press says which one is wanted; the place of requests carries it out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from desktop.application.recordings.holding import ReviewHold
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Answered
from desktop.domain.shared.ids import HoldId


class Begin(Enum):
    """An act that needs nothing but the request. Each opens a page or a panel of its own."""

    FINDING = auto()
    PREPARING = auto()
    BOOKING = auto()
    VISIT = auto()
    DISCLOSURE = auto()
    CORRECTING = auto()


@dataclass(frozen=True)
class DeletionStopped:
    """Deletion is stopped in a telephone system."""

    source: str


@dataclass(frozen=True)
class AskRelease:
    """Ask to release a hold: the first of two people."""

    hold: HoldId


@dataclass(frozen=True)
class ReleaseHold:
    """Release a hold: the second person."""

    hold: HoldId


@dataclass(frozen=True)
class WriteLetter:
    """Write a letter about the request."""

    kind: LetterKind


@dataclass(frozen=True)
class CloseAnswered:
    """Close the request; None: it was not said how it was answered."""

    answered: Answered | None


Act = Begin | DeletionStopped | AskRelease | ReleaseHold | ReviewHold | WriteLetter | CloseAnswered
"""A union: mypy finds an act that nobody carries out."""

IN_PERSON = (AskRelease, ReleaseHold)
"""The acts that ask for the password first, on a page of its own from which one can come back."""
