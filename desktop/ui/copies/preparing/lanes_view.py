"""The overlay of the lanes: everything drawn on the waveform, and where."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QRectF

from desktop.ui.copies.preparing.editing import Part
from desktop.ui.copies.preparing.viewport import Viewport

LEAST_WIDE = 4.0
"""The least width of a part in pixels, so that it stays visible."""


@dataclass(frozen=True)
class Flag:
    """A part of one voice (of all, where `channel` is None) with its words: a mark or a proposal."""

    start: int
    end: int
    channel: int | None
    words: str
    current: bool = False


@dataclass(frozen=True)
class LanesView:
    """A frozen view of marks, proposals and selection. `started`: the only end of a selection so far.

    `voice`: the channel of the selection. `spoken`: the whole view for a screen reader.
    """

    marks: tuple[Flag, ...] = ()
    proposals: tuple[Flag, ...] = ()
    selection: Part | None = None
    started: int | None = None
    voice: int | None = None
    spoken: str = ""

    def within(self, start: float, end: float) -> LanesView:
        """Return the view with only the marks and proposals that overlap a span."""
        return replace(
            self,
            marks=tuple(flag for flag in self.marks if flag.start <= end and start <= flag.end),
            proposals=tuple(flag for flag in self.proposals if flag.start <= end and start <= flag.end),
        )


@dataclass(frozen=True)
class Places:
    """The geometry of times and voices in a widget: the ruler on top, then a lane for each channel."""

    view: Viewport
    channels: int
    ruler: int
    height: int

    @property
    def lane(self) -> float:
        """The height of one lane."""
        return (self.height - self.ruler) / self.channels

    def lane_of(self, y: float) -> int | None:
        """Return the channel at `y`; None in the ruler."""
        return min(int((y - self.ruler) / self.lane), self.channels - 1) if y >= self.ruler else None

    def rect(self, start: float, end: float, channel: int | None, least: float = LEAST_WIDE) -> QRectF:
        """Return the rectangle of a part: never too narrow to see, and clipped to the widget."""
        left, right = self.view.x_of(start), self.view.x_of(end)
        if right - left < least:
            left, right = (left + right - least) / 2, (left + right + least) / 2
        left, right = max(left, -least), min(right, self.view.width + least)
        top = self.ruler + (channel or 0) * self.lane
        high = self.lane * (self.channels if channel is None else 1)
        return QRectF(left, top, right - left, high)

    def in_sight(self, start: float, end: float) -> bool:
        """Return whether any of a span is in view."""
        return start <= self.view.end and self.view.start <= end
