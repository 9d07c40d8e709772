"""Runs of keys on one channel: from the first to the last of them, and never which they were."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from desktop.media.proposals.grid import Grid
from desktop.media.proposals.proposal import Kind, Proposal
from desktop.media.proposals.spans import Bridged, Run, Runs
from desktop.media.proposals.tones import KEY_HOPS

BRIDGED_SECONDS = 3.0
LEAST_HOPS = 3
"""A key held for the 40 ms of the standard fills as many windows."""
LEAST_ALONE_SECONDS = 0.055
"""For a key with no other near it: telephones send 65 ms at least (ETSI ES 201 235-2), and a tone of 40 ms
once in a while is a vowel, mostly of a synthetic voice."""
_CONFIDENCE = (0.5, 0.8, 0.9, 0.95)
"""By the number of tones; it stops at four, so that it never reveals how many digits there were."""


class Keypad:
    """Key presses of one channel."""

    def __init__(self, grid: Grid, channel: int | None) -> None:
        self._grid, self._channel = grid, channel
        self._runs = Runs()
        self._bridged = Bridged(grid.hops(BRIDGED_SECONDS))

    def feed(self, keys: NDArray[np.int8]) -> None:
        """Take the next hops: a number for each key, -1 for none."""
        for run in self._runs.feed(keys + 1):
            self._add(run)

    def _add(self, run: Run) -> None:
        if run.value and run.length >= LEAST_HOPS:
            self._bridged.add(max(0, run.start - KEY_HOPS + 1), run.end)

    def finish(self) -> list[Proposal]:
        """Return everything found."""
        for run in self._runs.finish():
            self._add(run)
        self._bridged.close()
        least = self._grid.hops(LEAST_ALONE_SECONDS)
        return [
            Proposal(
                Kind.KEYPAD_TONES,
                self._grid.frame(run.start),
                self._grid.frame(run.end),
                self._channel,
                _CONFIDENCE[min(run.value, len(_CONFIDENCE)) - 1],
            )
            for run in self._bridged.found
            if run.value > 1 or run.length >= least
        ]
