"""Stretches of a recording, and which of them a person has heard.

A span is half-open and counted in frames: `Span(0, 8000)` is the first second at 8,000 frames a second. Sets
of spans are tuples: sorted, without overlap, and two that touch are one.

Heard means output as sound. The tracker is given the playback position, again and again, and believes it only as far as
the clock allows: between two positions no more can have been heard than the time that passed, at the playback speed,
half as much again plus 100 ms for coarse positions. Any other move is a jump: nothing between was heard. Silence over a
removed part plays like any other sound, so a removed part counts like any other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

TOLERANCE = 1.5
SLACK_SECONDS = 0.1


@dataclass(frozen=True, order=True)
class Span:
    """Frames from `start` up to, not including, `end`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError("a span starts at 0 or later and before its end")

    def __len__(self) -> int:
        return self.end - self.start


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return everything that any of them covers."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def intersect(some: Iterable[Span], others: Iterable[Span]) -> tuple[Span, ...]:
    """Return everything that both cover."""
    left, right = list(union(some)), list(union(others))
    both: list[Span] = []
    while left and right:
        start, end = max(left[0].start, right[0].start), min(left[0].end, right[0].end)
        if start < end:
            both.append(Span(start, end))
        (left if left[0].end == end else right).pop(0)
    return tuple(both)


def subtract(whole: Iterable[Span], parts: Iterable[Span]) -> tuple[Span, ...]:
    """Return the rest of `whole` without `parts`."""
    base = union(whole)
    if not base:
        return ()
    at, outside = 0, []
    for part in union(parts):
        if at < part.start:
            outside.append(Span(at, part.start))
        at = part.end
    if at < base[-1].end:
        outside.append(Span(at, base[-1].end))
    return intersect(base, outside)


def total(spans: Iterable[Span]) -> int:
    """Return the frames covered, each counted once."""
    return sum(len(span) for span in union(spans))


def gaps(heard: Iterable[Span], frames: int) -> tuple[Span, ...]:
    """Return the spans not heard of a copy of `frames` frames."""
    return subtract((Span(0, frames),), heard) if frames > 0 else ()


class HeardTracker:
    """A tracker that works out what was heard of one copy from successive playback positions.

    Small, mutable, without a clock.
    """

    def __init__(self, frame_rate: int) -> None:
        """Track a copy of `frame_rate` frames a second at normal speed."""
        self._frame_rate = frame_rate
        self._at_frame: int | None = None
        self._at_time = 0.0
        self._at_rate = 0.0
        self._heard: tuple[Span, ...] = ()

    def update(self, frame: int, sounding: bool, at: float, rate: float) -> None:
        """Record the player at `frame` at monotonic second `at`, playing at `rate` times normal speed.

        `sounding`: sound has been output since the last update. Call it when play starts, at each pause and seek (with
        the new position and `sounding` false: that only gives the position), and a few times a second between. A coarse
        position that has not moved while sounding keeps its time, so that its next step is believed.
        """
        if sounding and frame == self._at_frame:
            return
        if sounding and self._at_frame is not None and self._at_frame < frame <= self._reach(at, rate):
            self._heard = union((*self._heard, Span(self._at_frame, frame)))
        self._at_frame, self._at_time, self._at_rate = frame, at, rate

    def _reach(self, at: float, rate: float) -> float:
        """Return the furthest frame that can have been played by now, from the last known position."""
        seconds = max(0.0, at - self._at_time) * max(rate, self._at_rate) * TOLERANCE + SLACK_SECONDS
        return (self._at_frame or 0) + seconds * self._frame_rate

    @property
    def heard(self) -> tuple[Span, ...]:
        """Everything heard so far."""
        return self._heard
