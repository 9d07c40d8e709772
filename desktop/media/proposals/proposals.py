"""All proposals for one recording, in one pass over its PCM and in memory that does not grow with it.

- A proposal (`Proposed`) is a span of a recording, what it seems to be, and how sure that is: from 0 to 1, which orders
  proposals of one kind, and is no probability. On a recording of one channel it is on all of them.
- Silences are long, on all channels at once, as when a recorder pauses, or longer, on one channel alone.
- Music sustains its pitch, across an announcement now and then. Spectra of 64 ms, their coarse shape removed, are
  compared with those of 96 ms later: the same lines are still there, where the pitch of a voice has moved on and noise
  never resembles itself. A monotonous voice sustains its pitch too, but it is cut up: by stops, by unvoiced sounds.
- Runs of keys are proposed from the first to the last of them, and never which they were.
- Ringing in the United Kingdom goes 0.4 s on, 0.2 s off, 0.4 s on, 2.0 s off. The beginning of a call runs to the first
  voice after the last ring: on the agent's channel, if that is known, or else on any. Without ringing, the agent's
  first voice alone marks it, with less certainty.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from desktop.application.ports.sound import Proposed
from desktop.media.proposals import signal


class Kind(StrEnum):
    """The kind that a span seems to be."""

    KEYPAD_TONES = "keypad_tones"
    """Keys were pressed. Which ones is never revealed: they can be a card's number."""
    SILENCE = "silence"
    """Long silence: perhaps a payment pause."""
    HOLD_MUSIC = "hold_music"
    BEFORE_ANSWER = "before_answer"
    """From the beginning to the answer."""


SILENCE_LEAST_SECONDS = 5.0
LEAST_SECONDS_ALONE = 20.0
"""One party who listens is silent too."""
SILENCE_BRIDGED_SECONDS = 0.2
"""A click does not end a silence. A key that is pressed does."""
_SAME = 0.9
_QUIET, _SIGNAL = 1, 2


class Silences:
    """Silences of the whole recording."""

    def __init__(self, grid: signal.Grid) -> None:
        self._grid = grid
        self._all = _Track(grid, SILENCE_LEAST_SECONDS)
        self._alone = [_Track(grid, LEAST_SECONDS_ALONE) for _ in range(grid.channels if grid.channels > 1 else 0)]

    def feed(self, quiet: NDArray[np.bool_], signalled: NDArray[np.bool_]) -> None:
        """Take the next chunks, (channels, chunks): whether they are quiet, and whether a key or exchange sounds."""
        self._all.feed(np.all(quiet, axis=0), np.any(signalled, axis=0))
        for track, *channel in zip(self._alone, quiet, signalled, strict=False):
            track.feed(*channel)

    def finish(self) -> list[Proposed]:
        """Return everything found; a silence of one channel is left out where it is that of all."""
        everywhere = self._all.finish()
        found = [self._proposal(run, None) for run in everywhere]
        for channel, track in enumerate(self._alone):
            for run in track.finish():
                if not any(_shared(run, other) >= _SAME * run.length for other in everywhere):
                    found.append(self._proposal(run, channel))
        return found

    def _proposal(self, run: signal.Run, channel: int | None) -> Proposed:
        seconds = run.length * signal.CHUNK_HOPS * self._grid.seconds
        confidence = min(0.95, 0.5 + seconds / 60) if channel is None else min(0.6, seconds / 100)
        start, end = (self._grid.frame(at * signal.CHUNK_HOPS) for at in (run.start, run.end))
        return Proposed(Kind.SILENCE, start, end, channel, round(confidence, 2))


class _Track:
    def __init__(self, grid: signal.Grid, least_seconds: float) -> None:
        gap, least = (
            round(seconds / (grid.seconds * signal.CHUNK_HOPS)) for seconds in (SILENCE_BRIDGED_SECONDS, least_seconds)
        )
        self._runs, self._bridged = signal.Runs(), signal.Bridged(gap, least)

    def feed(self, quiet: NDArray[np.bool_], signalled: NDArray[np.bool_]) -> None:
        self._add(self._runs.feed(np.where(signalled, _SIGNAL, np.where(quiet, _QUIET, 0))))

    def finish(self) -> list[signal.Run]:
        self._add(self._runs.finish())
        self._bridged.close()
        return self._bridged.found

    def _add(self, runs: Iterable[signal.Run]) -> None:
        for run in runs:
            if run.value == _QUIET:
                self._bridged.add(run.start, run.end)
            elif run.value == _SIGNAL:
                self._bridged.close()


