"""Times of a recording to the hundredth of a second, and the ticks of the ruler over a waveform. Pure.

Rounded down, as everywhere (`words.formatting`).
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.ui.copies.preparing.viewport import Viewport
from desktop.words import formatting, tr

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
