"""Parts marked for removal, the draft that keeps the marks, and the parts removed from an approved copy.

- A mark is in milliseconds of the original, on one voice or on all (`None`), within the recording, never empty. At each
  moment a voice has one mark at most: a newer one shortens, splits or drops older ones, and no marked millisecond is
  lost. "All voices" is a voice of its own here. Marks of one voice and one reason that touch are merged. Marks are in
  order: by start, end, then voice, all voices first.
- Each saved change of a draft is a new version, and the copy names the version that it was made from. Changes saved
  later are not in it; an approver of it confirms that they know of them. A proposal of the program is no mark:
  accepted, it becomes one (or a chapter); dismissed, it is not proposed again for this request.
- When the copy is made, each mark is widened by the guard band on both sides, rounded outwards to whole frames and
  clipped to the recording: never a frame less than was decided.
- The internal reason is for the decider, the approver and the log. The listener's is plain wherever the reason itself
  would reveal something; so that "plain" alone gives nothing away, harmless reasons are plain too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
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


LEAST_MS = 10
NUDGE_MS = 10

Marks = tuple[Removal, ...]


def put(marks: Marks, new: Removal) -> Marks:
    """Return `marks` with `new` added."""
    start, end = new.start_ms, new.end_ms
    kept: list[Removal] = []
    for mark in marks:
        if mark.channel != new.channel or mark.end_ms < new.start_ms or new.end_ms < mark.start_ms:
            kept.append(mark)
        elif mark.reason is new.reason:
            start, end = min(start, mark.start_ms), max(end, mark.end_ms)
        else:
            kept += _around(mark, new)
    return in_order([*kept, replace(new, start_ms=start, end_ms=end)])


def without(marks: Marks, mark: Removal) -> Marks:
    """Return `marks` without that one."""
    return tuple(one for one in marks if one != mark)


def changed(marks: Marks, old: Removal, new: Removal) -> Marks:
    """Return `marks` with `new` in place of `old`."""
    return put(without(marks, old), new)


def at(marks: Marks, ms: int, channel: int | None) -> Removal | None:
    """Return the mark of that voice that covers the millisecond, or None."""
    return next((mark for mark in marks if mark.channel == channel and mark.start_ms <= ms < mark.end_ms), None)


def held(start_ms: int, end_ms: int, total_ms: int) -> tuple[int, int] | None:
    """Return the part between the two (in any order), clipped to the recording; None where that is too short."""
    start, end = sorted((min(max(start_ms, 0), total_ms), min(max(end_ms, 0), total_ms)))
    return (start, end) if end - start >= LEAST_MS else None


def nudged(start_ms: int, end_ms: int, total_ms: int, *, start_by: int = 0, end_by: int = 0) -> tuple[int, int]:
    """Return a part with its ends moved by so many milliseconds, within the recording and never past each other."""
    least = min(LEAST_MS, end_ms - start_ms)
    start = min(max(start_ms + start_by, 0), end_ms - least)
    return start, max(min(end_ms + end_by, total_ms), start + least)


def in_order(marks: Iterable[Removal]) -> Marks:
    """Sort marks by start, end and voice."""
    return tuple(sorted(marks, key=lambda mark: (mark.start_ms, mark.end_ms, _voice(mark), mark.reason)))


def _voice(mark: Removal) -> int:
    return -1 if mark.channel is None else mark.channel


def _around(mark: Removal, new: Removal) -> list[Removal]:
    """Return the remains of `mark` on both sides of `new`."""
    sides = ((mark.start_ms, min(mark.end_ms, new.start_ms)), (max(mark.start_ms, new.end_ms), mark.end_ms))
    return [replace(mark, start_ms=start, end_ms=end) for start, end in sides if start < end]


@dataclass(frozen=True)
class Draft:
    """The marks of one request. `version` counts saved changes, from 1; 0 is before the first.

    `dismissed`: the keys (`proposal_key`) of proposals that were rejected. `chapters`: the keys of those that the
    listener is shown.
    """

    version: int = 0
    marks: tuple[Removal, ...] = ()
    dismissed: tuple[str, ...] = ()
    style: Style = "silence"
    chapters: tuple[str, ...] = ()

    def is_newer_than(self, version: int) -> bool:
        """Return whether something was saved after the copy of that version was made."""
        return self.version > version

    @property
    def text(self) -> str:
        """The marks as they are stored; the version is not part of it."""
        marks = [[mark.start_ms, mark.end_ms, mark.channel, mark.reason.value] for mark in self.marks]
        lists = {"dismissed": list(self.dismissed), "chapters": list(self.chapters)}
        return json.dumps({"marks": marks, "style": self.style} | lists)

    @property
    def digest(self) -> str:
        """The SHA-256 of that text, for the log."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def proposal_key(kind: str, start_ms: int, end_ms: int, channel: int | None) -> str:
    """Return the key that identifies a proposal each time the recording is opened."""
    return f"{kind}:{start_ms}:{end_ms}:{'all' if channel is None else channel}"


def chapters_told(draft: Draft, rate: int) -> tuple[tuple[str, int, int, int | None], ...]:
    """Return the chapters the listener is shown, as (kind, start, end, channel), in frames at `rate` Hz."""
    return tuple(_in_frames(key, rate) for key in draft.chapters)


def _in_frames(key: str, rate: int) -> tuple[str, int, int, int | None]:
    kind, start, end, channel = key.split(":")
    return kind, int(start) * rate // 1000, int(end) * rate // 1000, None if channel == "all" else int(channel)
