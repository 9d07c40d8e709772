"""Pauses and voices in an approved copy's drawn waveform: where playback stops for an interpreter, and who is heard.

- Quiet: at most a tenth (20 dB below) of the loud parts, which is the level that nine of ten buckets stay under; and
  anything that is at most 0.01 of full scale (40 dB below it).
- A pause: quiet for 0.4 s or more. Playing stops 0.2 s after it began. A bucket longer than a pause counts as one where
  all of it is quiet.
- A piece is at least 4 s: the first pause after that ends it, unless it began in that pause. It is at most 20 s:
  without a pause it ends at the quietest place between the two, the last of these. Nothing stops in the last 4 s.
- Playback never stops in a removed part, nor is that a pause. Where 20 s end within one and there is no good place
  before it, the piece runs to the end of that part.
- Two stretches of one voice less than 0.8 s apart are one; one shorter than 0.2 s is none. A removed part belongs to no
  stretch, and parts two. A call with both voices in one channel has one lane.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from desktop.domain.shared.spans import Span, union

QUIET_SHARE, QUIET_FLOOR, LOUD_SHARE = 0.1, 0.01, 0.9
PAUSE_SECONDS = 0.4
SHORTEST_PIECE_SECONDS, LONGEST_PIECE_SECONDS = 4, 20


@dataclass(frozen=True)
class DrawnWaveform:
    """The loudest sample of each bucket, 0.0 to 1.0; together they are `frames` frames at `rate` a second."""

    levels: tuple[float, ...]
    frames: int
    rate: int

    def __post_init__(self) -> None:
        if self.rate <= 0 or self.frames < len(self.levels):
            raise ValueError("a rate, and no more buckets than frames")

    def edge(self, bucket: int) -> int:
        """Return the frame at which a bucket begins."""
        return self.frames * bucket // len(self.levels)


def drawn_waveform(channels: Iterable[Sequence[tuple[float, float]]], frames: int, rate: int) -> DrawnWaveform:
    """Return the waveform of the (low, high) pairs of each channel: the louder voice counts."""
    lanes = [[max(abs(low), abs(high)) for low, high in channel] for channel in channels]
    return DrawnWaveform(tuple(max(levels) for levels in zip(*lanes, strict=True)), frames, rate)


class Pieces:
    """The pieces of one copy: where playing stops after each of them."""

    def __init__(self, waveform: DrawnWaveform, removed: Iterable[Span] = ()) -> None:
        self._waveform, self._removed = waveform, union(removed)
        self._pauses = _pauses(waveform, self._removed)

    def stop_after(self, start: int) -> int | None:
        """Return the frame at which a piece that begins at `start` ends; None where it plays to the end of the copy."""
        waveform = self._waveform
        first = start + SHORTEST_PIECE_SECONDS * waveform.rate
        latest = start + LONGEST_PIECE_SECONDS * waveform.rate
        end = waveform.frames - SHORTEST_PIECE_SECONDS * waveform.rate
        found = self._pause(start, first, min(latest, end))
        if found is None and latest < waveform.frames:
            found = self._quietest(first, min(latest, end))
        if found is None and latest < waveform.frames:
            found = self._out_of_removed(latest)
        return found if found is not None and found <= end else None

    def _pause(self, start: int, first: int, last: int) -> int | None:
        """Return the first place within a pause that began after `start`; from `first` to `last`."""
        half = round(PAUSE_SECONDS * self._waveform.rate / 2)
        for pause in self._pauses:
            at = max(pause.start + half, first)
            if at > last:
                return None
            if pause.start > start and at + half <= pause.end:
                return at
        return None

    def _quietest(self, first: int, last: int) -> int | None:
        """Return the middle of the quietest bucket, from `first` to `last` and in no removed part."""
        waveform = self._waveform
        best: tuple[float, int] | None = None
        count = len(waveform.levels)
        for bucket in range(max(0, first * count // max(1, waveform.frames)), count):
            at = (waveform.edge(bucket) + waveform.edge(bucket + 1)) // 2
            if at > last:
                break
            if at >= first and not self._within_removed(at) and (best is None or waveform.levels[bucket] <= best[0]):
                best = (waveform.levels[bucket], at)
        return None if best is None else best[1]

    def _within_removed(self, frame: int) -> bool:
        return any(part.start < frame < part.end for part in self._removed)

    def _out_of_removed(self, frame: int) -> int:
        return next((part.end for part in self._removed if part.start < frame < part.end), frame)


def _pauses(waveform: DrawnWaveform, removed: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return the natural pauses, outside removed parts."""
    count = len(waveform.levels)
    spans = [Span(waveform.edge(bucket), waveform.edge(bucket + 1)) for bucket in range(count)]
    talk = [not any(part.start < span.end and span.start < part.end for part in removed) for span in spans]
    quiet = still(waveform.levels, talk)
    found = []
    for is_still, group in groupby(range(count), key=quiet.__getitem__):
        buckets = list(group)
        run = Span(spans[buckets[0]].start, spans[buckets[-1]].end)
        if is_still and len(run) >= PAUSE_SECONDS * waveform.rate:
            found.append(run)
    return tuple(found)


def still(levels: Sequence[float], talk: Sequence[bool]) -> list[bool]:
    """Return which buckets are quiet. Only those of `talk` are asked: a removed part says nothing about the rest."""
    ordered = sorted(level for level, counts in zip(levels, talk, strict=True) if counts)
    loud = ordered[min(len(ordered) - 1, int(len(ordered) * LOUD_SHARE))] if ordered else 0.0
    quiet = max(loud * QUIET_SHARE, QUIET_FLOOR)
    return [counts and level <= quiet for level, counts in zip(levels, talk, strict=True)]


APART_SECONDS, LEAST_TALK_SECONDS = 0.8, 0.2


def talk_of(waveform: DrawnWaveform, removed: Iterable[Span] = ()) -> tuple[Span, ...]:
    """Return the stretches of talk in a waveform, in frames and in order."""
    cuts = union(removed)
    spans = [Span(waveform.edge(bucket), waveform.edge(bucket + 1)) for bucket in range(len(waveform.levels))]
    kept = [not any(cut.start < span.end and span.start < cut.end for cut in cuts) for span in spans]
    quiet = still(waveform.levels, kept)
    loud = union(span for span, counts, is_quiet in zip(spans, kept, quiet, strict=True) if counts and not is_quiet)
    joined: list[Span] = []
    for span in loud:
        if joined and _are_one(joined[-1], span, cuts, waveform.rate):
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return tuple(span for span in joined if len(span) >= LEAST_TALK_SECONDS * waveform.rate)


def _are_one(before: Span, after: Span, cuts: Iterable[Span], rate: int) -> bool:
    near = after.start - before.end < APART_SECONDS * rate
    return near and not any(before.end <= cut.start < after.start for cut in cuts)