def _shared(run: signal.Run, other: signal.Run) -> int:
    return max(0, min(run.end, other.end) - max(run.start, other.start))


SEGMENT_HOPS = 84
SEGMENTS = signal.HOPS // SEGMENT_HOPS
_FRAME_HOPS = 8
_STEP_HOPS = 4
_LATER = 3
_BAND = (200.0, 3400.0)
_SMOOTHED_BINS = 15
_SILENCE = 1e-4


class PitchMeter:
    """Measures one batch at a time; it keeps nothing of a batch."""

    def __init__(self, grid: signal.Grid) -> None:
        size = _FRAME_HOPS * grid.hop
        self._window = np.hanning(size).astype(np.float32)
        bins = np.fft.rfftfreq(size, 1 / grid.rate)
        self._first, self._last = (int(np.searchsorted(bins, min(edge, 0.45 * grid.rate))) for edge in _BAND)

    def measure(self, batch: signal.Batch) -> NDArray[np.float64]:
        """Return how much the pitch is kept, about 0 to 1: shape (channels, segments), for segments of 0.7 s."""
        return np.stack([self._kept(channel) for channel in batch.samples])

    def _kept(self, channel: signal.Floats) -> NDArray[np.float64]:
        reach = _FRAME_HOPS + _STEP_HOPS * (_LATER - 1)
        steps = channel[signal.LEAD_HOPS - reach :].reshape(-1, _STEP_HOPS * channel.shape[-1])
        lines = self._lines(np.concatenate([steps[:-1], steps[1:]], axis=1))
        now, later = lines[:-_LATER], lines[_LATER:]
        both = np.einsum("fb,fb->f", now, later)
        alone = np.einsum("fb,fb->f", now, now) * np.einsum("fb,fb->f", later, later)
        alike: NDArray[np.float64] = (both / np.sqrt(alone + 1e-9)).astype(np.float64)
        means: NDArray[np.float64] = alike.reshape(SEGMENTS, -1).mean(axis=1)
        return means

    def _lines(self, frames: signal.Floats) -> signal.Floats:
        """Return the logarithm of each spectrum, without its coarse shape: shape (frames, bins)."""
        spectrum = np.abs(np.fft.rfft(frames * self._window, axis=1))[:, self._first : self._last].astype(np.float32)
        loud = np.log(spectrum + np.float32(_SILENCE))
        half = _SMOOTHED_BINS // 2
        sums = np.cumsum(np.pad(loud, ((0, 0), (half + 1, half)), mode="edge"), axis=1, dtype=np.float64)
        lines: signal.Floats = (loud - (sums[:, _SMOOTHED_BINS:] - sums[:, :-_SMOOTHED_BINS]) / _SMOOTHED_BINS).astype(
            np.float32
        )
        return lines


HOLD_LEAST_SECONDS = 8.0
HOLD_BRIDGED_SECONDS = 6.0
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

    def __init__(self, grid: signal.Grid, channel: int | None) -> None:
        self._grid, self._channel = grid, channel
        self._recent: deque[float] = deque([0.0] * _AVERAGED, _AVERAGED)
        self._levels: deque[NDArray[np.float64]] = deque(maxlen=_AVERAGED)
        gap, least = (
            round(seconds / (grid.seconds * SEGMENT_HOPS)) for seconds in (HOLD_BRIDGED_SECONDS, HOLD_LEAST_SECONDS)
        )
        self._bridged = signal.Bridged(gap, least)
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

    def finish(self) -> Iterator[Proposed]:
        """Yield everything found."""
        self._bridged.close()
        for run in self._bridged.found:
            start, end = (self._grid.frame(at * SEGMENT_HOPS) for at in (run.start, run.end))
            confidence = min(0.95, 0.5 + run.length * SEGMENT_HOPS * self._grid.seconds / 60)
            yield Proposed(Kind.HOLD_MUSIC, start, end, self._channel, round(confidence, 2))


