"""Long silences: on all channels at once, as when a recorder pauses, and longer ones on one channel alone."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from desktop.media.proposals.grid import Grid
from desktop.media.proposals.levels import CHUNK_HOPS
from desktop.media.proposals.proposal import Kind, Proposal
from desktop.media.proposals.spans import Bridged, Run, Runs

LEAST_SECONDS = 5.0
LEAST_SECONDS_ALONE = 20.0
"""One party who listens is silent too."""
BRIDGED_SECONDS = 0.2
"""A click does not end a silence. A key that is pressed does."""
_SAME = 0.9
_QUIET, _SIGNAL = 1, 2


class Silences:
    """Silences of the whole recording."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._all = _Track(grid, LEAST_SECONDS)
        self._alone = [_Track(grid, LEAST_SECONDS_ALONE) for _ in range(grid.channels if grid.channels > 1 else 0)]

    def feed(self, quiet: NDArray[np.bool_], signal: NDArray[np.bool_]) -> None:
        """Take the next chunks, (channels, chunks): whether they are quiet, and whether a key or exchange sounds."""
        self._all.feed(np.all(quiet, axis=0), np.any(signal, axis=0))
        for track, *channel in zip(self._alone, quiet, signal, strict=False):
            track.feed(*channel)

    def finish(self) -> list[Proposal]:
        """Return everything found; a silence of one channel is left out where it is that of all."""
        everywhere = self._all.finish()
        found = [self._proposal(run, None) for run in everywhere]
        for channel, track in enumerate(self._alone):
            for run in track.finish():
                if not any(_shared(run, other) >= _SAME * run.length for other in everywhere):
                    found.append(self._proposal(run, channel))
        return found

    def _proposal(self, run: Run, channel: int | None) -> Proposal:
        seconds = run.length * CHUNK_HOPS * self._grid.seconds
        confidence = min(0.95, 0.5 + seconds / 60) if channel is None else min(0.6, seconds / 100)
        start, end = (self._grid.frame(at * CHUNK_HOPS) for at in (run.start, run.end))
        return Proposal(Kind.SILENCE, start, end, channel, round(confidence, 2))


class _Track:
    def __init__(self, grid: Grid, least_seconds: float) -> None:
        gap, least = (round(seconds / (grid.seconds * CHUNK_HOPS)) for seconds in (BRIDGED_SECONDS, least_seconds))
        self._runs, self._bridged = Runs(), Bridged(gap, least)

    def feed(self, quiet: NDArray[np.bool_], signal: NDArray[np.bool_]) -> None:
        self._add(self._runs.feed(np.where(signal, _SIGNAL, np.where(quiet, _QUIET, 0))))

    def finish(self) -> list[Run]:
        self._add(self._runs.finish())
        self._bridged.close()
        return self._bridged.found

    def _add(self, runs: Iterable[Run]) -> None:
        for run in runs:
            if run.value == _QUIET:
                self._bridged.add(run.start, run.end)
            elif run.value == _SIGNAL:
                self._bridged.close()


def _shared(run: Run, other: Run) -> int:
    return max(0, min(run.end, other.end) - max(run.start, other.start))
