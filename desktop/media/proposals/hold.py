"""Hold music on one channel: sustained pitch, across an announcement now and then.

A monotonous voice, above all a synthetic one, sustains its pitch too. But it is cut up: by stops, by unvoiced sounds,
between words. Music that sustains its pitch goes on: notes die away slowly, or others sound meanwhile.
"""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from desktop.media.proposals.grid import Grid
from desktop.media.proposals.music import SEGMENT_HOPS
from desktop.media.proposals.proposal import Kind, Proposal
from desktop.media.proposals.spans import Bridged

LEAST_SECONDS = 8.0
BRIDGED_SECONDS = 6.0
_KEPT = 0.15
_EDGE = 0.4
_LEAST_EDGE = 0.1
_AVERAGED = 5
_LOUD, _DIP_DB, _MOST_DIPS = 0.9, 10.0, 0.32
"""A dip is that far below the level that a tenth is above. Of stretches that keep their pitch, 99 in 100 of
synthetic speech are dips for 42 % and more, 99 in 100 of music for less than 37 %. Noise fills dips up, but in noise
the pitch of a voice is not heard as kept."""


class HoldMusic:
    """Hold music of one channel. A mean over 3.4 s decides; the segments themselves show where it begins and ends."""

    def __init__(self, grid: Grid, channel: int | None) -> None:
        self._grid, self._channel = grid, channel
        self._recent: deque[float] = deque([0.0] * _AVERAGED, _AVERAGED)
        self._levels: deque[NDArray[np.float64]] = deque(maxlen=_AVERAGED)
        gap, least = (round(seconds / (grid.seconds * SEGMENT_HOPS)) for seconds in (BRIDGED_SECONDS, LEAST_SECONDS))
        self._bridged = Bridged(gap, least)
        self._at = 0

    def feed(self, kept: NDArray[np.float64], levels: NDArray[np.float64]) -> None:
        """Take the next segments: how much pitch is kept, 0 where it is too quiet or is a signal of the exchange.

        `levels`: shape (segments, as many as there are in one), decibels.
        """
        for value, fine in zip(kept.tolist(), levels, strict=True):
            self._recent.append(value)
            self._levels.append(fine)
            self._at += 1
            if sum(self._recent) / _AVERAGED >= _KEPT and self._goes_on():
                # Words before and after keep a little pitch too: an edge is near the strongest.
                edge = max(_LEAST_EDGE, _EDGE * max(self._recent))
                places = [place for place, recent in enumerate(self._recent) if recent >= edge]
                first = self._at - _AVERAGED
                self._bridged.add(max(0, first + places[0]), first + places[-1] + 1)

    def _goes_on(self) -> bool:
        """Return whether there are few dips in the recent levels."""
        ordered = np.sort(np.concatenate(self._levels))
        loud = ordered[int(_LOUD * (len(ordered) - 1))]
        return bool(np.searchsorted(ordered, loud - _DIP_DB) <= _MOST_DIPS * len(ordered))

    def finish(self) -> list[Proposal]:
        """Return everything found."""
        self._bridged.close()
        return [
            Proposal(
                Kind.HOLD_MUSIC,
                self._grid.frame(run.start * SEGMENT_HOPS),
                self._grid.frame(run.end * SEGMENT_HOPS),
                self._channel,
                round(min(0.95, 0.5 + run.length * SEGMENT_HOPS * self._grid.seconds / 60), 2),
            )
            for run in self._bridged.found
        ]