KEYPAD_BRIDGED_SECONDS = 3.0
LEAST_HOPS = 3
"""A key held for the 40 ms of the standard fills as many windows."""
LEAST_ALONE_SECONDS = 0.055
"""For a key with no other near it: telephones send 65 ms at least (ETSI ES 201 235-2), and a tone of 40 ms
once in a while is a vowel, mostly of a synthetic voice."""
_CONFIDENCE = (0.5, 0.8, 0.9, 0.95)
"""By the number of tones; it stops at four, so that it never reveals how many digits there were."""


class Keypad:
    """Key presses of one channel."""

    def __init__(self, grid: signal.Grid, channel: int | None) -> None:
        self._grid, self._channel = grid, channel
        self._runs = signal.Runs()
        self._bridged = signal.Bridged(grid.hops(KEYPAD_BRIDGED_SECONDS))

    def feed(self, keys: NDArray[np.int8]) -> None:
        """Take the next hops: a number for each key, -1 for none."""
        for run in self._runs.feed(keys + 1):
            self._add(run)

    def _add(self, run: signal.Run) -> None:
        if run.value and run.length >= LEAST_HOPS:
            self._bridged.add(max(0, run.start - signal.KEY_HOPS + 1), run.end)

    def finish(self) -> Iterator[Proposed]:
        """Yield everything found."""
        for run in self._runs.finish():
            self._add(run)
        self._bridged.close()
        least = self._grid.hops(LEAST_ALONE_SECONDS)
        for run in self._bridged.found:
            if run.value > 1 or run.length >= least:
                start, end = self._grid.frame(run.start), self._grid.frame(run.end)
                confidence = _CONFIDENCE[min(run.value, len(_CONFIDENCE)) - 1]
                yield Proposed(Kind.KEYPAD_TONES, start, end, self._channel, confidence)


WATCHED_SECONDS = 300.0
LATEST_FIRST_RING = 10.0
LEAST_WAIT = 5.0
_BURST = (0.2, 0.65)
_SHORT_GAP = (0.08, 0.45)
_LONG_GAP = (1.5, 2.6)
_VOICE_CHUNKS = 2


class Answer:
    """Watches the first minutes; later ones cost nothing and are not kept."""

    def __init__(self, grid: signal.Grid, agent_channel: int | None) -> None:
        self._grid, self._agent = grid, agent_channel
        self._runs = signal.Runs()
        self._rings: list[signal.Run] = []
        self._voices: list[int] = []
        self._voice_runs = signal.Runs()
        self._at = 0

    def feed(self, ringing: NDArray[np.bool_], voices: NDArray[np.bool_]) -> None:
        """Take the next hops of ringing and chunks of voices: shape (channels, ...)."""
        if self._at * self._grid.seconds > WATCHED_SECONDS:
            return
        self._at += ringing.shape[1]
        self._rings += [run for run in self._runs.feed(np.any(ringing, axis=0)) if self._is_burst(run)]
        heard = np.any(voices, axis=0) if self._agent is None else voices[self._agent]
        self._add_voices(list(self._voice_runs.feed(heard)))

    def finish(self) -> list[Proposed]:
        """Return one proposal, or none."""
        self._rings += [run for run in self._runs.finish() if self._is_burst(run)]
        self._add_voices(list(self._voice_runs.finish()))
        rings = self._sequence()
        if rings:
            last = rings[-1].end
            voice = next((at for at in self._voices if at >= last - signal.RING_HOPS), None)
            return [self._proposal(voice or last, 0.9 if voice else 0.7)]
        if self._agent is not None and self._voices and self._voices[0] * self._grid.seconds >= LEAST_WAIT:
            return [self._proposal(self._voices[0], 0.5)]
        return []

    def _proposal(self, end: int, confidence: float) -> Proposed:
        return Proposed(Kind.BEFORE_ANSWER, 0, self._grid.frame(max(1, end)), None, confidence)

    def _add_voices(self, runs: list[signal.Run]) -> None:
        self._voices += [run.start * signal.CHUNK_HOPS for run in runs if run.value and run.length >= _VOICE_CHUNKS]

    def _is_burst(self, run: signal.Run) -> bool:
        return bool(run.value) and self._within(run.length, _BURST)

    def _within(self, hops: int, seconds: tuple[float, float]) -> bool:
        return seconds[0] <= hops * self._grid.seconds <= seconds[1]

    def _sequence(self) -> list[signal.Run]:
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


