"""Marking parts for removal: how marks sit beside, over and against one another.

Rules:
- A mark is within the recording and is never empty. Nobody marks or nudges it to less than `LEAST_MS`.
- At each moment a voice has one mark at most. A newer one displaces older ones of the same voice, which are shortened,
  split or dropped; no marked millisecond is lost. "All voices" is a voice of its own here: it overlaps the others and
  leaves them alone.
- Marks of one voice and one reason that touch are merged.
- Marks are in order: by start, end, then voice, all voices first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from desktop.domain.copies.removal import Removal

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
