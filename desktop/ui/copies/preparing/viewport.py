"""Which part of a recording is in sight, and where its milliseconds stand in pixels. Pure.

`start` and `span` are milliseconds and need not be whole, so that zooming about a place keeps that place where it is.
The whole recording is the widest sight, `LEAST_SPAN_MS` the narrowest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

LEAST_SPAN_MS = 20.0
STEP = 2.0
"""How much nearer one press of a key or a button brings it."""


@dataclass(frozen=True)
class Viewport:
    """`span` milliseconds from `start` on, of `total` milliseconds, across `width` pixels."""

    total: int
    width: int
    start: float = 0.0
    span: float = 0.0

    def __post_init__(self) -> None:
        if self.total < 1 or self.width < 1:
            raise ValueError("a recording and a widget have a length")
        least = min(LEAST_SPAN_MS, float(self.total))
        span = min(max(self.span or float(self.total), least), float(self.total))
        object.__setattr__(self, "span", span)
        object.__setattr__(self, "start", min(max(self.start, 0.0), self.total - span))

    @property
    def end(self) -> float:
        return self.start + self.span

    @property
    def whole(self) -> bool:
        """Whether all of it is in sight."""
        return self.span >= self.total

    @property
    def nearest(self) -> bool:
        """Whether it cannot be brought nearer."""
        return self.span <= min(LEAST_SPAN_MS, self.total)

    def frames(self, rate: int, frames: int) -> tuple[int, int]:
        """The frames in sight, of a recording of `frames` at `rate` Hz: from one to before the other, one at least."""
        first = min(int(self.start * rate / 1000), frames - 1)
        return first, min(max(math.ceil(self.end * rate / 1000), first + 1), frames)

    def x_of(self, ms: float) -> float:
        """Pixels from the left; outside of the widget for what is out of sight."""
        return (ms - self.start) * self.width / self.span

    def time_at(self, x: float) -> float:
        """Where so many pixels from the left stand, in milliseconds; out of sight for what is outside of the widget."""
        return self.start + x * self.span / self.width

    def ms_at(self, x: float) -> int:
        """The whole millisecond there, held within the recording."""
        return min(max(round(self.time_at(x)), 0), self.total)

    def zoomed(self, factor: float, about: float) -> Viewport:
        """Nearer by `factor` (farther below 1), with the millisecond `about` where it stands, as far as can be."""
        span = min(max(self.span / factor, min(LEAST_SPAN_MS, float(self.total))), float(self.total))
        return replace(self, span=span, start=about - (about - self.start) * span / self.span)

    def scrolled(self, ms: float) -> Viewport:
        """Later by so many milliseconds, or earlier below 0."""
        return replace(self, start=self.start + ms)

    def resized(self, width: int) -> Viewport:
        """The same part across another width."""
        return replace(self, width=max(1, width))

    def all_of_it(self) -> Viewport:
        """The whole recording."""
        return Viewport(self.total, self.width)

    def showing(self, start: float, end: float, room: float = 0.25) -> Viewport:
        """That part, with `room` (a share of it) left free on both sides."""
        beside = (end - start) * room
        return replace(self, start=start - beside, span=end - start + 2 * beside)

    def following(self, ms: float) -> Viewport:
        """Turned by whole pages until the millisecond is in sight; a page goes on where the one before ended."""
        if self.start <= ms <= self.end:
            return self
        return replace(self, start=ms if ms > self.end else ms - self.span)

    def with_in_sight(self, ms: float) -> Viewport:
        """Moved as little as it takes to have the millisecond in sight, with a tenth to spare."""
        spare = self.span / 10
        if ms < self.start + spare:
            return replace(self, start=ms - spare)
        return replace(self, start=ms + spare - self.span) if ms > self.end - spare else self
