"""One proposal: a span of a recording, what it seems to be, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kind that a span seems to be."""

    KEYPAD_TONES = "keypad_tones"
    """Keys were pressed. Which ones is never revealed: they can be a card's number."""
    SILENCE = "silence"
    """Long silence: perhaps a payment pause."""
    HOLD_MUSIC = "hold_music"
    BEFORE_ANSWER = "before_answer"
    """From the beginning to the answer."""


CHAPTERS = frozenset((Kind.HOLD_MUSIC, Kind.BEFORE_ANSWER))
"""Kinds that are also useful as chapters, to skip to and over."""


@dataclass(frozen=True)
class Proposal:
    """`start_frame` to `end_frame`, half-open, in frames of the recording.

    `channel` counts from 0; None means all of them, and so does every proposal on a recording of one channel.
    `confidence` runs from 0 to 1. It orders proposals of one kind, and is no probability.
    """

    kind: Kind
    start_frame: int
    end_frame: int
    channel: int | None
    confidence: float

    def __post_init__(self) -> None:
        if not 0 <= self.start_frame < self.end_frame:
            raise ValueError("a proposal has a length")
        if not 0 <= self.confidence <= 1:
            raise ValueError("confidence runs from 0 to 1")