_CHUNKS_OF_SEGMENT = SEGMENT_HOPS // signal.CHUNK_HOPS
_PITCHED = 0.1
_QUIETEST_MUSIC_DB = -50.0
_MOST_SIGNAL = 0.2
_LEAST_SIGNAL = 0.3


def find_proposals(
    blocks: Iterable[bytes], rate: int, channels: int, agent_channel: int | None = None
) -> tuple[Proposed, ...]:
    """Return a recording's proposals, by start. `blocks` are as of `decoding.Decoding`: whole frames of 16-bit PCM.

    `agent_channel`, counted from 0, is where the member of staff speaks, if that is known.
    """
    grid = signal.Grid(rate, channels)
    finder, frames = _Finder(grid, agent_channel if channels > 1 else None), 0
    for batch in signal.batches(blocks, grid):
        finder.feed(batch)
        frames = batch.frames
    inside = (replace(found, end=min(found.end, frames)) for found in finder.finish() if found.start < frames)
    return tuple(sorted(inside, key=lambda found: (found.start, found.end, found.kind, str(found.channel))))


class _Finder:
    def __init__(self, grid: signal.Grid, agent_channel: int | None) -> None:
        self._tones, self._pitch = signal.ToneMeter(grid), PitchMeter(grid)
        self._levels = signal.LevelMeter(grid.channels)
        numbers: list[int | None] = list(range(grid.channels)) if grid.channels > 1 else [None]
        self._keypads = [Keypad(grid, number) for number in numbers]
        self._holds = [HoldMusic(grid, number) for number in numbers]
        self._silences = Silences(grid)
        self._answer = Answer(grid, agent_channel)

    def feed(self, batch: signal.Batch) -> None:
        tones, kept, levels = self._tones.measure(batch), self._pitch.measure(batch), self._levels.measure(batch)
        hops = batch.end - batch.first
        chunks, segments = -(-hops // signal.CHUNK_HOPS), -(-hops // SEGMENT_HOPS)
        signals = tones.ringing | (tones.keys >= 0)
        pitched = np.repeat(kept >= _PITCHED, _CHUNKS_OF_SEGMENT, axis=1)
        share = _share(signals, signal.CHUNK_HOPS)
        sounding, signalled = share > 0, share >= _LEAST_SIGNAL
        quiet = levels.quiet & ~(pitched & (levels.decibels > signal.SILENT_DB)) & ~sounding
        self._silences.feed(quiet[:, :chunks], signalled[:, :chunks])
        self._answer.feed(tones.ringing[:, :hops], (levels.loud & ~sounding)[:, :chunks])
        music = _music(kept, levels, signals)
        fine = levels.fine.reshape(*kept.shape, -1)
        for channel, (keypad, hold) in enumerate(zip(self._keypads, self._holds, strict=True)):
            keypad.feed(tones.keys[channel, :hops])
            hold.feed(music[channel, :segments], fine[channel, :segments])

    def finish(self) -> Iterator[Proposed]:
        for keypad, hold in zip(self._keypads, self._holds, strict=True):
            yield from keypad.finish()
            yield from hold.finish()
        yield from self._silences.finish()
        yield from self._answer.finish()


def _music(kept: NDArray[np.float64], levels: signal.Levels, signals: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return pitch that may be music: not where it is quiet, nor the sounds of exchanges and keypads."""
    decibels = np.median(levels.decibels.reshape(*kept.shape, -1), axis=2)
    music = (decibels > _QUIETEST_MUSIC_DB) & (_share(signals, SEGMENT_HOPS) < _MOST_SIGNAL)
    values: NDArray[np.float64] = np.where(music, kept, 0.0)
    return values


def _share(flags: NDArray[np.bool_], hops: int) -> NDArray[np.float64]:
    """Return the share of hops that are set in each stretch of so many."""
    shares: NDArray[np.float64] = flags.reshape(len(flags), -1, hops).mean(axis=2)
    return shares
