"""The beginning of a call, before it is answered.

Ringing in the United Kingdom goes 0.4 s on, 0.2 s off, 0.4 s on, 2.0 s off. The proposal runs from the beginning to
the first voice after the last ring: on the agent's channel, if that is known, or else on any. Without ringing, the
agent's first voice alone marks it, with less certainty.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from desktop.media.proposals.grid import Grid
from desktop.media.proposals.levels import CHUNK_HOPS
from desktop.media.proposals.proposal import Kind, Proposal
from desktop.media.proposals.spans import Run, Runs
from desktop.media.proposals.tones import RING_HOPS

WATCHED_SECONDS = 300.0
LATEST_FIRST_RING = 10.0
LEAST_WAIT = 5.0
_BURST = (0.2, 0.65)
_SHORT_GAP = (0.08, 0.45)
_LONG_GAP = (1.5, 2.6)
_VOICE_CHUNKS = 2


class Answer:
    """Watches the first minutes; later ones cost nothing and are not kept."""

    def __init__(self, grid: Grid, agent_channel: int | None) -> None:
        self._grid, self._agent = grid, agent_channel
        self._runs = Runs()
        self._rings: list[Run] = []
        self._voices: list[int] = []
        self._voice_runs = Runs()
        self._at = 0

    def feed(self, ringing: NDArray[np.bool_], voices: NDArray[np.bool_]) -> None:
        """Take the next hops of ringing and chunks of voices: shape (channels, ...)."""
        if self._at * self._grid.seconds > WATCHED_SECONDS:
            return
        self._at += ringing.shape[1]
        self._rings += [run for run in self._runs.feed(np.any(ringing, axis=0)) if self._is_burst(run)]
        heard = np.any(voices, axis=0) if self._agent is None else voices[self._agent]
        self._add_voices(list(self._voice_runs.feed(heard)))

    def finish(self) -> list[Proposal]:
        """Return one proposal, or none."""
        self._rings += [run for run in self._runs.finish() if self._is_burst(run)]
        self._add_voices(list(self._voice_runs.finish()))
        rings = self._sequence()
        if rings:
            last = rings[-1].end
            voice = next((at for at in self._voices if at >= last - RING_HOPS), None)
            return [self._proposal(voice or last, 0.9 if voice else 0.7)]
        if self._agent is not None and self._voices and self._voices[0] * self._grid.seconds >= LEAST_WAIT:
            return [self._proposal(self._voices[0], 0.5)]
        return []

    def _proposal(self, end: int, confidence: float) -> Proposal:
        return Proposal(Kind.BEFORE_ANSWER, 0, self._grid.frame(max(1, end)), None, confidence)

    def _add_voices(self, runs: list[Run]) -> None:
        self._voices += [run.start * CHUNK_HOPS for run in runs if run.value and run.length >= _VOICE_CHUNKS]

    def _is_burst(self, run: Run) -> bool:
        return bool(run.value) and self._within(run.length, _BURST)

    def _within(self, hops: int, seconds: tuple[float, float]) -> bool:
        return seconds[0] <= hops * self._grid.seconds <= seconds[1]

    def _sequence(self) -> list[Run]:
        """Return the bursts from the first on that keep the cadence; none if it begins late, or is no cadence."""
        rings = self._rings[:1]
        if not rings or rings[0].start * self._grid.seconds > LATEST_FIRST_RING:
            return []
        doubles = 0
        for run in self._rings[1:]:
            gap = run.start - rings[-1].end
            if not (self._within(gap, _SHORT_GAP) or self._within(gap, _LONG_GAP)):
                break
            doubles += self._within(gap, _SHORT_GAP)
            rings.append(run)
        return rings if doubles else []
