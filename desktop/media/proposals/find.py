"""All proposals for one recording, in one pass over its PCM and in memory that does not grow with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from desktop.media.proposals.answer import Answer
from desktop.media.proposals.grid import Batch, Grid, batches
from desktop.media.proposals.hold import HoldMusic
from desktop.media.proposals.keypad import Keypad
from desktop.media.proposals.levels import CHUNK_HOPS, SILENT_DB, LevelMeter, Levels
from desktop.media.proposals.music import SEGMENT_HOPS, PitchMeter
from desktop.media.proposals.proposal import Proposal
from desktop.media.proposals.silence import Silences
from desktop.media.proposals.tones import ToneMeter

_CHUNKS_OF_SEGMENT = SEGMENT_HOPS // CHUNK_HOPS
_PITCHED = 0.1
_QUIETEST_MUSIC_DB = -50.0
_MOST_SIGNAL = 0.2
_LEAST_SIGNAL = 0.3


def find_proposals(
    blocks: Iterable[bytes], rate: int, channels: int, agent_channel: int | None = None
) -> tuple[Proposal, ...]:
    """Return a recording's proposals, by start. `blocks` are as of `decode.Decoding`: whole frames of 16-bit PCM.

    `agent_channel`, counted from 0, is where the member of staff speaks, if that is known.
    """
    grid = Grid(rate, channels)
    counted = _Counted(blocks, 2 * channels)
    finder = _Finder(grid, agent_channel if channels > 1 else None)
    for batch in batches(counted, grid):
        finder.feed(batch)
    inside = (
        replace(found, end_frame=min(found.end_frame, counted.frames))
        for found in finder.finish()
        if found.start_frame < counted.frames
    )
    return tuple(sorted(inside, key=lambda found: (found.start_frame, found.end_frame, found.kind, str(found.channel))))


class _Counted:
    def __init__(self, blocks: Iterable[bytes], frame_bytes: int) -> None:
        self._blocks, self._frame_bytes = blocks, frame_bytes
        self.frames = 0

    def __iter__(self) -> Iterator[bytes]:
        for block in self._blocks:
            self.frames += len(block) // self._frame_bytes
            yield block


class _Finder:
    def __init__(self, grid: Grid, agent_channel: int | None) -> None:
        self._tones, self._pitch, self._levels = ToneMeter(grid), PitchMeter(grid), LevelMeter(grid.channels)
        numbers: list[int | None] = list(range(grid.channels)) if grid.channels > 1 else [None]
        self._keypads = [Keypad(grid, number) for number in numbers]
        self._holds = [HoldMusic(grid, number) for number in numbers]
        self._silences = Silences(grid)
        self._answer = Answer(grid, agent_channel)

    def feed(self, batch: Batch) -> None:
        tones, kept, levels = self._tones.measure(batch), self._pitch.measure(batch), self._levels.measure(batch)
        hops = batch.end - batch.first
        chunks, segments = -(-hops // CHUNK_HOPS), -(-hops // SEGMENT_HOPS)
        signals = tones.ringing | (tones.keys >= 0)
        pitched = np.repeat(kept >= _PITCHED, _CHUNKS_OF_SEGMENT, axis=1)
        share = _share(signals, CHUNK_HOPS)
        sounding, signal = share > 0, share >= _LEAST_SIGNAL
        quiet = levels.quiet & ~(pitched & (levels.decibels > SILENT_DB)) & ~sounding
        self._silences.feed(quiet[:, :chunks], signal[:, :chunks])
        self._answer.feed(tones.ringing[:, :hops], (levels.loud & ~sounding)[:, :chunks])
        music = _music(kept, levels, signals)
        fine = levels.fine.reshape(*kept.shape, -1)
        for channel, (keypad, hold) in enumerate(zip(self._keypads, self._holds, strict=True)):
            keypad.feed(tones.keys[channel, :hops])
            hold.feed(music[channel, :segments], fine[channel, :segments])

    def finish(self) -> Iterator[Proposal]:
        for keypad, hold in zip(self._keypads, self._holds, strict=True):
            yield from keypad.finish()
            yield from hold.finish()
        yield from self._silences.finish()
        yield from self._answer.finish()


def _music(kept: NDArray[np.float64], levels: Levels, signals: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return pitch that may be music: not where it is quiet, nor the sounds of exchanges and keypads."""
    decibels = np.median(levels.decibels.reshape(*kept.shape, -1), axis=2)
    music = (decibels > _QUIETEST_MUSIC_DB) & (_share(signals, SEGMENT_HOPS) < _MOST_SIGNAL)
    values: NDArray[np.float64] = np.where(music, kept, 0.0)
    return values


def _share(flags: NDArray[np.bool_], hops: int) -> NDArray[np.float64]:
    """Return the share of hops that are set in each stretch of so many."""
    shares: NDArray[np.float64] = flags.reshape(len(flags), -1, hops).mean(axis=2)
    return shares
