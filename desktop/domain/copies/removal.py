"""The parts removed from an approved copy, why, and the reason that a listener sees.

- The decider marks milliseconds, on one channel or on all (`None`). Each mark is widened by the guard band on both
  sides, rounded outwards to whole frames and clipped to the recording: never a frame less than was decided.
- The internal reason is for the decider, the approver and the log. The listener's reason is separate, and is plain
  wherever the reason itself would reveal something. So that "plain" alone gives nothing away, harmless reasons that
  need no words are plain too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from desktop.domain.shared.spans import Span, union

GUARD_MS = 150

Style = Literal["silence", "bleep"]
"""The sound that replaces a removed part."""


class RemovalReason(StrEnum):
    """Internal codes, never shown to a listener."""

    ABOUT_ANOTHER_PERSON = "about_another_person"
    CARD_DETAILS = "card_details"
    LEGAL_PRIVILEGE = "legal_privilege"
    SAFETY = "safety"
    SERIOUS_HARM = "serious_harm"
    CRIME_OR_TAX = "crime_or_tax"
    CONFIDENTIAL_REFERENCE = "confidential_reference"
    NOT_ABOUT_CUSTOMER = "not_about_customer"
    TRAINING_DETAIL = "training_detail"


class PublicReason(StrEnum):
    """A reason that a listener may see; the words themselves belong to the screens."""

    ABOUT_ANOTHER_PERSON = "about_another_person"
    CARD_DETAILS = "card_details"
    CUSTOMER_DETAILS = "customer_details"
    PLAIN = "plain"


_PUBLIC = {
    RemovalReason.ABOUT_ANOTHER_PERSON: PublicReason.ABOUT_ANOTHER_PERSON,
    RemovalReason.CARD_DETAILS: PublicReason.CARD_DETAILS,
    RemovalReason.TRAINING_DETAIL: PublicReason.CUSTOMER_DETAILS,
}


def public_wording(reason: RemovalReason) -> PublicReason:
    """Return the reason a listener sees; one that may not be disclosed is plain."""
    return _PUBLIC.get(reason, PublicReason.PLAIN)


@dataclass(frozen=True)
class Removal:
    """One decided removal, in milliseconds of the original, half-open; channel from 0, or `None` for all."""

    start_ms: int
    end_ms: int
    channel: int | None
    reason: RemovalReason

    def __post_init__(self) -> None:
        if not 0 <= self.start_ms < self.end_ms:
            raise ValueError("a removal starts at 0 or later and before its end")
        if self.channel is not None and self.channel < 0:
            raise ValueError("channels are counted from 0")


@dataclass(frozen=True)
class RemovedFrames:
    """Frames to silence, half-open; channel from 0, or `None` for all."""

    start: int
    end: int
    channel: int | None


def frames_of(
    removals: Iterable[Removal], rate: int, frames: int, guard_ms: int = GUARD_MS
) -> tuple[RemovedFrames, ...]:
    """Return the frames to silence in a recording of `frames` frames at `rate` a second: guarded, rounded outwards,
    clipped.

    Merged within each channel (`None` is one of its own) and sorted by start. A removal wholly after the end
    of the recording leaves nothing to silence and does not appear.
    """
    if rate <= 0 or frames < 0 or guard_ms < 0:
        raise ValueError("rate above 0, frames and guard 0 or more")
    by_channel: dict[int | None, list[Span]] = {}
    for removal in removals:
        start = max(0, removal.start_ms - guard_ms) * rate // 1000
        end = min(frames, -(-(removal.end_ms + guard_ms) * rate // 1000))
        if start < end:
            by_channel.setdefault(removal.channel, []).append(Span(start, end))
    found = [RemovedFrames(s.start, s.end, channel) for channel, some in by_channel.items() for s in union(some)]
    return tuple(sorted(found, key=lambda part: (part.start, part.end, -1 if part.channel is None else part.channel)))


@dataclass(frozen=True)
class RemovedPart:
    """A part that cannot be heard: frames [start, end), the channel or None for all, the internal reason."""

    start: int
    end: int
    channel: int | None
    reason: RemovalReason
