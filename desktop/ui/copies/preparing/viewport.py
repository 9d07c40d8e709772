"""The part of a recording in view, the mapping of its milliseconds to pixels, and times in words. Pure.

`start` and `span` are milliseconds and may be fractional, so that zooming about a place keeps that place where it
is. The whole recording is the widest view, `LEAST_SPAN_MS` the narrowest. Times are rounded down, as everywhere.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from desktop.words import formatting, tr

LEAST_SPAN_MS = 20.0
STEP = 2.0
"""The zoom factor of one press of a key or a button."""


@dataclass(frozen=True)
class Viewport:
    """A view of `span` milliseconds from `start` on, of `total` milliseconds, across `width` pixels."""

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
        """Whether all of it is in view."""
        return self.span >= self.total

    @property
    def nearest(self) -> bool:
        """Whether it is zoomed in fully."""
        return self.span <= min(LEAST_SPAN_MS, self.total)

    def frames(self, rate: int, frames: int) -> tuple[int, int]:
        """Return the frames in view, of `frames` at `rate` Hz: first and one past the last, never none."""
        first = min(int(self.start * rate / 1000), frames - 1)
        return first, min(max(math.ceil(self.end * rate / 1000), first + 1), frames)

    def x_of(self, ms: float) -> float:
        """Return the pixels from the left; outside the widget for a time out of view."""
        return (ms - self.start) * self.width / self.span

    def time_at(self, x: float) -> float:
        """Return the time at a number of pixels from the left; out of view for pixels outside the widget."""
        return self.start + x * self.span / self.width

    def ms_at(self, x: float) -> int:
        """Return the whole millisecond there, clamped to the recording."""
        return min(max(round(self.time_at(x)), 0), self.total)

    def zoomed(self, factor: float, about: float) -> Viewport:
        """Zoom in by `factor` (out below 1), keeping the millisecond `about` in place as far as possible."""
        span = min(max(self.span / factor, min(LEAST_SPAN_MS, float(self.total))), float(self.total))
        return replace(self, span=span, start=about - (about - self.start) * span / self.span)

    def scrolled(self, ms: float) -> Viewport:
        """Scroll later by a number of milliseconds, or earlier below 0."""
        return replace(self, start=self.start + ms)

    def resized(self, width: int) -> Viewport:
        """Return the same part across another width."""
        return replace(self, width=max(1, width))

    def all_of_it(self) -> Viewport:
        """Return a view of the whole recording."""
        return Viewport(self.total, self.width)

    def showing(self, start: float, end: float, room: float = 0.25) -> Viewport:
        """Return a view of a part, with a margin of `room` (a share of it) on both sides."""
        beside = (end - start) * room
        return replace(self, start=start - beside, span=end - start + 2 * beside)

    def following(self, ms: float) -> Viewport:
        """Turn by whole pages until the millisecond is in view; each page begins where the previous one ended."""
        if self.start <= ms <= self.end:
            return self
        return replace(self, start=ms if ms > self.end else ms - self.span)

    def with_in_sight(self, ms: float) -> Viewport:
        """Scroll as little as possible to bring the millisecond into view, with a tenth to spare."""
        spare = self.span / 10
        if ms < self.start + spare:
            return replace(self, start=ms - spare)
        return replace(self, start=ms + spare - self.span) if ms > self.end - spare else self


_STEPS_MS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000)
_STEPS_MIN = (1, 2, 5, 10, 15, 30, 60)
STEPS_MS = (*_STEPS_MS, *(minutes * 60_000 for minutes in _STEPS_MIN))


@dataclass(frozen=True)
class Tick:
    """A tick of the ruler at `ms`, with its words."""

    ms: int
    words: str


def place(ms: int, step_ms: int = 10) -> str:
    """Return a position: "2:03.45"; for whole seconds "2:03"; as precise as a step of the ruler."""
    shown = formatting.clock(ms // 1000)
    digits = 0 if step_ms >= 1000 else 1 if step_ms >= 100 else 2 if step_ms >= 10 else 3
    return f"{shown}.{ms % 1000:03}"[: len(shown) + 1 + digits] if digits else shown


def in_sight(ms: float) -> str:
    """Return how much of a call is in sight, short and to two figures: "1:28", "44 s", "5.5 s", "0.34 s"."""
    if ms >= 60_000:
        return formatting.clock(round(ms / 1000))
    seconds = ms / 1000
    digits = 0 if seconds >= 10 else 1 if seconds >= 1 else 2
    return f"{seconds:.{digits}f} " + tr("s")


def lasting(ms: int) -> str:
    """Return a length: "2 min 3.45 s", "0.2 s", "1 h 2 min 0 s"."""
    minutes, rest = divmod(ms, 60_000)
    seconds = f"{rest // 10 / 100:g} " + tr("s")
    hours = f"{minutes // 60} {tr('h')} " if minutes >= 60 else ""
    return f"{hours}{minutes % 60} {tr('min')} {seconds}" if minutes else seconds


def ticks(view: Viewport, apart: int) -> tuple[Tick, ...]:
    """Return the ticks in view, at least `apart` pixels from one another."""
    least = apart * view.span / view.width
    step = next((step for step in STEPS_MS if step >= least), STEPS_MS[-1])
    first = -(-int(view.start) // step) * step
    return tuple(Tick(ms, place(ms, step)) for ms in range(first, int(view.end) + 1, step))
